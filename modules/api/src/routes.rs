use std::sync::Arc;

use purlin_http_server::{
    ETag, IfNoneMatch, Routes,
    axum::{
        Router,
        http::{HeaderName, HeaderValue, StatusCode, header},
        response::{IntoResponse, Response},
        routing::get,
    },
};

#[cfg(feature = "scalar")]
use crate::scalar;
use crate::{ApiConfig, ApiError, Contract, PageKind};

/// What the page may do: nothing but with what this server sends.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves a contract and the page that shows it.
#[derive(Clone, Debug)]
pub struct ApiRoutes {
    text: Arc<str>,
    tag: ETag,
    served: bool,
    document_path: String,
    page_path: String,
    /// Of another page than the own one.
    other: Option<Router>,
}

impl ApiRoutes {
    /// Serves `contract` where the settings say.
    ///
    /// # Errors
    /// PL1707 if the page is that of Scalar, and it is not in the program.
    pub fn new(contract: &Contract, config: &ApiConfig) -> Result<Self, ApiError> {
        let text = contract.text();
        let other = match config.page {
            PageKind::Own => None,
            #[cfg(feature = "scalar")]
            PageKind::Scalar => Some(scalar::router(&config.page_path, &config.document_path)?),
            #[cfg(not(feature = "scalar"))]
            PageKind::Scalar => return Err(ApiError::NoScalar),
        };
        Ok(Self {
            tag: ETag::of(text.as_bytes()),
            text: text.into(),
            served: config.served,
            document_path: config.document_path.clone(),
            page_path: config.page_path.clone(),
            other,
        })
    }

    /// The page, told where the contract is.
    fn page(&self) -> String {
        include_str!("viewer/page.html")
            .replace("{page}", &attribute(&self.page_path))
            .replace("{document}", &attribute(&self.document_path))
    }
}

/// A text between the quotes of an attribute.
pub(crate) fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

impl Routes for ApiRoutes {
    fn router(self: Arc<Self>) -> Router {
        let router = Router::new();
        if !self.served {
            return router;
        }
        let this = Arc::clone(&self);
        let router = router.route(
            &self.document_path,
            get(async move |known: IfNoneMatch| this.document(&known)),
        );
        if let Some(other) = &self.other {
            return router.merge(other.clone());
        }
        let page = self.page();
        let base = self.page_path.clone();
        router
            .route(
                &base,
                get(async move || secured(asset("text/html", page), POLICY)),
            )
            .route(
                &format!("{base}/page.js"),
                get(async || asset("text/javascript", include_str!("viewer/page.js"))),
            )
            .route(
                &format!("{base}/page.css"),
                get(async || asset("text/css", include_str!("viewer/page.css"))),
            )
    }
}

impl ApiRoutes {
    fn document(&self, known: &IfNoneMatch) -> Response {
        if known.has(&self.tag) {
            return (StatusCode::NOT_MODIFIED, self.tag.clone(), ()).into_response();
        }
        let media = [(header::CONTENT_TYPE, "application/json")];
        (self.tag.clone(), media, self.text.to_string()).into_response()
    }
}

fn asset(media: &'static str, text: impl IntoResponse) -> Response {
    let mut response = text.into_response();
    let media = HeaderValue::from_str(&format!("{media}; charset=utf-8"));
    if let Ok(media) = media {
        response.headers_mut().insert(header::CONTENT_TYPE, media);
    }
    response
}

pub(crate) fn secured(mut page: Response, allowed: &'static str) -> Response {
    let policy = HeaderName::from_static("content-security-policy");
    let value = HeaderValue::from_static(allowed);
    page.headers_mut().insert(policy, value);
    page
}
