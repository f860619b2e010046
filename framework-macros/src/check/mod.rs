//! The rules of a declaration, one function each.

mod life;

pub(crate) use life::{assisted_fits, scope_fits};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::{Generics, ImplItemFn, spanned::Spanned};

use crate::codes;

/// A declaration is not generic: the graph knows concrete types only.
pub(crate) fn not_generic(
    what: &str,
    name: &str,
    generics: &Generics,
    diagnostics: &mut Diagnostics,
) {
    if let Some(parameter) = generics.params.first() {
        let headline =
            format!("{what} `{name}` is generic, and the graph holds concrete types only");
        let help = match what {
            "component" => {
                "remove the parameter, or return a concrete one from a method of a module with `#[provides]`"
            }
            _ => "remove the parameter",
        };
        diagnostics.push(Diagnostic::new(codes::GENERIC, parameter.span(), headline).help(help));
    }
}

/// A method of a module has no receiver: a module has no value.
pub(crate) fn no_receiver(method: &ImplItemFn, diagnostics: &mut Diagnostics) {
    if let Some(receiver) = method.sig.receiver() {
        let headline = format!(
            "`{}` takes `self`, but a module has no value",
            method.sig.ident
        );
        diagnostics.push(
            Diagnostic::new(codes::RECEIVER, receiver.self_token.span(), headline).help(
                "ask for what it needs by its own parameter, such as `orders: &OrderService`",
            ),
        );
    }
}
