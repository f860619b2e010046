//! What the macros expand to names nothing that the user could have named otherwise.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications)]

#[path = "../../../src/strict.rs"]
pub mod strict;

fn main() {
    drop(strict::Storefront::builder());
}
