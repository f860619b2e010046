use proc_macro2::Span;
use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::LitStr;

use crate::codes;

/// Checks the path of a route; says what is wrong with it and returns whether it is right.
pub(crate) fn route(literal: &LitStr, diagnostics: &mut Diagnostics) -> bool {
    let path = literal.value();
    let found = if path.starts_with('/') {
        old_syntax(&path)
            .or_else(|| braces(&path))
            .map(|(headline, help)| (codes::PATH, headline, help))
            .or_else(|| twice(&path))
    } else {
        Some((
            codes::PATH,
            format!("path `{path}` does not start with `/`"),
            format!("write `\"/{path}\"`"),
        ))
    };
    report(found, literal.span(), diagnostics)
}

/// Checks the prefix of a block.
pub(crate) fn prefix(literal: &LitStr, diagnostics: &mut Diagnostics) -> bool {
    let prefix = literal.value();
    if let Some(shorter) = prefix.strip_suffix('/') {
        let help = if shorter.is_empty() {
            "remove the argument".to_owned()
        } else {
            format!("write `\"{shorter}\"`")
        };
        let headline = format!("prefix `{prefix}` ends with `/`");
        return report(
            Some((codes::PATH, headline, help)),
            literal.span(),
            diagnostics,
        );
    }
    route(literal, diagnostics)
}

/// The path under the prefix; `/` alone is the prefix itself.
pub(crate) fn join(prefix: Option<&LitStr>, path: &LitStr) -> String {
    match prefix {
        None => path.value(),
        Some(prefix) if path.value() == "/" => prefix.value(),
        Some(prefix) => prefix.value() + &path.value(),
    }
}

/// The names of the parameters in `path`, which must be well formed.
pub(crate) fn parameters(path: &str) -> Vec<String> {
    path.replace("{{", "")
        .replace("}}", "")
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| name.trim_start_matches('*').to_owned())
        .collect()
}

/// The first parameter of `path` that has the name of an earlier one.
pub(crate) fn twice(path: &str) -> Option<(&'static str, String, String)> {
    let names = parameters(path);
    let (index, name) = names
        .iter()
        .enumerate()
        .find(|(index, name)| names[..*index].contains(name))?;
    Some((
        codes::PARAMETER_TWICE,
        format!("parameter `{name}` stands twice in path `{path}`"),
        format!("give parameter {} another name", index + 1),
    ))
}

fn report(
    found: Option<(&'static str, String, String)>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some((code, headline, help)) = found else {
        return true;
    };
    diagnostics.push(Diagnostic::new(code, span, headline).help(help));
    false
}

/// `:id` and `*rest`, as axum wrote them before 0.8.
fn old_syntax(path: &str) -> Option<(String, String)> {
    let is_old = |segment: &&str| segment.starts_with(':') || segment.starts_with('*');
    let old = path.split('/').find(is_old)?;
    let modern: Vec<String> = path
        .split('/')
        .map(|segment| match segment.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None if segment.starts_with('*') => format!("{{{segment}}}"),
            None => segment.to_owned(),
        })
        .collect();
    Some((
        format!("`{old}` in path `{path}` is not how a parameter is written"),
        format!("write `\"{}\"`", modern.join("/")),
    ))
}

/// What the router itself says about the braces.
fn braces(path: &str) -> Option<(String, String)> {
    let error = matchit::Router::new().insert(path, ()).err()?;
    let (what, help) = match error {
        matchit::InsertError::InvalidParamSegment => (
            "has more than a parameter at the end of a segment",
            "let the parameter end its segment, as in `/files-{name}`, with one per segment",
        ),
        matchit::InsertError::InvalidCatchAll => (
            "has a `{*…}` before its end",
            "put `{*…}` last and alone in its segment, or make it an ordinary parameter",
        ),
        _ => (
            "has a parameter without a name or without both braces",
            "write parameters as `{name}`, and braces that are meant as such as `{{` and `}}`",
        ),
    };
    Some((format!("path `{path}` {what}"), help.to_owned()))
}
