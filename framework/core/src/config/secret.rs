use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroize;

/// How a secret looks in any output.
pub(super) const MASK: &str = "‹secret›";

/// The name by which the configuration's deserializer knows a secret.
pub(super) const MARKER: &str = "$purlin::Secret";

/// A value that never shows itself: `Debug`, `Display` and serde write `‹secret›`, and a problem with
/// it does not quote it.
///
/// [`Secret::expose`] is the one way to the value, so that a search for it finds every use. The
/// memory of the value is overwritten when the secret is dropped.
#[derive(Clone, Default)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Hides `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// A copy of the value, no longer hidden and no longer overwritten by itself.
    #[must_use]
    pub fn into_inner(self) -> T
    where
        T: Clone,
    {
        self.0.clone()
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> Zeroize for Secret<T> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)
    }
}

impl<T: Zeroize> fmt::Display for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASK)
    }
}

/// Writes `‹secret›`, so that what has a secret in it can be shown: it is not read back from that.
impl<T: Zeroize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// The schema of what is hidden, which is only written.
impl<T: Zeroize + JsonSchema> JsonSchema for Secret<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert("writeOnly".to_owned(), true.into());
        schema
    }
}

impl<'de, T: Deserialize<'de> + Zeroize> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKER, Visitor(std::marker::PhantomData))
    }
}

struct Visitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de> + Zeroize> de::Visitor<'de> for Visitor<T> {
    type Value = Secret<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a secret")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Self::Value, D::Error> {
        // The error may quote the value, so it goes no further.
        T::deserialize(deserializer)
            .map(Secret)
            .map_err(|_| de::Error::custom("a secret is not valid"))
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_shows_itself_only_when_exposed() {
        let secret: Secret<String> = Secret::from("canary");
        assert_eq!(format!("{secret} {secret:?}"), "‹secret› ‹secret›");
        assert_eq!(secret.expose(), "canary");
    }

    #[test]
    fn what_has_a_secret_in_it_can_be_serialised_without_it() {
        #[derive(serde::Serialize, schemars::JsonSchema)]
        struct Login {
            user: &'static str,
            password: Secret<String>,
        }
        let login = Login {
            user: "ada",
            password: Secret::from("canary"),
        };
        let text = serde_json::to_string(&login).expect("it can be written");
        assert_eq!(text, r#"{"user":"ada","password":"‹secret›"}"#);
        let schema = schemars::schema_for!(Login).to_value();
        let password = &schema["properties"]["password"];
        assert_eq!(password["writeOnly"], true);
        assert_eq!(password["type"], "string");
    }

    #[test]
    fn the_memory_of_a_secret_is_overwritten_when_it_is_dropped() {
        use std::sync::{Arc, Mutex};

        #[derive(Clone)]
        struct Probe(u32, Arc<Mutex<Vec<u32>>>);
        impl zeroize::Zeroize for Probe {
            fn zeroize(&mut self) {
                self.0 = 0;
                self.1.lock().expect("no panic").push(self.0);
            }
        }
        let seen = Arc::default();
        drop(Secret::new(Probe(7, Arc::clone(&seen))));
        assert_eq!(*seen.lock().expect("no panic"), [0]);
    }

    #[test]
    fn an_error_about_a_secret_does_not_quote_it() {
        let error = serde_json::from_str::<Secret<u32>>("\"canary\"").expect_err("not a number");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
