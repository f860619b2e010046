//! What a client that waits for `100 Continue` is told before it sends a body that is too large.

use std::any::type_name;

use axum::{
    RequestExt as _,
    body::{Body, HttpBody as _},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use futures_util::stream;

use crate::problem::problem;

/// What reads no more of a body than the limit, as `type_name` writes it. A type that is missing
/// here is refused as well, but only when it has read so much.
const LIMITED: [&str; 7] = [
    "axum::json::Json<",
    "axum::form::Form<",
    "axum::extract::raw_form::RawForm",
    "axum::extract::multipart::Multipart",
    "bytes::bytes::Bytes",
    "bytes::bytes_mut::BytesMut",
    "alloc::string::String",
];
/// What leaves the reading to the type in it.
const AROUND: [&str; 2] = ["core::option::Option<", "core::result::Result<"];

/// The refusal of a request whose client waits for `100 Continue` before it sends a body, when the body
/// that it announces is larger than the limit. The client is told to go on as soon as somebody looks at
/// the body: middleware that reads bodies within the limit
/// ([`with_limited_body`](axum::RequestExt::with_limited_body)) asks here before.
#[must_use]
pub fn expectation_failed(request: &Request) -> Option<Response> {
    let expected = request.headers().get(header::EXPECT)?;
    if !expected.as_bytes().eq_ignore_ascii_case(b"100-continue") {
        return None;
    }
    let length = declared_length(request.headers())?;
    (length > limit_of(request)?).then(|| problem(StatusCode::PAYLOAD_TOO_LARGE))
}

/// The same before `T` is read; what reads without a limit is left alone.
pub(crate) fn refusal<T>(request: &Request) -> Option<Response> {
    let refused = expectation_failed(request)?;
    is_limited(type_name::<T>()).then_some(refused)
}

/// How long the body is said to be.
pub(crate) fn declared_length(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn is_limited(mut name: &str) -> bool {
    while let Some(inner) = AROUND.iter().find_map(|around| name.strip_prefix(around)) {
        name = inner;
    }
    LIMITED.iter().any(|limited| name.starts_with(limited))
}

/// The limit that axum holds a body to; it is asked by a body of unknown length, for the limit itself
/// is its secret.
fn limit_of(request: &Request) -> Option<u64> {
    let nothing = stream::empty::<Result<axum::body::Bytes, std::convert::Infallible>>();
    let mut asked = Request::new(Body::from_stream(nothing));
    *asked.extensions_mut() = request.extensions().clone();
    asked.with_limited_body().body().size_hint().upper()
}

#[cfg(test)]
mod tests {
    use axum::{
        Form, Json,
        body::Bytes,
        extract::{DefaultBodyLimit, RawForm, rejection::JsonRejection},
    };
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_types_are_called_what_they_are_called_here() {
        let limited = [
            type_name::<Json<Value>>(),
            type_name::<Form<Value>>(),
            type_name::<RawForm>(),
            #[cfg(feature = "multipart")]
            type_name::<axum::extract::Multipart>(),
            type_name::<Bytes>(),
            type_name::<String>(),
            type_name::<Option<Json<Value>>>(),
            type_name::<Result<Json<Value>, JsonRejection>>(),
        ];
        for name in limited {
            assert!(is_limited(name), "{name}");
        }
        for name in [type_name::<Request>(), type_name::<Body>()] {
            assert!(!is_limited(name), "{name}");
        }
    }

    #[test]
    fn the_limit_is_that_of_axum() {
        let mut request = Request::new(Body::empty());
        assert_eq!(limit_of(&request), Some(2_097_152));
        DefaultBodyLimit::max(10).apply(&mut request);
        assert_eq!(limit_of(&request), Some(10));
        DefaultBodyLimit::disable().apply(&mut request);
        assert_eq!(limit_of(&request), None);
    }
}
