use axum::{
    body::{Body, HttpBody},
    http::{HeaderValue, Response, StatusCode, header},
};
use serde_json::json;

/// The media type of RFC 9457.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// An answer that holds nothing but the problem document of `status`.
pub(crate) fn problem(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    explain(response)
}

/// Gives an error answer without a body the problem document of its status; leaves every other
/// answer as it is. Unknown paths (404) and wrong methods (405) get their body here, and so does
/// a handler that returns a bare status.
pub(crate) fn explain(mut response: Response<Body>) -> Response<Body> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error())
        || !response.body().is_end_stream()
        || response.headers().contains_key(header::CONTENT_TYPE)
    {
        return response;
    }
    let title = status.canonical_reason().unwrap_or("Error");
    let document = json!({ "type": "about:blank", "title": title, "status": status.as_u16() });
    *response.body_mut() = Body::from(document.to_string());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    response
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
}
