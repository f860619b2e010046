//! shaku: one component for each service, one module.

use super::text::Text;

pub(super) fn components(text: &mut Text<'_>) {
    let size = text.graph.size();
    text.line("use std::sync::Arc;\n\nuse shaku::{Component, HasComponent, Interface, module};\n");
    for service in 0..size {
        text.interface(service, "Interface");
        text.line("#[derive(Component)]");
        text.line(format!("#[shaku(interface = T{service})]"));
        text.service(
            service,
            "#[shaku(inject)] ",
            "#[shaku(default)] ",
            |dependency| format!("Arc<dyn T{dependency}>"),
        );
        text.value(&format!("impl T{service} for S{service}"), "", service);
    }
    let names = Text::names(0..size);
    text.line(format!("module! {{\n    App {{\n        components = [{names}],\n        providers = []\n    }}\n}}\n"));
}

pub(super) fn main(text: &mut Text<'_>) {
    let checksum = text.checksum(|root| format!("HasComponent::<dyn T{root}>::resolve_ref(&app)"));
    text.line(format!(
        "fn main() {{\n    let app = App::builder().build();\n    report({checksum});\n}}\n"
    ));
}
