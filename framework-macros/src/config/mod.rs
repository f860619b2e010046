//! `#[config(prefix = "…")]`: parse → check → expand.

mod check;
mod codes;
mod expand;
mod literal;
mod model;
mod parse;

use proc_macro2::TokenStream as TokenStream2;
use purlin_macros_kit::Diagnostics;

/// Expands the attribute. Whatever is wrong with it, the struct and an implementation of
/// `ConfigSection` come out, so that no second error follows.
pub(crate) fn expand(attribute: TokenStream2, item: TokenStream2) -> TokenStream2 {
    let mut diagnostics = Diagnostics::new();
    let Some(parsed) = parse::parse(attribute, item.clone(), &mut diagnostics) else {
        let mut tokens = diagnostics.into_tokens();
        tokens.extend(item);
        return tokens;
    };
    let section = check::check(&parsed, &mut diagnostics);
    let errors = diagnostics.into_tokens();
    if errors.is_empty() {
        expand::section(&parsed, &section)
    } else {
        expand::fallback(&parsed, &section, &errors)
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::expand;

    fn text(attribute: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
        expand(attribute, item).to_string()
    }

    #[test]
    fn every_mistake_of_a_declaration_is_reported_at_once_and_the_struct_still_comes_out() {
        let text = text(
            quote!(prefix = "Orders", prefx = "x"),
            quote! {
                pub struct OrdersConfig {
                    #[config(default = "ten")]
                    max_open: u32,
                    #[config(default = 3)]
                    limit: Option<u32>,
                    #[config(defualt = 3)]
                    other: u32,
                    #[config(secret = true)]
                    key: String,
                    #[config(default = "soon")]
                    address: SocketAddr,
                }
            },
        );
        for code in ["PL0203", "PL0204", "PL0205", "PL0206", "PL0207", "PL0208"] {
            assert!(text.contains(code), "{code} is not in {text}");
        }
        assert_eq!(text.matches("compile_error").count(), 7, "{text}");
        assert!(text.contains("pub struct OrdersConfig"), "{text}");
        assert!(!text.contains("# [config"), "{text}");
        assert!(text.contains("ConfigSection for OrdersConfig"), "{text}");
    }

    #[test]
    fn only_a_plain_struct_with_named_fields_is_a_section() {
        let cases = [
            (
                quote!(
                    enum A {
                        B,
                    }
                ),
                "PL0201",
            ),
            (
                quote!(
                    struct A;
                ),
                "PL0201",
            ),
            (
                quote!(
                    struct A(u32);
                ),
                "PL0201",
            ),
            (
                quote!(
                    fn a() {}
                ),
                "PL0201",
            ),
            (
                quote!(
                    struct A<T> {
                        a: T,
                    }
                ),
                "PL0202",
            ),
            (
                quote!(
                    struct A<'a> {
                        a: &'a str,
                    }
                ),
                "PL0202",
            ),
        ];
        for (item, code) in cases {
            let text = text(quote!(prefix = "a"), item);
            assert!(text.contains(code), "{code} is not in {text}");
            assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        }
    }

    #[test]
    fn a_prefix_is_dotted_snake_case() {
        for good in ["orders", "http.server", "a1_b.c"] {
            let text = text(
                quote!(prefix = #good),
                quote!(
                    struct A {
                        a: u32,
                    }
                ),
            );
            assert!(!text.contains("compile_error"), "{text}");
        }
        for bad in ["", "Orders", "a..b", "a-b", "a__b", "1a", "_a", "a_", ".a"] {
            let text = text(
                quote!(prefix = #bad),
                quote!(
                    struct A {
                        a: u32,
                    }
                ),
            );
            assert!(text.contains("PL0203"), "{bad}: {text}");
        }
    }

    #[test]
    fn a_struct_without_a_prefix_is_a_part_of_other_sections() {
        let text = text(
            quote!(),
            quote!(
                struct PoolConfig {
                    #[config(default = 10)]
                    size: u32,
                }
            ),
        );
        assert!(text.contains("ConfigPart for PoolConfig"), "{text}");
        assert!(!text.contains("compile_error"), "{text}");
    }
}
