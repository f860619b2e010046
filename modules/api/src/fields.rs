//! Answers with the fields that their reader wants, `?fields=id,name`.

use std::{
    any::TypeId,
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    fmt,
    marker::PhantomData,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use purlin_http_server::{
    Problem,
    axum::{
        extract::FromRequestParts,
        http::{StatusCode, request::Parts},
    },
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::{Serialize, Serializer, ser};
use serde_json::Value;

use crate::filter::{pairs, unknown};

/// A field is asked for that there is not.
pub(crate) const FIELDS: &str = "PL1705";
/// The parameter that names them.
pub(crate) const PARAMETER: &str = "fields";

/// Which fields of a `T` are wanted, `?fields=id,name`: an extractor. All of them, if nothing is said.
///
/// A name that `T` does not have is a 400 with the code `PL1705` that says what there is. What is
/// wanted can also spare work: [`has`](Self::has) tells whether a field is.
///
/// ```
/// use purlin_api::{Fields, schemars::{self, JsonSchema}};
/// use serde::Serialize;
///
/// #[derive(Serialize, JsonSchema)]
/// struct Order { id: u32, total_cents: i64, lines: Vec<String> }
///
/// let fields = Fields::<Order>::read("fields=id,total_cents").unwrap();
/// assert!(!fields.has("lines")); // and need not be loaded
/// let order = Order { id: 7, total_cents: 1_580, lines: Vec::new() };
/// let answer = serde_json::to_value(fields.of(order)).unwrap();
/// assert_eq!(answer, serde_json::json!({ "id": 7, "total_cents": 1_580 }));
///
/// let problem = Fields::<Order>::read("fields=id,totel_cents").unwrap_err();
/// assert!(problem.errors()[0].message.contains("did you mean `total_cents`?"));
/// ```
pub struct Fields<T> {
    /// `None` if all are wanted.
    wanted: Option<Arc<BTreeSet<String>>>,
    of: PhantomData<fn() -> T>,
}

/// A `T` with the fields that are wanted: answer with `Json<Sparse<T>>`, or `Json<Paged<Sparse<T>>>`.
pub struct Sparse<T> {
    whole: T,
    wanted: Option<Arc<BTreeSet<String>>>,
}

impl<T: JsonSchema + 'static> Fields<T> {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// A 400 with the code `PL1705` that names every field that there is not.
    pub fn read(query: &str) -> Result<Self, Problem> {
        let given = pairs(query)?;
        let mut given = given
            .iter()
            .filter(|(name, _)| name == PARAMETER)
            .peekable();
        if given.peek().is_none() {
            return Ok(Self::all());
        }
        let names = given.flat_map(|(_, list)| list.split(','));
        let names: BTreeSet<String> = names.map(|name| name.trim().to_owned()).collect();
        let known = names_of::<T>();
        let problem = Problem::new(StatusCode::BAD_REQUEST, "there are no such fields");
        let strangers = names.iter().filter(|name| !known.contains(name));
        let problem = strangers.fold(problem.with_code(FIELDS), |problem, name| {
            problem.with_field(PARAMETER, unknown("field", name, &known))
        });
        if !problem.errors().is_empty() {
            return Err(problem);
        }
        Ok(Self {
            wanted: Some(Arc::new(names)),
            of: PhantomData,
        })
    }
}

impl<T> Fields<T> {
    /// All of them.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            wanted: None,
            of: PhantomData,
        }
    }

    /// Whether a field is wanted.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.wanted
            .as_ref()
            .is_none_or(|wanted| wanted.contains(field))
    }

    /// This one, with what is wanted of it.
    #[must_use]
    pub fn of(&self, whole: T) -> Sparse<T> {
        Sparse {
            whole,
            wanted: self.wanted.clone(),
        }
    }
}

/// The names of the fields of a type as it is written; its schema is made once.
fn names_of<T: JsonSchema + 'static>() -> Arc<[String]> {
    static KNOWN: LazyLock<Mutex<HashMap<TypeId, Arc<[String]>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let names = known.entry(TypeId::of::<T>()).or_insert_with(|| {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        names(&T::json_schema(&mut settings.into_generator()))
    });
    Arc::clone(names)
}

/// The names of the fields that a schema has.
pub(crate) fn names(schema: &Schema) -> Arc<[String]> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let names = properties.into_iter().flat_map(|fields| fields.keys());
    names.cloned().collect()
}

impl<T> Clone for Fields<T> {
    fn clone(&self) -> Self {
        Self {
            wanted: self.wanted.clone(),
            of: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Fields<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Fields").field(&self.wanted).finish()
    }
}

impl<T: JsonSchema + 'static, S: Sync> FromRequestParts<S> for Fields<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(parts.uri.query().unwrap_or_default())
    }
}

impl<T: Serialize> Serialize for Sparse<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(wanted) = &self.wanted else {
            return self.whole.serialize(serializer);
        };
        let mut whole = serde_json::to_value(&self.whole).map_err(ser::Error::custom)?;
        if let Value::Object(fields) = &mut whole {
            fields.retain(|name, _| wanted.contains(name));
        }
        whole.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Sparse<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Sparse{}", T::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("purlin_api::Sparse<{}>", T::schema_id()).into()
    }

    /// That of the whole, of which nothing need be there.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.remove("required");
        schema
    }
}

impl<T: fmt::Debug> fmt::Debug for Sparse<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sparse")
            .field("whole", &self.whole)
            .field("wanted", &self.wanted)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A beam.
    #[derive(Clone, Serialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Beam {
        id: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        kind_of_wood: Option<String>,
    }

    fn read(query: &str) -> Result<Fields<Beam>, Vec<String>> {
        let told = |problem: Problem| {
            let told = problem.errors().iter().map(|one| one.message.clone());
            told.collect()
        };
        Fields::read(query).map_err(told)
    }

    fn written(query: &str) -> Value {
        let beam = Beam {
            id: 7,
            kind_of_wood: Some("oak".to_owned()),
        };
        serde_json::to_value(read(query).unwrap().of(beam)).unwrap()
    }

    #[test]
    fn what_is_not_wanted_is_left_out_and_without_a_wish_nothing_is() {
        assert_eq!(written("page=2").as_object().unwrap().len(), 2);
        assert_eq!(
            written("fields=kindOfWood"),
            serde_json::json!({ "kindOfWood": "oak" })
        );
        assert_eq!(
            written("fields=id&fields=kindOfWood")
                .as_object()
                .unwrap()
                .len(),
            2
        );
        assert!(read("fields=id").unwrap().has("id") && !read("fields=id").unwrap().has("x"));
    }

    #[test]
    fn every_name_that_there_is_not_is_told_with_those_that_there_are() {
        let there_are = "here are `id`, `kindOfWood`";
        let wood = "there is no field `kind_of_wood`: did you mean `kindOfWood`?";
        let wood = format!("{wood} T{there_are}");
        let nothing = format!("there is no field ``: t{there_are}");
        assert_eq!(
            read("fields=kind_of_wood,id,").unwrap_err(),
            [nothing, wood]
        );
    }

    #[test]
    fn nothing_of_a_part_need_be_there() {
        let schema = schemars::schema_for!(Sparse<Beam>);
        assert_eq!(schema.get("required"), None);
        assert_eq!(*names(&schema), ["id".to_owned(), "kindOfWood".to_owned()]);
    }
}
