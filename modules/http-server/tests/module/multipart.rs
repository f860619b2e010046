//! Uploads are read piece by piece, and no further than they may be.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use purlin_http_server::{HttpServer, Problem, axum, routes};

use crate::support::{Client, config, request};

struct Uploads;

#[routes(crate = purlin_http_server)]
impl Uploads {
    #[post("/uploads", body_limit = "64KiB")]
    async fn upload(&self, mut parts: Multipart) -> Result<String, Response> {
        let mut seen = String::new();
        while let Some(mut part) = parts.next_field().await.map_err(|error| refused(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let mut size = 0;
            // A piece at a time: nothing holds the whole.
            while let Some(piece) = part.chunk().await.map_err(|error| refused(&error))? {
                size += piece.len();
            }
            let _ = write!(seen, "{name}={size} ");
        }
        Ok(seen)
    }
}

fn refused(error: &MultipartError) -> Response {
    Problem::new(error.status(), error.body_text()).into_response()
}

fn body(parts: &[(&str, usize)]) -> String {
    let mut body = String::new();
    for (name, size) in parts {
        let _ = write!(
            body,
            "--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n",
            "x".repeat(*size)
        );
    }
    body + "--cut--\r\n"
}

#[tokio::test]
async fn parts_are_read_up_to_the_limit_of_the_route() {
    let server = HttpServer::new(config()).serve(Arc::new(Uploads));
    let address = server.start().await.expect("starts");
    let mut statuses = Vec::new();
    for parts in [&[("a", 3), ("b", 40_000)][..], &[("a", 100_000)]] {
        let mut upload = request("POST", "/uploads", body(parts));
        let kind = HeaderValue::from_static("multipart/form-data; boundary=cut");
        upload.headers_mut().insert(header::CONTENT_TYPE, kind);
        let mut client = Client::http1(address).await;
        let answer = client.send(upload).await.expect("an answer");
        statuses.push((answer.status, answer.text().to_owned()));
    }
    assert_eq!(statuses[0], (StatusCode::OK, "a=3 b=40000 ".to_owned()));
    assert_eq!(statuses[1].0, StatusCode::PAYLOAD_TOO_LARGE);

    let mut client = Client::http1(address).await;
    let answer = client.send(request("POST", "/uploads", "a=3")).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
}
