//! Which scripts of other origins may ask the server.

use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::{
    cors::{AllowOrigin, CorsLayer},
    csrf::CsrfLayer,
};

use crate::{HttpServerConfig, HttpServerError};

/// What the settings allow; `None` if they allow nothing.
pub(crate) fn layer(config: &HttpServerConfig) -> Result<Option<CorsLayer>, HttpServerError> {
    let [first, ..] = config.cors_origins.as_slice() else {
        return Ok(None);
    };
    let everybody = config.cors_origins.iter().any(|origin| origin == "*");
    if everybody && config.cors_credentials {
        return Err(refuse(
            "cors_origins",
            "*",
            "with `http.cors_credentials` every site could act as the user",
        ));
    }
    let origins = if everybody {
        if config.cors_origins.len() > 1 {
            return Err(refuse(
                "cors_origins",
                first,
                "it stands beside `*`, which allows all",
            ));
        }
        AllowOrigin::any()
    } else {
        let origins = config
            .cors_origins
            .iter()
            .map(|origin| self::origin(origin));
        AllowOrigin::list(origins.collect::<Result<Vec<_>, _>>()?)
    };
    let simple = [Method::GET, Method::HEAD, Method::POST];
    let methods = read("cors_methods", &config.cors_methods, |text| {
        text.parse::<Method>().ok()
    })?;
    let header = |text: &String| text.parse::<HeaderName>().ok();
    let headers = read("cors_headers", &config.cors_headers, header)?;
    let exposed = read("cors_exposed", &config.cors_exposed, header)?;
    let layer = CorsLayer::new()
        .allow_origin(origins)
        .allow_methods(simple.into_iter().chain(methods).collect::<Vec<_>>())
        .allow_headers(headers)
        .expose_headers(exposed)
        .allow_credentials(config.cors_credentials)
        .max_age(config.cors_max_age);
    Ok(Some(layer))
}

/// Refuses what pages of other sites would change, if that is set; the origins of CORS are trusted.
pub(crate) fn forgery(config: &HttpServerConfig) -> Option<CsrfLayer> {
    if !config.csrf {
        return None;
    }
    let origins = config.cors_origins.iter().filter(|origin| *origin != "*");
    // An origin that is none is refused by the settings of CORS.
    let layer = origins.fold(CsrfLayer::new(), |layer, origin| {
        let lower = origin.to_ascii_lowercase();
        layer.clone().add_trusted_origin(lower).unwrap_or(layer)
    });
    Some(layer)
}

/// A scheme, a host, perhaps a port, and no more: what a browser sends.
fn origin(text: &str) -> Result<HeaderValue, HttpServerError> {
    let wrong = || {
        refuse(
            "cors_origins",
            text,
            "an origin is a scheme and a host, `https://shop.example`",
        )
    };
    let (scheme, host) = text.split_once("://").ok_or_else(wrong)?;
    let decent = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"/?#@*".contains(&byte))
    };
    if !decent(scheme) || !decent(host) {
        return Err(wrong());
    }
    // Browsers write it in lower case.
    HeaderValue::from_str(&text.to_ascii_lowercase()).map_err(|_| wrong())
}

fn read<T>(
    setting: &'static str,
    texts: &[String],
    parse: impl Fn(&String) -> Option<T>,
) -> Result<Vec<T>, HttpServerError> {
    let reading = texts.iter().map(|text| {
        let what = "a name is of letters, digits and `-`; `*` is none";
        // `*` is a word of HTTP, but means all only without credentials, and hides what is allowed.
        let parsed = parse(text).filter(|_| text != "*");
        parsed.ok_or_else(|| refuse(setting, text, what))
    });
    reading.collect()
}

fn refuse(setting: &'static str, value: &str, reason: &'static str) -> HttpServerError {
    HttpServerError::Cors {
        setting,
        value: value.to_owned(),
        reason,
    }
}
