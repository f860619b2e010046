//! The page of Scalar. Its script is in the program, and it is told to ask nobody else.

use purlin_http_server::{
    ETag, IfNoneMatch,
    axum::{
        Router,
        body::Bytes,
        http::{StatusCode, header},
        response::{IntoResponse, Response},
        routing::get,
    },
};
use serde_json::json;

use crate::{
    ApiError,
    routes::{attribute, secured},
};

/// Scalar writes styles into the page; all else is as for the own page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves the page at `base` for the contract at `document`.
pub(crate) fn router(base: &str, document: &str) -> Result<Router, ApiError> {
    let script = scalar_api_reference::get_asset("scalar.js").ok_or(ApiError::NoScalar)?;
    let (tag, script) = (ETag::of(&script), Bytes::from(script));
    let configuration = json!({
        "url": document,
        // Its fonts and its proxy are elsewhere.
        "withDefaultFonts": false,
        "proxyUrl": "",
        "telemetry": false,
        "agent": { "disabled": true },
        "showDeveloperTools": "never",
    });
    let page = include_str!("viewer/scalar.html")
        .replace("{page}", &attribute(base))
        .replace("{configuration}", &attribute(&configuration.to_string()));
    let at_page = get(async move || {
        let media = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        secured((media, page).into_response(), POLICY)
    });
    let at_script = get(async move |known: IfNoneMatch| scripted(&known, tag, script));
    Ok(Router::new()
        .route(base, at_page)
        .route(&format!("{base}/scalar.js"), at_script))
}

fn scripted(known: &IfNoneMatch, tag: ETag, script: Bytes) -> Response {
    if known.has(&tag) {
        return (StatusCode::NOT_MODIFIED, tag, ()).into_response();
    }
    let media = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (tag, media, script).into_response()
}
