//! Who may ask for what, and how clients say who they are.

use std::borrow::Cow;

use purlin_http_server::{AuthKind, AuthParameter, AuthScheme};
use serde_json::{Map, Value, json};

/// What most clients have where nobody says more.
const UNTOLD: &[AuthScheme] = &[AuthScheme::new(
    "bearer",
    AuthKind::Http {
        scheme: "bearer",
        format: None,
    },
)];

/// The schemes that there are, each once and in the order of their names.
pub(super) fn known(schemes: &[AuthScheme]) -> Cow<'_, [AuthScheme]> {
    if schemes.is_empty() {
        return Cow::Borrowed(UNTOLD);
    }
    let mut schemes = schemes.to_vec();
    schemes.sort_by_key(|scheme| scheme.name);
    schemes.dedup_by_key(|scheme| scheme.name);
    Cow::Owned(schemes)
}

/// The security schemes of a document.
pub(super) fn schemes(schemes: &[AuthScheme], parameters: &[AuthParameter]) -> Value {
    let told = schemes.iter().map(|scheme| {
        let called = parameters.iter().find(|one| one.scheme == scheme.name);
        let called = |name: &'static str| called.map_or(name, |one| one.name.as_str());
        let mut told = match scheme.kind {
            AuthKind::Http { scheme, format } => {
                let mut told = json!({ "type": "http", "scheme": scheme });
                if let Some(format) = format {
                    told["bearerFormat"] = json!(format);
                }
                told
            }
            AuthKind::Header { name } => {
                json!({ "type": "apiKey", "in": "header", "name": called(name) })
            }
            AuthKind::Cookie { name } => {
                json!({ "type": "apiKey", "in": "cookie", "name": called(name) })
            }
            AuthKind::OpenId { url } => {
                json!({ "type": "openIdConnect", "openIdConnectUrl": url })
            }
            // A kind that is newer than this.
            _ => json!({ "type": "http", "scheme": scheme.name }),
        };
        if !scheme.description.is_empty() {
            told["description"] = json!(scheme.description);
        }
        (scheme.name.to_owned(), told)
    });
    Value::Object(told.collect::<Map<_, _>>())
}

/// What an operation asks for: one of the schemes, with one of the roles if there are any.
pub(super) fn requirements(schemes: &[AuthScheme], roles: &[&str]) -> Value {
    let each = schemes.iter().flat_map(|scheme| {
        let alone = roles.is_empty().then(|| json!({ scheme.name: [] }));
        let with_role = roles.iter().map(|role| json!({ scheme.name: [role] }));
        alone.into_iter().chain(with_role)
    });
    each.collect()
}
