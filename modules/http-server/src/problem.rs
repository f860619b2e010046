//! What a client is told when something is wrong: problem details, RFC 9457.

use std::borrow::Cow;

use axum::{
    body::{Body, HttpBody, to_bytes},
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse,
};
use purlin::error::{Category, Error};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The media type of RFC 9457.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
/// The type of a problem that says no more than its status (RFC 9457, section 4.2.1).
const BLANK: &str = "about:blank";
/// Longer refusals of extractors are cut here; axum's are a sentence.
const LONGEST_REFUSAL: usize = 4096;

/// A problem document: an answer of type `application/problem+json` (RFC 9457).
///
/// A handler returns it, alone or as the error of a `Result`. The framework's own
/// [`Error`] becomes one: its category chooses the status, and what a client cannot help is logged
/// and not told.
///
/// ```
/// use purlin_http_server::{Problem, axum::http::StatusCode};
///
/// let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "the order has 2 problems")
///     .with_field("email", "must be an e-mail address")
///     .with_field("lines[0].quantity", "must be from 1 to 99");
/// assert_eq!(problem.status(), 422);
/// assert_eq!(problem.errors()[0].field, "email");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transparent))]
#[serde(transparent)]
pub struct Problem(Box<Document>);

/// A problem details object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Problem"))]
struct Document {
    /// What kind of problem it is: a URI, or `about:blank` if the status says it.
    #[serde(rename = "type", default = "blank")]
    kind: Cow<'static, str>,
    /// The kind in words, the same for all problems of it.
    title: Cow<'static, str>,
    /// The status of the answer.
    #[serde(with = "code_of")]
    #[cfg_attr(feature = "schema", schemars(with = "u16"))]
    status: StatusCode,
    /// What is wrong this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Which occurrence it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// The code of the error, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Cow<'static, str>>,
    /// What is wrong with which field of the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// What else is known of it.
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldProblem {
    /// The way to the field, `lines[1].quantity`; empty for the whole.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    /// A problem that says no more than its status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        Self(Box::new(Document {
            kind: blank(),
            title: Cow::Borrowed(status.canonical_reason().unwrap_or("Error")),
            status,
            detail: None,
            instance: None,
            code: None,
            errors: Vec::new(),
            more: Map::new(),
        }))
    }

    /// A problem with a sentence for the client.
    #[must_use]
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut problem = Self::of(status);
        problem.0.detail = Some(detail.into());
        problem
    }

    /// Of a kind that has a name: a URI, best one that can be read, and its title.
    #[must_use]
    pub fn with_kind(
        mut self,
        kind: impl Into<Cow<'static, str>>,
        title: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.0.kind = kind.into();
        self.0.title = title.into();
        self
    }

    /// With a URI that names this occurrence.
    #[must_use]
    pub fn with_instance(mut self, instance: impl Into<String>) -> Self {
        self.0.instance = Some(instance.into());
        self
    }

    /// With a code that programs can tell it by.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// With one more field that is wrong.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.0.errors.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
        self
    }

    /// With more fields that are wrong.
    #[must_use]
    pub fn with_fields(mut self, errors: impl IntoIterator<Item = FieldProblem>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// With a member of its own (RFC 9457, section 3.2); one of the standard members is not
    /// replaced by it.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        const TAKEN: [&str; 7] = [
            "type", "title", "status", "detail", "instance", "code", "errors",
        ];
        if !TAKEN.contains(&member) {
            self.0.more.insert(member.to_owned(), value.into());
        }
        self
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The sentence for the client.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What is wrong with which field.
    #[must_use]
    pub fn errors(&self) -> &[FieldProblem] {
        &self.0.errors
    }
}

