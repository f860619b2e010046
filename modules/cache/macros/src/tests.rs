//! What the attribute makes of a method, as tokens. What rustc makes of it is in the case files.

use proc_macro2::TokenStream;
use quote::quote;

use crate::compile;

fn text(arguments: TokenStream, item: &TokenStream) -> String {
    compile(arguments, item).to_string()
}

#[test]
fn the_body_becomes_what_loads_and_the_signature_stays() {
    let text = text(
        quote!(
            key = "p:{id}",
            ttl = "2s",
            stale = "1m",
            tags = ["t"],
            shared,
            region = "r"
        ),
        &quote! {
            /// Finds.
            #[must_use]
            pub async fn find(&self, id: &str) -> Result<Option<Product>, ShopError> { self.ask(id).await }
        },
    );
    for part in [
        "# [must_use]",
        "pub async fn find (& self , id : & str) -> Result < Option < Product > , ShopError >",
        "region :: < Product > (& self . cache , \"r\")",
        ". ttl (:: core :: time :: Duration :: from_millis (2000u64))",
        "from_millis (60000u64)",
        ". tag (\"t\") . shared ()",
        "format ! (\"p:{}\" , :: purlin :: cache :: KeyPart (& id))",
        "cached_option",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_cache_and_the_crate_can_be_elsewhere() {
    let text = text(
        quote!(key = "all", cache = self.stores.cache, crate = my::cache),
        &quote!(
            async fn all(self: Arc<Self>) -> Result<Vec<u8>, E> {
                Ok(Vec::new())
            }
        ),
    );
    assert!(text.contains("my :: cache :: Cache :: region"), "{text}");
    assert!(text.contains("& self . stores . cache"), "{text}");
    assert!(!text.contains("purlin"), "{text}");
}

#[test]
fn all_mistakes_are_reported_at_once_and_the_method_stays() {
    let text = text(
        quote!(key = "{ad}", tll = "1s", stale = "soon", skip = [pgae]),
        &quote!(
            async fn find(&self, id: u8, page: u8, size: u8) -> Result<u8, E> {
                Ok(1)
            }
        ),
    );
    for (code, count) in [("PL0402", 3), ("PL0403", 1), ("PL0404", 2)] {
        assert_eq!(
            text.matches(&format!("[{code}]")).count(),
            count,
            "{code}: {text}"
        );
    }
    assert!(text.contains("async fn find"), "{text}");
}

#[test]
fn what_cannot_be_cached_is_refused() {
    for item in [
        quote!(
            fn find(&self) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find() -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&mut self) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&self) -> u8 {
                1
            }
        ),
        quote!(
            async fn find<T>(&self) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&self, of: impl Copy) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&self, (a, b): (u8, u8)) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            struct Find;
        ),
    ] {
        let text = text(quote!(key = "all"), &item);
        assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        assert!(text.contains("[PL0401]"), "{text}");
    }
}
