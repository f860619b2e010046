//! Wiring by hand, the two controls.

use super::text::Text;

/// `Arc<S3>` fields.
pub(super) fn concrete(text: &mut Text<'_>) {
    wiring(text, |service| format!("Arc<S{service}>"));
    for service in 0..text.graph.size() {
        text.plain_service(service);
    }
}

/// `Arc<dyn T3>` fields.
pub(super) fn behind_traits(text: &mut Text<'_>) {
    wiring(text, |service| format!("Arc<dyn T{service}>"));
    for service in 0..text.graph.size() {
        text.interface(service, "Send + Sync");
        text.service(service, "", "", |dependency| {
            format!("Arc<dyn T{dependency}>")
        });
        text.value(&format!("impl T{service} for S{service}"), "", service);
    }
}

/// The application and the function that makes it.
fn wiring(text: &mut Text<'_>, handle: impl Fn(usize) -> String) {
    let graph = text.graph;
    text.line("use std::sync::Arc;\n");
    text.line("pub struct App {");
    for service in 0..graph.size() {
        text.line(format!("    pub s{service}: {},", handle(service)));
    }
    text.line("}\n");
    text.line("pub fn wire() -> App {");
    for (service, dependencies) in graph.dependencies().iter().enumerate() {
        let fields = dependencies
            .iter()
            .enumerate()
            .map(|(position, dependency)| format!("d{position}: s{dependency}.clone(), "))
            .collect::<Vec<_>>()
            .concat();
        let handle = handle(service);
        text.line(format!("    let s{service}: {handle} = Arc::new(S{service} {{ {fields}memo: Memo::default() }});"));
    }
    let all: Vec<String> = (0..graph.size())
        .map(|service| format!("s{service}"))
        .collect();
    text.line(format!("    App {{ {} }}", all.join(", ")));
    text.line("}\n");
}

pub(super) fn main(text: &mut Text<'_>) {
    let checksum = text.checksum(|root| format!("app.s{root}"));
    text.line(format!(
        "fn main() {{\n    let app = wire();\n    report({checksum});\n}}\n"
    ));
}
