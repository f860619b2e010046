use purlin::{
    http_server::{
        Routes,
        axum::{extract::Path, http::StatusCode},
        routes,
    },
    prelude::*,
};

use super::MailQueue;

/// Takes letters over HTTP.
#[contributes(dyn Routes)]
pub struct MailApi {
    queue: Arc<MailQueue>,
}

#[routes]
impl MailApi {
    #[post("/letters/{to}")]
    fn letter(&self, Path(to): Path<String>) -> StatusCode {
        match self.queue.push(to) {
            Ok(()) => StatusCode::ACCEPTED,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
