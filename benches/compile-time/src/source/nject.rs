//! nject: an injectable for each service, held by value; only for graphs without shared services.

use super::text::Text;

pub(super) fn injectables(text: &mut Text<'_>) {
    text.line("use nject::{injectable, provider};\n");
    for service in 0..text.graph.size() {
        text.line("#[injectable]");
        text.service(service, "", "#[inject(Memo::default())] ", |dependency| {
            format!("S{dependency}")
        });
        text.value(&format!("impl S{service}"), "pub ", service);
    }
    text.line("#[provider]\npub struct App;\n");
}

pub(super) fn main(text: &mut Text<'_>) {
    let checksum = text.checksum(|root| format!("App.provide::<S{root}>()"));
    text.line(format!("fn main() {{\n    report({checksum});\n}}\n"));
}
