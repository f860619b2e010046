//! What the attribute makes of a block, as tokens. What rustc makes of it is in the case files.

use proc_macro2::TokenStream;
use quote::quote;

use crate::compile;

fn text(arguments: TokenStream, item: TokenStream) -> String {
    compile(arguments, item).to_string()
}

#[test]
fn the_users_items_stay_and_only_the_route_attributes_go() {
    let text = text(
        quote!(),
        quote! {
            /// The API.
            #[cfg(feature = "api")]
            impl Api {
                const LIMIT: u32 = 3;
                /// Lists.
                #[must_use]
                #[get("/a")]
                fn list(&self) {}
                #[inline]
                fn other() {}
            }
        },
    );
    let kept = [
        "The API.",
        "const LIMIT : u32 = 3",
        "Lists.",
        "# [must_use]",
        "# [inline]",
    ];
    for part in kept {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("# [get"), "{text}");
    // The condition of the block holds for what is made of it, too.
    let made = "# [cfg (feature = \"api\")] const _";
    assert!(text.contains(made), "{text}");
}

#[test]
fn the_prefix_stands_before_every_path_and_a_root_path_is_the_prefix() {
    let text = text(
        quote!(prefix = "/api"),
        quote! {
            impl Api {
                #[get("/")]
                fn root(&self) {}
                #[get("/a")]
                fn list(&self) {}
            }
        },
    );
    assert!(text.contains("\"/api\""), "{text}");
    assert!(text.contains("\"/api/a\""), "{text}");
}

#[test]
fn the_crate_argument_moves_every_path_of_the_expansion() {
    let block = quote! {
        impl Api {
            #[post("/a")]
            async fn add(&self, head: A, body: B) -> C {}
        }
    };
    let here = text(quote!(), block.clone());
    assert!(here.contains(":: purlin :: http_server :: __private"));
    let there = text(quote!(crate = my::server), block);
    assert!(there.contains("my :: server :: __private"));
    assert!(!there.contains("purlin"), "{there}");
}

#[test]
fn all_mistakes_are_reported_at_once_and_the_trait_is_implemented_all_the_same() {
    let text = text(
        quote!(prefiks = "/api"),
        quote! {
            impl Api {
                #[get("a")]
                fn one(&self) {}
                #[get("/b/{x}/{x}")]
                fn two(&self) {}
                #[get("/c")]
                fn three() {}
                #[get("/d")]
                fn four<T>(&self) {}
                #[get("/e")]
                #[get("/e")]
                fn five(&self) {}
                #[get("/f")]
                fn six(&self) -> &str {}
            }
        },
    );
    for code in [
        "PL0302", "PL0303", "PL0304", "PL0306", "PL0307", "PL0305", "PL0310",
    ] {
        let found = text.matches(&format!("[{code}]")).count();
        assert_eq!(found, 1, "{code}: {text}");
    }
    assert!(text.contains("Routes for Api"), "{text}");
}

#[test]
fn routes_under_conditions_are_not_compared() {
    let text = text(
        quote!(),
        quote! {
            impl Api {
                #[cfg(unix)]
                #[get("/a")]
                fn one(&self) {}
                #[cfg(not(unix))]
                #[get("/a")]
                fn two(&self) {}
            }
        },
    );
    assert!(!text.contains("compile_error"), "{text}");
    // The method; its function and its description, each declared and written; its route; its
    // line in the table.
    assert_eq!(text.matches("not (unix)").count(), 7, "{text}");
}
