use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::{Attribute, Expr, Ident, LitInt, LitStr, spanned::Spanned};

use super::list::arguments;
use crate::{codes, model::Role};

/// What marks a method of a module, with the tokens of the attributes' arguments.
#[derive(Default)]
pub(crate) struct MethodMarkers {
    pub(crate) provides: Option<TokenStream>,
    pub(crate) contributes: Vec<(Span, TokenStream)>,
    pub(crate) hook: Option<(Role, TokenStream)>,
    pub(crate) decorates: Option<(Span, TokenStream)>,
}

impl MethodMarkers {
    /// Takes our attributes off a method. A method has one role: it makes something, or it is a
    /// hook, a check or a task.
    pub(crate) fn take(
        what: &str,
        attributes: &mut Vec<Attribute>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut markers = Self::default();
        let mut first: Option<&'static str> = None;
        attributes.retain(|attribute| {
            let Some((name, role)) = role_of(attribute) else {
                return true;
            };
            let tokens = arguments(attribute);
            let fits_first = match first {
                None => true,
                Some(earlier) => {
                    role == Role::Service && is_making(earlier) && name != "provides"
                        || name == "provides"
                            && earlier == "contributes"
                            && markers.provides.is_none()
                }
            };
            if !fits_first {
                let earlier = first.unwrap_or_default();
                let headline = if earlier == name {
                    format!("`#[{name}]` stands twice on one {what}")
                } else {
                    format!("a {what} cannot be both `#[{earlier}]` and `#[{name}]`")
                };
                let help = if earlier == name || what == "struct" {
                    format!("remove this `#[{name}]`")
                } else {
                    "keep one of them, and write a second method for the other".to_owned()
                };
                diagnostics.push(
                    Diagnostic::new(codes::TWO_ROLES, attribute.path().span(), headline).help(help),
                );
                return false;
            }
            first.get_or_insert(name);
            match name {
                "provides" => markers.provides = Some(tokens),
                "contributes" => markers.contributes.push((attribute.path().span(), tokens)),
                "decorates" => markers.decorates = Some((attribute.path().span(), tokens)),
                _ => {
                    let takes = matches!(role, Role::Health | Role::OnReload | Role::Task);
                    if !takes && !tokens.is_empty() {
                        let at = tokens.clone().into_iter().next();
                        let headline = format!("`#[{name}]` takes no arguments");
                        let span = at.map_or_else(|| attribute.span(), |token| token.span());
                        diagnostics.push(
                            Diagnostic::new(codes::BAD_ARGUMENT, span, headline)
                                .help(format!("write just `#[{name}]`")),
                        );
                    }
                    markers.hook = Some((role, tokens));
                }
            }
            false
        });
        markers
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.provides.is_none()
            && self.contributes.is_empty()
            && self.hook.is_none()
            && self.decorates.is_none()
    }
}

fn is_making(name: &str) -> bool {
    matches!(name, "provides" | "contributes")
}

/// The last segment of the attribute's path, if it is one of ours (`#[purlin::provides]` too).
fn role_of(attribute: &Attribute) -> Option<(&'static str, Role)> {
    let path = attribute.path();
    let ours = match path.segments.len() {
        1 => true,
        _ => path
            .segments
            .first()
            .is_some_and(|segment| segment.ident == "purlin"),
    };
    let last = path.segments.last()?.ident.to_string();
    let known = [
        ("provides", Role::Service),
        ("contributes", Role::Service),
        ("decorates", Role::Decorator),
        ("on_start", Role::OnStart),
        ("on_drain", Role::OnDrain),
        ("on_stop", Role::OnStop),
        ("on_reload", Role::OnReload),
        ("health", Role::Health),
        ("task", Role::Task),
    ];
    known.into_iter().find(|(name, _)| ours && *name == last)
}

/// Takes `#[named("…")]` off a parameter or field.
pub(crate) fn named(
    attributes: &mut Vec<Attribute>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let index = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident("named"))?;
    let attribute = attributes.remove(index);
    match attribute.parse_args::<LitStr>() {
        Ok(name) => Some(name.value()),
        Err(_) => {
            let headline = "`#[named]` does not say which name";
            let name = attribute.parse_args::<Ident>();
            let name = name.map_or_else(|_| "smtp".to_owned(), |name| name.to_string());
            diagnostics.push(
                Diagnostic::new(codes::BAD_ARGUMENT, attribute.path().span(), headline).help(
                    format!("write the name as a string: `#[named(\"{name}\")]`"),
                ),
            );
            None
        }
    }
}

/// Takes `#[at_least(N)]` off a parameter or field that is a set.
pub(crate) fn at_least(attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> usize {
    let found = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident("at_least"));
    let Some(index) = found else { return 0 };
    let attribute = attributes.remove(index);
    let number = attribute
        .parse_args::<LitInt>()
        .and_then(|number| number.base10_parse::<usize>());
    number.unwrap_or_else(|_| {
        let headline = "`#[at_least]` does not say how many";
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, attribute.path().span(), headline)
                .help("write a whole number: `#[at_least(1)]`"),
        );
        0
    })
}

/// Takes `#[assisted]` off a parameter or field; where it stood.
pub(crate) fn assisted(
    attributes: &mut Vec<Attribute>,
    diagnostics: &mut Diagnostics,
) -> Option<Span> {
    let index = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident("assisted"))?;
    let attribute = attributes.remove(index);
    if attribute.meta.require_path_only().is_err() {
        let headline = "`#[assisted]` takes no arguments";
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, attribute.path().span(), headline)
                .help("write just `#[assisted]`"),
        );
    }
    Some(attribute.path().span())
}

/// Takes `#[value(expr)]` off a field.
pub(crate) fn value(
    attributes: &mut Vec<Attribute>,
    diagnostics: &mut Diagnostics,
) -> Option<Expr> {
    let index = attributes
        .iter()
        .position(|attribute| attribute.path().is_ident("value"))?;
    let attribute = attributes.remove(index);
    match attribute.parse_args::<Expr>() {
        Ok(value) => Some(value),
        Err(_) => {
            let headline = "`#[value]` does not say which value";
            diagnostics.push(
                Diagnostic::new(codes::BAD_ARGUMENT, attribute.path().span(), headline)
                    .help("write an expression: `#[value(0)]`"),
            );
            // The field is not injected, whatever its value was to be.
            Some(syn::parse_quote!(::core::unreachable!()))
        }
    }
}
