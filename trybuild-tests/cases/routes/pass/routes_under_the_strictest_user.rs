//! The expansion names everything by its full path and trips no lint of the user.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::pedantic)]

use purlin::http_server::{
    Routes as _,
    axum::{Json, extract::Path},
};

mod core {}
mod std {}
struct Arc;
struct Box;
struct Err;
struct Ok;
struct Option;
struct Result;
struct Router;
struct Send;

/// Answers.
pub struct Orders;

#[purlin::http_server::routes(prefix = "/orders")]
impl Orders {
    /// Parameters may have the names that the expansion uses.
    #[get("/{this}")]
    pub fn read(&self, Path(this): Path<u64>, request: Json<u64>) -> Json<u64> {
        Json(this + request.0)
    }

    /// And so may those of an async handler.
    #[post("/{this}")]
    pub async fn write(&self, parts: Path<u64>, body: Json<u64>) -> &'static str {
        ::std::future::ready(()).await;
        drop((parts, body));
        "written"
    }

    #[options("/{this}")]
    async fn options(self: ::std::sync::Arc<Self>) {
        ::std::future::ready(()).await;
    }

    #[get("/")]
    fn r#type(&self) -> ::std::borrow::Cow<'static, str> {
        "raw".into()
    }
}

fn main() {
    let _ = (Arc, Box, Err, Ok, Option, Result, Router, Send);
    let _ = ::std::sync::Arc::new(Orders).router();
}
