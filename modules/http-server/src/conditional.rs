use std::{
    convert::Infallible,
    hash::{DefaultHasher, Hasher as _},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponseParts, ResponseParts},
};

use crate::Problem;

/// The name of one state of something: the header `ETag` (RFC 9110, section 8.8.3).
///
/// As a part of an answer it sets the header:
///
/// ```
/// use purlin_http_server::{ETag, axum::Json};
///
/// fn read() -> (ETag, Json<u32>) {
///     (ETag::strong("7"), Json(42))
/// }
/// assert_eq!(read().0.to_string(), "\"7\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag {
    opaque: String,
    weak: bool,
}

impl ETag {
    /// The name of a state of which every byte is the same. Characters that cannot stand in a tag
    /// are left out.
    #[must_use]
    pub fn strong(opaque: &str) -> Self {
        Self {
            opaque: opaque.chars().filter(|&letter| is_tag(letter)).collect(),
            weak: false,
        }
    }

    /// The name of a state that means the same.
    #[must_use]
    pub fn weak(opaque: &str) -> Self {
        Self {
            weak: true,
            ..Self::strong(opaque)
        }
    }

    /// A weak name of the state whose bytes these are. Weak, for what is sent may be compressed and
    /// then has other bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Self::weak(&format!("{:x}-{:016x}", bytes.len(), hasher.finish()))
    }

    /// Reads `"7"` or `W/"7"`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match Self::list(text).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Reads a list of tags up to the first thing that is none.
    pub(crate) fn list(text: &str) -> Vec<Self> {
        let mut tags = Vec::new();
        let mut rest = text.trim_start();
        loop {
            let (weak, after) = match rest.strip_prefix("W/") {
                Some(after) => (true, after),
                None => (false, rest),
            };
            let quoted = after
                .strip_prefix('"')
                .and_then(|after| after.split_once('"'));
            let Some((opaque, after)) = quoted.filter(|(opaque, _)| opaque.chars().all(is_tag))
            else {
                return tags;
            };
            tags.push(Self {
                opaque: opaque.to_owned(),
                weak,
            });
            match after.trim_start().strip_prefix(',') {
                Some(after) => rest = after.trim_start(),
                None => return tags,
            }
        }
    }

    pub(crate) fn to_value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.to_string()).ok()
    }
}

/// What may stand between the quotes; of the others only ASCII is let through.
fn is_tag(letter: char) -> bool {
    letter.is_ascii_graphic() && letter != '"'
}

impl std::fmt::Display for ETag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let weak = if self.weak { "W/" } else { "" };
        write!(formatter, "{weak}\"{}\"", self.opaque)
    }
}

impl IntoResponseParts for ETag {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        if let Some(value) = self.to_value() {
            parts.headers_mut().insert(header::ETAG, value);
        }
        Ok(parts)
    }
}

/// What the client has already, an extractor: the header `If-None-Match` (RFC 9110, section 13.1.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::IF_NONE_MATCH).iter();
        let texts = values.filter_map(|value| value.to_str().ok());
        Self(texts.map(str::to_owned).collect())
    }

    /// Whether the client has this state; the comparison is weak.
    #[must_use]
    pub fn has(&self, tag: &ETag) -> bool {
        let is = |text: &String| {
            text.trim() == "*" || ETag::list(text).iter().any(|one| one.opaque == tag.opaque)
        };
        self.0.iter().any(is)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// The condition of a change, an extractor: the header `If-Match` (RFC 9110, section 13.1.1).
///
/// ```
/// use purlin_http_server::{ETag, IfMatch, Problem};
///
/// fn change(condition: &IfMatch, version: u32) -> Result<(), Problem> {
///     condition.required()?.check(&ETag::strong(&version.to_string()))
/// }
/// assert_eq!(change(&IfMatch::none(), 7).unwrap_err().status(), 428);
/// assert!(change(&IfMatch::of("\"7\""), 7).is_ok());
/// assert_eq!(change(&IfMatch::of("\"7\""), 8).unwrap_err().status(), 412);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// No condition.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// The condition that the header says.
    #[must_use]
    pub fn of(header: &str) -> Self {
        Self(Some(header.to_owned()))
    }

    /// Refuses a change without a condition, which could undo one that the client has not seen.
    ///
    /// # Errors
    /// A 428 (RFC 6585, section 3).
    pub fn required(&self) -> Result<&Self, Problem> {
        if self.0.is_some() {
            return Ok(self);
        }
        Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "say with `If-Match` which state you have seen: its `ETag`",
        ))
    }

    /// Checks the condition against the present state; the comparison is strong.
    ///
    /// # Errors
    /// A 412 if the client has seen another state.
    pub fn check(&self, current: &ETag) -> Result<(), Problem> {
        let Some(header) = &self.0 else { return Ok(()) };
        let listed = ETag::list(header);
        if header.trim() == "*" || listed.iter().any(|tag| !tag.weak && tag == current) {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "it has changed since then: read it again",
        ))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let values = parts.headers.get_all(header::IF_MATCH).iter();
        let texts: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
        Ok(Self((!texts.is_empty()).then(|| texts.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_they_are_written() {
        for tag in [ETag::strong("a/b"), ETag::weak("7")] {
            assert_eq!(ETag::read(&tag.to_string()), Some(tag));
        }
        let list = ETag::list(r#"W/"1" , "2",x"#);
        assert_eq!(list, [ETag::weak("1"), ETag::strong("2")]);
        for wrong in ["", "7", "\"7", "\"a b\"", "\"1\", \"2\""] {
            assert_eq!(ETag::read(wrong), None, "{wrong}");
        }
        assert_eq!(ETag::strong("a\"b\n c").to_string(), "\"abc\"");
    }

    #[test]
    fn a_weak_tag_is_no_condition_of_a_change() {
        assert!(IfMatch::of("*").check(&ETag::strong("1")).is_ok());
        assert!(
            IfMatch::of("\"0\", \"1\"")
                .check(&ETag::strong("1"))
                .is_ok()
        );
        assert!(IfMatch::of("W/\"1\"").check(&ETag::weak("1")).is_err());
        assert!(IfMatch::none().check(&ETag::strong("1")).is_ok());
    }
}
