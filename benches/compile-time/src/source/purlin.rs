//! Purlin: modules of equal size, one application.

use super::text::Text;

/// `#[provides]` on structs, listed as components.
pub(super) fn components(text: &mut Text<'_>) {
    head(text);
    let size = text.graph.size();
    for service in 0..size {
        text.line("#[provides]");
        text.service(service, "", "#[value(Memo::default())] ", |dependency| {
            format!("Arc<S{dependency}>")
        });
        text.value(&format!("impl S{service}"), "pub ", service);
    }
    for module in 0..size.div_ceil(text.module) {
        let names = Text::names(services(text, module));
        text.line(format!(
            "#[module(components = [{names}])]\npub struct Module{module};\n"
        ));
    }
    application(text);
}

/// `#[provides]` on functions of a module.
pub(super) fn methods(text: &mut Text<'_>) {
    head(text);
    let graph = text.graph;
    for service in 0..graph.size() {
        text.plain_service(service);
    }
    for module in 0..graph.size().div_ceil(text.module) {
        text.line(format!(
            "pub struct Module{module};\n\n#[module]\nimpl Module{module} {{"
        ));
        for service in services(text, module) {
            let dependencies = &graph.dependencies()[service];
            let parameters: Vec<String> = (0..)
                .zip(dependencies)
                .map(|(d, of)| format!("d{d}: Arc<S{of}>"))
                .collect();
            let fields = (0..dependencies.len())
                .map(|d| format!("d{d}, "))
                .collect::<Vec<_>>()
                .concat();
            text.line("    #[provides]");
            text.line(format!(
                "    fn s{service}({}) -> S{service} {{",
                parameters.join(", ")
            ));
            text.line(format!(
                "        S{service} {{ {fields}memo: Memo::default() }}"
            ));
            text.line("    }");
        }
        text.line("}\n");
    }
    application(text);
}

/// The services of a module.
fn services(text: &Text<'_>, module: usize) -> std::ops::Range<usize> {
    module * text.module..((module + 1) * text.module).min(text.graph.size())
}

fn head(text: &mut Text<'_>) {
    text.line("use std::sync::Arc;\n\nuse purlin::prelude::*;\n");
}

fn application(text: &mut Text<'_>) {
    let modules: Vec<String> = (0..text.graph.size().div_ceil(text.module))
        .map(|module| format!("Module{module}"))
        .collect();
    let roots: Vec<String> = text
        .graph
        .roots()
        .iter()
        .map(|root| format!("S{root}"))
        .collect();
    text.line(format!(
        "#[app(modules = [{}], expose = [{}])]\npub struct App;\n",
        modules.join(", "),
        roots.join(", ")
    ));
}

pub(super) fn main(text: &mut Text<'_>) {
    let checksum = text.checksum(|root| format!("running.get::<S{root}>()"));
    text.line("fn main() {");
    text.line("    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();");
    text.line("    runtime.block_on(async {");
    text.line("        let running = App::builder().start().await.unwrap();");
    text.line(format!("        report({checksum});"));
    text.line("        let _ = running.stop().await;");
    text.line("    });\n}\n");
}
