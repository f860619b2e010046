//! An `ETag` of what is answered, and 304 for those who have it (RFC 9110, sections 8.8.3 and 13.1.2).

use std::future::Future;

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::Response,
};

use crate::{ETag, IfNoneMatch};

/// A larger answer is not read into memory for its tag.
const LARGEST: usize = 1024 * 1024;

/// Answers with `handle`, and with a 304 instead if the client has it already.
pub(super) async fn tagged<F: Future<Output = Response>>(
    request: Request,
    handle: impl FnOnce(Request) -> F,
) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = IfNoneMatch::of(request.headers());
    let answer = handle(request).await;
    if !reads || answer.status() != StatusCode::OK {
        return answer;
    }
    let (answer, tag) = tag(answer).await;
    match tag {
        Some(tag) if known.has(&tag) => unchanged(answer.headers(), &tag),
        _ => answer,
    }
}

/// The tag of an answer: that of the handler, or one of its content.
async fn tag(answer: Response) -> (Response, Option<ETag>) {
    if let Some(own) = answer.headers().get(header::ETAG) {
        let own = own.to_str().ok().and_then(ETag::read);
        return (answer, own);
    }
    let size = answer.body().size_hint().exact();
    if size.is_none_or(|size| size > LARGEST as u64) {
        return (answer, None);
    }
    let (mut head, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        let mut broken = Response::new(Body::empty());
        *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return (broken, None);
    };
    let tag = ETag::of(&bytes);
    if let Some(value) = tag.to_value() {
        head.headers.insert(header::ETAG, value);
    }
    (Response::from_parts(head, Body::from(bytes)), Some(tag))
}

/// A 304 with the headers of the answer that caches need (RFC 9110, section 15.4.5).
fn unchanged(headers: &HeaderMap, tag: &ETag) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    let kept = [
        header::CACHE_CONTROL,
        header::CONTENT_LOCATION,
        header::DATE,
        header::EXPIRES,
        header::VARY,
    ];
    for name in kept {
        for value in headers.get_all(&name) {
            answer.headers_mut().append(&name, value.clone());
        }
    }
    if let Some(value) = tag.to_value() {
        answer.headers_mut().insert(header::ETAG, value);
    }
    answer
}
