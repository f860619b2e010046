//! What clients are told of limits of the rate and of quotas.

use serde_json::{Value, json};

/// The answer to a request that is one too many.
pub(super) const ANSWER: &str = "#/components/responses/TooManyRequests";

/// The headers that every answer of a limited operation has.
pub(super) fn headers() -> Value {
    json!({
        "RateLimit": { "$ref": "#/components/headers/RateLimit" },
        "RateLimit-Policy": { "$ref": "#/components/headers/RateLimitPolicy" },
    })
}

/// The answer in full, with this content.
pub(super) fn refusal(content: &Value) -> Value {
    let mut headers = headers();
    headers["Retry-After"] = json!({ "$ref": "#/components/headers/RetryAfter" });
    json!({
        "description": "More was asked for than may be.",
        "headers": headers,
        "content": content,
    })
}

/// What the headers and the answer are.
pub(super) fn describe(components: &mut Value) {
    let text = |about: &str, example: &str| json!({ "description": about, "schema": { "type": "string" }, "example": example });
    components["headers"] = json!({
        "RateLimit": text(
            "How many more may be asked for (`r`), and in how many seconds all may be again (`t`), by \
             each limit (draft-ietf-httpapi-ratelimit-headers).",
            "\"route\";r=4;t=12",
        ),
        "RateLimitPolicy": text(
            "How many may be asked for (`q`) in how many seconds (`w`), by each limit \
             (draft-ietf-httpapi-ratelimit-headers).",
            "\"route\";q=5;w=60",
        ),
        "RetryAfter": {
            "description": "After how many seconds to come back.",
            "schema": { "type": "integer", "minimum": 1 },
        },
    });
    let content = components["responses"]["Problem"]["content"].clone();
    components["responses"]["TooManyRequests"] = refusal(&content);
}
