//! The book of Purlin, tested: its Rust blocks are doctests of this crate, and `tests/tidy.rs`
//! compares its pages with the codes, cases and recordings that they speak of.

#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("index.md")]
    mod index {}
    #[doc = include_str!("guide/wiring.md")]
    mod wiring {}
    #[doc = include_str!("guide/configuration.md")]
    mod configuration {}
    #[doc = include_str!("guide/lifecycle.md")]
    mod lifecycle {}
}
