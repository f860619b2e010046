//! What a handler gives: the success of an operation.

use purlin_http_server::TypeInfo;
use serde_json::{Value, json};

use super::schemas::Schemas;

/// The success of an operation.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) status: u16,
    pub(super) content: Option<Value>,
    pub(super) headers: Option<Value>,
}

impl Given {
    fn new(status: u16, content: Option<Value>) -> Self {
        Self {
            status,
            content,
            headers: None,
        }
    }
}

/// What a type answers; a type that says nothing of itself answers a 200 with anything.
pub(super) fn given(ty: Option<&TypeInfo>, schemas: &mut Schemas) -> Given {
    let Some(ty) = ty else {
        return Given::new(200, None);
    };
    if ty.written.starts_with('(') {
        // The last of a tuple is the body; what stands before is of the head.
        return given(ty.arguments.last(), schemas);
    }
    let inner = ty.arguments.first();
    match (ty.base(), inner) {
        ("core::result::Result" | "core::option::Option", Some(inner)) => {
            given(Some(inner), schemas)
        }
        ("axum::json::Json", Some(inner)) => {
            let schema = schemas.written(inner);
            Given::new(200, Some(content("application/json", schema)))
        }
        ("purlin_http_server::created::Created", Some(inner)) => {
            let schema = schemas.written(inner);
            let location = json!({ "schema": { "type": "string", "format": "uri-reference" } });
            Given {
                headers: Some(json!({ "Location": location })),
                ..Given::new(201, Some(content("application/json", schema)))
            }
        }
        ("axum::response::NoContent", _) => Given::new(204, None),
        ("axum::response::Html", _) => Given::new(200, Some(text("text/html"))),
        ("axum::response::sse::Sse", _) => Given::new(200, Some(text("text/event-stream"))),
        ("alloc::string::String" | "&str" | "alloc::borrow::Cow", _) => {
            Given::new(200, Some(text("text/plain")))
        }
        ("bytes::bytes::Bytes", _) => {
            Given::new(200, Some(content("application/octet-stream", None)))
        }
        _ => Given::new(200, None),
    }
}

fn content(media: &str, schema: Option<Value>) -> Value {
    let content = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema }));
    json!({ media: content })
}

fn text(media: &str) -> Value {
    content(media, Some(json!({ "type": "string" })))
}
