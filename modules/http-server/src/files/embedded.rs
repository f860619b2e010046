use std::borrow::Cow;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{ETag, IfNoneMatch};

/// Gives the content of the file at a path, without a slash before it.
pub type ReadEmbedded = fn(&str) -> Option<Cow<'static, [u8]>>;

pub(super) fn router(read: ReadEmbedded) -> Router {
    let file = async move |Path(path): Path<String>, known: IfNoneMatch, headers: HeaderMap| {
        answer(read, &path, &known, &headers)
    };
    let index = async move |known: IfNoneMatch, headers: HeaderMap| {
        answer(read, "index.html", &known, &headers)
    };
    Router::new()
        .route("/{*path}", get(file))
        .route("/", get(index))
}

fn answer(read: ReadEmbedded, path: &str, known: &IfNoneMatch, headers: &HeaderMap) -> Response {
    let Some(content) = read(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let content = match content {
        Cow::Borrowed(content) => Bytes::from_static(content),
        Cow::Owned(content) => Bytes::from(content),
    };
    let tag = ETag::of(&content);
    if known.has(&tag) {
        return (StatusCode::NOT_MODIFIED, tag, ()).into_response();
    }
    let media = mime_guess::from_path(path).first_or_octet_stream();
    let whole = content.len();
    let mut response = match asked(headers, whole) {
        Asked::Whole => Response::new(Body::from(content)),
        Asked::Part(from, to) => {
            let mut part = Response::new(Body::from(content.slice(from..to)));
            *part.status_mut() = StatusCode::PARTIAL_CONTENT;
            let range = format!("bytes {from}-{}/{whole}", to - 1);
            set(&mut part, header::CONTENT_RANGE, &range);
            part
        }
        Asked::Beyond => {
            let mut beyond = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(
                &mut beyond,
                header::CONTENT_RANGE,
                &format!("bytes */{whole}"),
            );
            return beyond;
        }
    };
    set(
        &mut response,
        header::CONTENT_TYPE,
        &with_charset(media.as_ref()),
    );
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    (tag, response).into_response()
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Texts inside of a program are UTF-8.
fn with_charset(media: &str) -> String {
    if media.starts_with("text/") && !media.contains("charset") {
        format!("{media}; charset=utf-8")
    } else {
        media.to_owned()
    }
}

/// Which part of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    /// From, and up to but not with.
    Part(usize, usize),
    Beyond,
}

/// What the header `Range` asks for (RFC 9110, section 14.2). What is malformed, several ranges, and
/// a range of a state that may have changed are the whole.
fn asked(headers: &HeaderMap, whole: usize) -> Asked {
    // The tag is weak, and so never the one that `If-Range` needs.
    if headers.contains_key(header::IF_RANGE) {
        return Asked::Whole;
    }
    let range = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let Some((first, last)) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(whole)),
        (Ok(first), Err(_)) if last.is_empty() => (first, whole),
        (Err(_), Ok(count)) if first.is_empty() && count > 0 => {
            (whole.saturating_sub(count), whole)
        }
        (Err(_), Ok(0)) if first.is_empty() => return Asked::Beyond,
        _ => return Asked::Whole,
    };
    if part.0 >= whole {
        return Asked::Beyond;
    }
    Asked::Part(part.0, part.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_they_are_written() {
        let asked = |range: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(range));
            asked(&headers, 10)
        };
        assert_eq!(asked("bytes=0-3"), Asked::Part(0, 4));
        assert_eq!(asked("bytes=4-"), Asked::Part(4, 10));
        assert_eq!(asked("bytes=-3"), Asked::Part(7, 10));
        assert_eq!(asked("bytes=-30"), Asked::Part(0, 10));
        assert_eq!(asked("bytes=8-99"), Asked::Part(8, 10));
        assert_eq!(asked("bytes=10-"), Asked::Beyond);
        assert_eq!(asked("bytes=-0"), Asked::Beyond);
        for whole in [
            "bytes=3-1",
            "bytes=0-1,4-5",
            "lines=0-1",
            "bytes=a-b",
            "bytes=",
        ] {
            assert_eq!(asked(whole), Asked::Whole, "{whole}");
        }
        assert_eq!(super::asked(&HeaderMap::new(), 10), Asked::Whole);
    }
}
