use std::sync::Arc;

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use purlin::health::{HealthMonitor, HealthStatus};
use serde::Serialize;

use crate::{HttpServerConfig, table::Claim};

/// What the two endpoints claim; settings are owners like any contributor.
pub(crate) fn claims(config: &HttpServerConfig) -> Vec<Claim> {
    let claim = |setting: &str, path: &str| Claim {
        method: "GET",
        path: path.to_owned(),
        owner: format!("the setting `{setting}`"),
    };
    vec![
        claim("http.live_path", &config.live_path),
        claim("http.ready_path", &config.ready_path),
    ]
}

/// The liveness and readiness endpoints; their claims must have been accepted before.
pub(crate) fn endpoints(config: &HttpServerConfig, monitor: &Arc<HealthMonitor>) -> Router {
    let (live, ready) = (Arc::clone(monitor), Arc::clone(monitor));
    Router::new()
        .route(&config.live_path, get(async move || liveness(&live)))
        .route(
            &config.ready_path,
            get(async move || readiness(&ready).await),
        )
}

fn liveness(monitor: &HealthMonitor) -> Response {
    #[derive(Serialize)]
    struct Liveness {
        status: HealthStatus,
    }
    let live = monitor.is_live();
    let status = if live {
        HealthStatus::Healthy
    } else {
        HealthStatus::Unhealthy
    };
    report(live, Liveness { status })
}

async fn readiness(monitor: &HealthMonitor) -> Response {
    let found = monitor.check().await;
    report(found.ready, found)
}

fn report(good: bool, body: impl Serialize) -> Response {
    let status = if good {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
