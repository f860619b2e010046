//! The book of Purlin, tested: its Rust blocks are doctests of this crate, and `tests/tidy.rs`
//! compares its pages with the codes, cases and recordings that they speak of.

#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("index.md")]
    mod index {}
    #[doc = include_str!("guide/tutorial.md")]
    mod tutorial {}
    #[doc = include_str!("guide/wiring.md")]
    mod wiring {}
    #[doc = include_str!("guide/scopes.md")]
    mod scopes {}
    #[doc = include_str!("guide/context.md")]
    mod context {}
    #[doc = include_str!("guide/tenants.md")]
    mod tenants {}
    #[doc = include_str!("guide/configuration.md")]
    mod configuration {}
    #[doc = include_str!("guide/api.md")]
    mod api {}
    #[doc = include_str!("guide/data.md")]
    mod data {}
    #[doc = include_str!("guide/testing.md")]
    mod testing {}
    #[doc = include_str!("guide/lifecycle.md")]
    mod lifecycle {}
    #[doc = include_str!("reference/attributes.md")]
    mod attributes {}
    #[doc = include_str!("versioning.md")]
    mod versioning {}
    #[doc = include_str!("migrating.md")]
    mod migrating {}
    #[doc = include_str!("guide/admin.md")]
    mod admin {}
    #[doc = include_str!("guide/operating.md")]
    mod operating {}
    #[doc = include_str!("guide/operator.md")]
    mod operator {}
}
