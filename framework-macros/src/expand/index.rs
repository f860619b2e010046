use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A number as a type, as `purlin-core` writes it: base 64, in tuples.
pub(super) fn index(value: usize) -> TokenStream {
    under(&quote!(::purlin::__private), value)
}

/// The same where `__p` is imported.
pub(super) fn short_index(value: usize) -> TokenStream {
    under(&quote!(__p), value)
}

fn under(root: &TokenStream, value: usize) -> TokenStream {
    let digit = format_ident!("I{}", value % 64);
    if value < 64 {
        return quote!(#root::#digit);
    }
    let rest = under(root, value / 64);
    quote!((#rest, #root::#digit))
}

#[cfg(test)]
mod tests {
    use super::short_index;

    #[test]
    fn numbers_are_written_in_base_sixty_four() {
        let text = |value| short_index(value).to_string().replace(' ', "");
        assert_eq!(text(0), "__p::I0");
        assert_eq!(text(63), "__p::I63");
        assert_eq!(text(130), "(__p::I2,__p::I2)");
        assert_eq!(text(64 * 64 + 1), "((__p::I1,__p::I0),__p::I1)");
    }
}
