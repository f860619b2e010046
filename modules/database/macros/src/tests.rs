//! What the attribute makes of a function, as tokens. What rustc makes of it is in the case files.

use proc_macro2::TokenStream;
use quote::quote;

use crate::compile;

fn text(arguments: TokenStream, item: &TokenStream) -> String {
    compile(arguments, item).to_string()
}

#[test]
fn the_body_becomes_the_work_and_the_signature_stays() {
    let text = text(
        quote!(
            isolation = repeatable_read,
            read_only,
            nesting = join,
            attempts = 5
        ),
        &quote! {
            /// Finds.
            #[must_use]
            pub async fn find<T: Key>(&self, id: T) -> Result<Product, ShopError> { self.ask(id).await }
        },
    );
    for part in [
        "# [must_use]",
        "pub async fn find < T : Key > (& self , id : T) -> Result < Product , ShopError >",
        "transactional_again (& self . database ,",
        ". isolation (:: purlin :: database :: sea_orm :: IsolationLevel :: RepeatableRead)",
        ". read_only () . nesting (:: purlin :: database :: Nesting :: Join) . attempts (5u32)",
        "async | | -> Result < Product , ShopError > { self . ask (id) . await }",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_database_and_the_crate_can_be_elsewhere() {
    let item = quote!(
        async fn all(database: &Database) -> Result<(), E> {
            Ok(())
        }
    );
    let text_of = |arguments| text(arguments, &item);
    let default = text_of(quote!());
    assert!(default.contains("transactional (& database ,"), "{default}");
    assert!(default.contains("attempts (1u32)"), "{default}");
    let elsewhere = text_of(quote!(database = self.shop.events, crate = my::database));
    assert!(elsewhere.contains("& self . shop . events"), "{elsewhere}");
    assert!(!elsewhere.contains("purlin"), "{elsewhere}");
}

#[test]
fn all_mistakes_are_reported_at_once_and_the_function_stays() {
    let text = text(
        quote!(
            isolaton = serializable,
            nesting = joined,
            attempts = 0,
            read_only = true
        ),
        &quote!(
            async fn find() -> u8 {
                1
            }
        ),
    );
    assert_eq!(text.matches("[PL0502]").count(), 4, "{text}");
    assert_eq!(text.matches("[PL0501]").count(), 1, "{text}");
    assert!(text.contains("async fn find"), "{text}");
}

#[test]
fn what_is_tried_again_changes_nothing_that_it_was_given() {
    let item = quote!(
        async fn find(&mut self, list: &mut Vec<u8>) -> Result<u8, E> {
            Ok(1)
        }
    );
    let again = text(quote!(attempts = 2), &item);
    assert_eq!(again.matches("[PL0503]").count(), 2, "{again}");
    let once = text(quote!(attempts = 1), &item);
    assert!(!once.contains("compile_error"), "{once}");
}

#[test]
fn what_cannot_be_a_transaction_is_refused() {
    for item in [
        quote!(
            fn find(&self) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&self) -> u8 {
                1
            }
        ),
        quote!(
            async fn find(&self) {}
        ),
        quote!(
            async fn find(id: u8) -> Result<u8, E> {
                Ok(1)
            }
        ),
        quote!(
            async fn find(&self) -> Result<u8, E>;
        ),
        quote!(
            struct Find;
        ),
    ] {
        let text = text(quote!(), &item);
        assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        assert!(text.contains("[PL0501]"), "{text}");
    }
}
