//! lockjaw: an injectable for each service, a singleton of one component; services are shared by
//! reference for as long as the component lives.

use super::text::Text;

pub(super) fn injectables(text: &mut Text<'_>) {
    text.line("use lockjaw::{component, epilogue, injectable};\n");
    for service in 0..text.graph.size() {
        let dependencies = text.graph.dependencies()[service].clone();
        let fields: Vec<String> = (0..)
            .zip(&dependencies)
            .map(|(position, &of): (usize, _)| {
                format!("d{position}: &'a {}", named(text, of, "'a"))
            })
            .collect();
        let (generics, elided) = if dependencies.is_empty() {
            ("", "")
        } else {
            ("<'a>", "<'_>")
        };
        text.line(format!("pub struct S{service}{generics} {{"));
        for field in &fields {
            text.line(format!("    {field},"));
        }
        text.line("    memo: Memo,\n}");
        let names: Vec<String> = (0..dependencies.len()).map(|d| format!("d{d}, ")).collect();
        let names = names.concat();
        text.line("#[injectable(scope: crate::App)]");
        text.line(format!(
            "impl S{service}{elided} {{\n    #[inject]\n    \
             pub fn new{generics}({}) -> S{service}{generics} {{\n        \
             S{service} {{ {names}memo: Memo::default() }}\n    }}\n}}",
            fields.join(", ")
        ));
        text.value(&format!("impl S{service}{elided}"), "pub ", service);
    }
    text.line("#[component]\npub trait App {");
    for root in text.graph.roots() {
        let ty = named(text, root, "'_");
        text.line(format!("    fn s{root}(&self) -> &'_ {ty};"));
    }
    text.line("}\n");
}

pub(super) fn main(text: &mut Text<'_>) {
    let checksum = text.checksum(|root| format!("app.s{root}()"));
    text.line(format!(
        "fn main() {{\n    let app = <dyn App>::new();\n    report({checksum});\n}}\n\nepilogue!();\n"
    ));
}

/// The type of a service; one with dependencies borrows them.
fn named(text: &Text<'_>, service: usize, lifetime: &str) -> String {
    if text.graph.dependencies()[service].is_empty() {
        format!("crate::S{service}")
    } else {
        format!("crate::S{service}<{lifetime}>")
    }
}
