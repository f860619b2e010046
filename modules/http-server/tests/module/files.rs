//! Files of a directory and inside of the program, as a client gets them.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{fs, sync::Arc, time::Duration};

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use purlin_http_server::{Files, HttpServer, axum};

use crate::support::{Answer, Client, config, request};

const TEXT: &str = "0123456789";

/// A server with the same files of both kinds.
async fn serve() -> (HttpServer, Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let public = folder.path().join("public");
    fs::create_dir(&public).expect("a folder");
    fs::write(public.join("a b.txt"), TEXT).expect("written");
    fs::write(public.join("index.html"), "<p>index").expect("written");
    fs::write(folder.path().join("outside.txt"), "secret").expect("written");
    let embedded = |path: &str| match path {
        "a b.txt" => Some(TEXT.as_bytes().into()),
        "index.html" => Some(b"<p>index".as_slice().into()),
        _ => None,
    };
    let directory = Files::in_directory("/directory", public);
    let embedded = Files::embedded("/embedded", embedded).cached_for(Duration::from_hours(1));
    let server = HttpServer::new(config())
        .serve(Arc::new(directory))
        .serve(Arc::new(embedded));
    let address = server.start().await.expect("starts");
    (server, Client::http1(address).await, folder)
}

async fn ask(client: &mut Client, path: &str, with: Option<(HeaderName, &str)>) -> Answer {
    let mut request = request("GET", path, "");
    if let Some((name, value)) = with {
        let value = HeaderValue::from_str(value).expect("ASCII");
        request.headers_mut().insert(name, value);
    }
    client.send(request).await.expect("an answer")
}

#[tokio::test]
async fn a_file_has_its_type_and_a_tag_and_a_client_that_has_it_gets_a_304() {
    let (_server, mut client, _folder) = serve().await;
    for (place, caching) in [
        ("/directory", "no-cache"),
        ("/embedded", "public, max-age=3600"),
    ] {
        let path = format!("{place}/a%20b.txt");
        let file = ask(&mut client, &path, None).await;
        assert_eq!(
            (file.status, file.text()),
            (StatusCode::OK, TEXT),
            "{place}"
        );
        assert!(file.header(header::CONTENT_TYPE).starts_with("text/plain"));
        assert_eq!(file.header(header::CACHE_CONTROL), caching);
        assert_eq!(file.header(header::ACCEPT_RANGES), "bytes");
        let tag = file.header(header::ETAG).to_owned();
        let same = ask(&mut client, &path, Some((header::IF_NONE_MATCH, &tag))).await;
        assert_eq!(same.status, StatusCode::NOT_MODIFIED, "{place}");
        assert_eq!(same.header(header::CACHE_CONTROL), caching);
        let other = ask(&mut client, &path, Some((header::IF_NONE_MATCH, "\"x\""))).await;
        assert_eq!(other.status, StatusCode::OK);
        let index = ask(&mut client, &format!("{place}/"), None).await;
        assert_eq!(index.text(), "<p>index", "{place}");
    }
}

#[tokio::test]
async fn a_part_of_a_file_can_be_asked_for() {
    let (_server, mut client, _folder) = serve().await;
    for place in ["/directory", "/embedded"] {
        let path = format!("{place}/a%20b.txt");
        let part = ask(&mut client, &path, Some((header::RANGE, "bytes=2-4"))).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{place}");
        assert_eq!(part.header(header::CONTENT_RANGE), "bytes 2-4/10");
        assert_eq!(part.text(), "234");
        let beyond = ask(&mut client, &path, Some((header::RANGE, "bytes=10-"))).await;
        assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE, "{place}");
        assert_eq!(beyond.header(header::CONTENT_RANGE), "bytes */10");
    }
}

#[tokio::test]
async fn what_is_not_there_or_outside_is_not_found() {
    let (_server, mut client, _folder) = serve().await;
    let paths = [
        "nothing",
        "../outside.txt",
        "%2e%2e/outside.txt",
        "..%2foutside.txt",
    ];
    for place in ["/directory", "/embedded"] {
        for path in paths {
            let answer = ask(&mut client, &format!("{place}/{path}"), None).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{place}/{path}");
        }
    }
}
