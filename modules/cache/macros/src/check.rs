use purlin_macros_kit::{Diagnostic, Diagnostics, closest};
use syn::ext::IdentExt;

use crate::{codes, model::Method};

/// Checks that every parameter is in the key or skipped, and everything in the key a parameter.
pub(crate) fn parameters(method: &Method, diagnostics: &mut Diagnostics) {
    let names: Vec<String> = method
        .parameters
        .iter()
        .map(|parameter| parameter.unraw().to_string())
        .collect();
    let known = || names.iter().map(String::as_str);
    let method_name = method.item.sig.ident.unraw();
    let mut misspelt = Vec::new();
    for name in &method.key.names {
        if names.contains(name) {
            continue;
        }
        let headline = format!("the key names `{name}`, which is no parameter of `{method_name}`");
        let near = closest(name, known());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name parameters only: what differs otherwise belongs into `region`".to_owned(),
        };
        misspelt.extend(near.map(str::to_owned));
        diagnostics.push(Diagnostic::new(codes::KEY, method.literal.span(), headline).help(help));
    }
    for skipped in &method.skipped {
        let name = skipped.unraw().to_string();
        if !names.contains(&name) {
            let headline = format!("`{name}` is no parameter of `{method_name}`");
            let help = match closest(&name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it from `skip`".to_owned(),
            };
            diagnostics.push(Diagnostic::new(codes::ARGUMENT, skipped.span(), headline).help(help));
        }
    }
    for (parameter, name) in method.parameters.iter().zip(&names) {
        let skipped = method.skipped.iter().any(|skipped| skipped == parameter);
        // One mistake is one error.
        if skipped || method.key.names.contains(name) || misspelt.contains(name) {
            continue;
        }
        let headline = format!("parameter `{name}` is not part of the key of `{method_name}`");
        let help = format!(
            "write `{{{name}}}` into the key, or `skip = [{name}]` if it makes no difference"
        );
        diagnostics.push(Diagnostic::new(codes::PARAMETER, parameter.span(), headline).help(help));
    }
}
