use proc_macro2::{Span, TokenStream};

/// A number for a declaration that no other one has: from the crate, the place and the text, so
/// that equal names in one crate do not clash. The same source gives the same number.
pub(crate) fn identity(span: Span, tokens: &TokenStream) -> u64 {
    // FNV-1a, 64 bit (RFC 9923): stable across compilers, unlike the hasher of the library.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash ^= u64::from(byte);
            hash = hash.wrapping_mul(0x0100_0000_01b3);
        }
    };
    for variable in ["CARGO_PKG_NAME", "CARGO_PKG_VERSION", "CARGO_CRATE_NAME"] {
        eat(&std::env::var(variable).unwrap_or_default());
    }
    let start = span.start();
    eat(&span.file());
    eat(&format!("{}:{}", start.line, start.column));
    eat(&tokens.to_string());
    hash
}
