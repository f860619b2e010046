//! What an editor sees while somebody types: the attributes are not finished, and the item stays.

use proc_macro2::TokenStream;
use quote::quote;

use super::{app::app, component::component, module::module};

/// Our message is there, and so is the item.
#[track_caller]
fn tolerates(expanded: &TokenStream, message: &str, item: &str) {
    let text = expanded.to_string();
    assert!(text.contains(message), "no `{message}`: {text}");
    assert!(text.contains(item), "no `{item}`: {text}");
    assert!(
        syn::parse2::<syn::File>(expanded.clone()).is_ok(),
        "no items: {text}"
    );
}

#[test]
fn a_module_that_is_half_typed_stays_in_place() {
    let block = quote!(impl OrdersModule { fn help() {} });
    for (args, message) in [
        (quote!(config = ), "[PL0101] `config` needs a value"),
        (quote!(components), "[PL0101] `components` needs a value"),
        (
            quote!(components = [A, shop::]),
            "[PL0101] an entry of `components`",
        ),
        (
            quote!(components = [A B]),
            "[PL0101] an entry of `components`",
        ),
        (quote!(imports = [,]), "[PL0101] an entry of `imports`"),
        (quote!(comp), "[PL0101] `#[module]` has no argument `comp`"),
        (quote!(requires = ), "[PL0101] `requires` needs a value"),
        (quote!(requires = "one"), "[PL0101]"),
        (
            quote!(requires = "99.0"),
            "[PL0110] the module needs Purlin 99.0",
        ),
        (quote!(= OrdersConfig), "expected ident"),
    ] {
        tolerates(&module(args.clone(), block.clone()), message, "fn help ()");
        let unit = quote!(
            pub struct OrdersModule;
        );
        tolerates(&module(args, unit), message, "pub struct OrdersModule ;");
    }
}

#[test]
fn an_application_that_is_half_typed_keeps_its_doors() {
    for (args, message) in [
        (quote!(modules = ), "[PL0101] `modules` needs a value"),
        (
            quote!(modules = [A, shop::]),
            "[PL0101] an entry of `modules`",
        ),
        (quote!(modules = [A as]), "[PL0101] an entry of `modules`"),
        (quote!(modules = [optional]), "pub struct Shop ;"),
        (
            quote!(modules = [A], exp),
            "[PL0101] `#[app]` has no argument `exp`",
        ),
        (
            quote!(replace(dyn Mailer = )),
            "[PL0101] `replace` names a type",
        ),
    ] {
        let expanded = app(
            args,
            quote!(
                pub struct Shop;
            ),
        );
        tolerates(&expanded, message, "pub struct Shop ;");
        tolerates(&expanded, "pub fn builder ()", "pub fn main ()");
    }
}

#[test]
fn a_component_that_is_half_typed_can_still_be_listed() {
    for (args, message) in [
        (quote!(as = ), "[PL0101] `as` needs a value"),
        (quote!(as = dyn), "[PL0101]"),
        (quote!(name), "[PL0101] `name` needs a value"),
        (
            quote!(priority = , keep),
            "[PL0101] `priority` needs a value",
        ),
    ] {
        let expanded = component(
            "provides",
            &args,
            quote!(
                pub struct Smtp {}
            ),
        );
        tolerates(&expanded, message, "pub struct Smtp { }");
        // Whoever lists it finds its macro.
        tolerates(&expanded, "as Smtp", "macro_rules !");
    }
    let expanded = component(
        "contributes",
        &quote!(),
        quote!(
            pub struct Api {}
        ),
    );
    tolerates(
        &expanded,
        "[PL0101] `#[contributes]` does not say",
        "pub struct Api { }",
    );
}

#[test]
fn a_field_that_is_half_typed_takes_nothing_else_with_it() {
    let expanded = component(
        "provides",
        &quote!(),
        quote!(
            pub struct Desk {
                mailer: Arc,
            }
        ),
    );
    tolerates(&expanded, "pub struct Desk", "mailer : Arc");
}

#[test]
fn what_is_typed_so_far_is_a_type_before_anything_else() {
    let half = module(
        quote!(components = [A, shop::], comp),
        quote!(
            pub struct OrdersModule;
        ),
    );
    let whole = app(
        quote!(modules = [A, shop::Cart]),
        quote!(
            pub struct Shop;
        ),
    );
    for (expanded, types) in [
        (half, "fn (A , shop :: __purlin_not_yet)"),
        (whole, "fn (A , shop :: Cart)"),
    ] {
        let text = expanded.to_string();
        let first = text.find('}').map(|end| &text[..end]).unwrap_or_default();
        assert!(
            first.starts_with(":: purlin :: __private :: __typed !"),
            "{text}"
        );
        assert!(first.contains(types), "{first}");
    }
}