/// The status that belongs to the category of an error.
fn status_of(category: Category) -> StatusCode {
    let status = StatusCode::from_u16(category.http_status());
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl From<&Error> for Problem {
    /// A failure of the server (5xx) is logged whole, and the client is told its status and code
    /// only; everything else is the client's to repair, and it is told what.
    fn from(error: &Error) -> Self {
        let status = status_of(error.category());
        let problem = if status.is_server_error() {
            tracing::error!(code = error.code(), "a request failed: {}", error.render());
            Self::of(status)
        } else {
            Self::new(status, error.message())
        };
        problem.with_code(error.code())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let status = self.0.status;
        // Strings and numbers only: it has a text.
        let text = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
        response
    }
}

fn blank() -> Cow<'static, str> {
    Cow::Borrowed(BLANK)
}

/// A status as its number.
mod code_of {
    use axum::http::StatusCode;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(
        status: &StatusCode,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(status.as_u16())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<StatusCode, D::Error> {
        StatusCode::from_u16(u16::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// An answer that holds nothing but the problem document of `status`.
pub(crate) fn problem(status: StatusCode) -> Response<Body> {
    Problem::of(status).into_response()
}

/// An answer that holds the problem document of `status` with a sentence for the client.
pub(crate) fn problem_with(status: StatusCode, detail: &str) -> Response<Body> {
    Problem::new(status, detail).into_response()
}

/// Gives an error answer without a body the problem document of its status; leaves every other
/// answer as it is. Unknown paths (404) and wrong methods (405) get their body here, and so does
/// a handler that returns a bare status.
pub(crate) fn explain(mut response: Response<Body>) -> Response<Body> {
    let status = response.status();
    if !is_error(status)
        || !response.body().is_end_stream()
        || response.headers().contains_key(header::CONTENT_TYPE)
    {
        return response;
    }
    let (_, body) = problem(status).into_parts();
    *response.body_mut() = body;
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    response
}

/// The refusal of an extractor as a problem document: what axum says in plain text becomes its
/// detail. One that has a form of its own keeps it.
pub(crate) async fn refused(response: Response<Body>) -> Response<Body> {
    let is_text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !is_error(response.status()) || !is_text {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let text = to_bytes(body, LONGEST_REFUSAL).await.unwrap_or_default();
    let document = match std::str::from_utf8(&text) {
        Ok(text) if !text.is_empty() => Problem::new(head.status, text),
        _ => Problem::of(head.status),
    };
    let (_, body) = document.into_response().into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    Response::from_parts(head, body)
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_error_without_a_body_is_explained() {
        let bare = problem(StatusCode::NOT_FOUND);
        assert_eq!(bare.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
        assert!(!bare.body().is_end_stream());

        let mut own = Response::new(Body::from("gone fishing"));
        *own.status_mut() = StatusCode::NOT_FOUND;
        assert!(explain(own).headers().is_empty());
        assert!(explain(Response::new(Body::empty())).headers().is_empty());
    }

    #[test]
    fn an_error_of_the_server_is_not_told_and_one_of_the_client_is() {
        let cases = [
            (Category::Validation, 422, Some("secret-free text")),
            (Category::Security, 403, Some("secret-free text")),
            (Category::Config, 500, None),
            (Category::Dependency, 503, None),
            (Category::Lifecycle, 503, None),
            (Category::Domain("orders"), 500, None),
        ];
        for (category, status, detail) in cases {
            let problem = Problem::from(Error::new(category, "PL9999", "secret-free text"));
            assert_eq!(problem.status(), status, "{category}");
            assert_eq!(problem.detail(), detail, "{category}");
            let document = serde_json::to_value(&problem).unwrap_or_default();
            assert_eq!(document["code"], "PL9999");
            assert_eq!(document["type"], BLANK);
        }
    }

    #[test]
    fn a_document_is_read_back_with_its_own_members_and_a_standard_one_is_kept() {
        let problem = Problem::new(StatusCode::CONFLICT, "it is paid")
            .with_kind("https://shop.example/problems/paid", "Already paid")
            .with_instance("/orders/7")
            .with_field("status", "must be open")
            .with("order", 7)
            .with("status", 200);
        let text = serde_json::to_string(&problem).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Problem>(&text).ok(), Some(problem));
        let document: Value = serde_json::from_str(&text).unwrap_or_default();
        assert_eq!(
            (&document["status"], &document["order"]),
            (&409.into(), &7.into())
        );
    }
}
