use purlin_macros_kit::{Diagnostic, Diagnostics};
use syn::{FnArg, ReceiverKind, Type, ext::IdentExt, spanned::Spanned};

use crate::{codes, model::Function};

/// Checks that what is tried again does not change what it was given: the second attempt would
/// find what the first has left.
pub(crate) fn again(function: &Function, diagnostics: &mut Diagnostics) {
    if function.attempts.is_none() {
        return;
    }
    let name = function.item.sig.ident.unraw();
    for input in &function.item.sig.inputs {
        let (span, what) = match input {
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(_, _, Some(_)) => (receiver.span(), "self".to_owned()),
                _ => continue,
            },
            FnArg::Typed(input) => match &*input.ty {
                Type::Reference(ty) if ty.mutability.is_some() => {
                    let pattern = &input.pat;
                    (ty.span(), quote::quote!(#pattern).to_string())
                }
                _ => continue,
            },
        };
        let headline = format!("`{name}` is tried again, and may have changed `{what}` by then");
        let help = "take it by `&` and return what is new, or leave `attempts` out";
        diagnostics.push(Diagnostic::new(codes::AGAIN, span, headline).help(help));
    }
}
