//! The endpoints that tell orchestrators and people how the application is doing.

mod document;
mod time;

use std::sync::Arc;

use axum::{
    Json, Router,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use purlin::health::{HealthMonitor, HealthStatus};
use serde::Serialize;

use self::document::Document;
use crate::{HttpServerConfig, table::Claim};

/// The media type of the detailed document (draft-inadarei-api-health-check).
const HEALTH_JSON: &str = "application/health+json";

/// What the endpoints claim; settings are owners like any contributor.
pub(crate) fn claims(config: &HttpServerConfig) -> Vec<Claim> {
    let claim = |setting: &str, path: &str| Claim {
        method: "GET",
        path: path.to_owned(),
        owner: format!("the setting `{setting}`"),
    };
    vec![
        claim("http.live_path", &config.live_path),
        claim("http.ready_path", &config.ready_path),
        claim("http.startup_path", &config.startup_path),
        claim("http.health_path", &config.health_path),
    ]
}

/// The endpoints; their claims must have been accepted before.
pub(crate) fn endpoints(config: &HttpServerConfig, monitor: &Arc<HealthMonitor>) -> Router {
    let [live, ready, startup, detailed] = [(); 4].map(|()| Arc::clone(monitor));
    Router::new()
        .route(&config.live_path, get(async move || liveness(&live)))
        .route(
            &config.ready_path,
            get(async move || readiness(&ready).await),
        )
        .route(&config.startup_path, get(async move || started(&startup)))
        .route(
            &config.health_path,
            get(async move || details(&detailed).await),
        )
}

fn liveness(monitor: &HealthMonitor) -> Response {
    verdict(monitor.is_live())
}

fn started(monitor: &HealthMonitor) -> Response {
    verdict(monitor.has_started())
}

/// An answer that no check is asked for.
fn verdict(good: bool) -> Response {
    #[derive(Serialize)]
    struct Verdict {
        status: HealthStatus,
    }
    let status = if good {
        HealthStatus::Healthy
    } else {
        HealthStatus::Unhealthy
    };
    report(good, Verdict { status })
}

async fn readiness(monitor: &HealthMonitor) -> Response {
    let found = monitor.check().await;
    report(found.ready, found)
}

async fn details(monitor: &HealthMonitor) -> Response {
    let found = monitor.check().await;
    let mut response = report(
        found.status != HealthStatus::Unhealthy,
        Document::of(&found),
    );
    let media_type = HeaderValue::from_static(HEALTH_JSON);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media_type);
    response
}

fn report(good: bool, body: impl Serialize) -> Response {
    let status = if good {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
