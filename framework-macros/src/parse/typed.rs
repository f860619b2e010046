//! The names in the lists of an attribute as far as somebody has typed them, for editors. Nothing
//! is an error here: that is said by those who read the attribute.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

/// What stands for a name that is not typed yet, so that the path before it is one.
const NOT_YET: &str = "__purlin_not_yet";

/// The paths in `name = path`, `name = [path, …]` and `name(… = path)` for each of `names`.
pub(crate) fn typed(attribute: &TokenStream, names: &[&str]) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Ident(name) = token else {
            continue;
        };
        if !names.iter().any(|known| name == known) {
            continue;
        }
        match tokens.get(index + 1..).unwrap_or_default() {
            [TokenTree::Group(list), ..] => {
                paths(values(list), &mut found);
            }
            [TokenTree::Punct(is), TokenTree::Group(list), ..] if is.as_char() == '=' => {
                paths(list.stream(), &mut found);
            }
            [TokenTree::Punct(is), rest @ ..] if is.as_char() == '=' => {
                let is_end = |token: &&TokenTree| !is_punct(token, ',');
                paths(
                    rest.iter().take_while(is_end).cloned().collect(),
                    &mut found,
                );
            }
            _ => {}
        }
    }
    found
}

/// Of `dyn Mailer = FakeMailer, …` what stands behind each `=`.
fn values(list: &Group) -> TokenStream {
    let mut is_value = list.delimiter() == Delimiter::Bracket;
    let kept = list.stream().into_iter().filter(|token| {
        if is_punct(token, '=') {
            is_value = true;
        } else if is_punct(token, ',') {
            is_value = false;
            return true;
        }
        is_value
    });
    kept.collect()
}

/// Every path of a list, whatever else stands in it: conditions, `optional`, `as "…"`, `dyn`.
fn paths(list: TokenStream, found: &mut Vec<TokenStream>) {
    let mut path = Path::default();
    let mut tokens = list.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Ident(word) => {
                let is_word = word == "as"
                    || word == "dyn"
                    || word == "optional" && matches!(tokens.peek(), Some(TokenTree::Ident(_)));
                if path.is_whole() || is_word {
                    path.end(found);
                }
                if !is_word {
                    path.0.push(token);
                }
            }
            TokenTree::Punct(colon)
                if colon.as_char() == ':'
                    && (colon.spacing() == Spacing::Joint || path.ends_with_colon()) =>
            {
                path.0.push(token);
            }
            TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => path.end(found),
        }
    }
    path.end(found);
}

/// A path while it is read.
#[derive(Default)]
struct Path(Vec<TokenTree>);

impl Path {
    fn ends_with_colon(&self) -> bool {
        self.0.last().is_some_and(|last| is_punct(last, ':'))
    }

    fn is_whole(&self) -> bool {
        matches!(self.0.last(), Some(TokenTree::Ident(_)))
    }

    /// Puts it to the others, if there is anything of it.
    fn end(&mut self, found: &mut Vec<TokenStream>) {
        if self.ends_with_colon() {
            self.0.push(Ident::new(NOT_YET, Span::call_site()).into());
        }
        if !self.0.is_empty() {
            found.push(self.0.drain(..).collect());
        }
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn read(attribute: &TokenStream) -> Vec<String> {
        let names = ["components", "config", "modules", "replace"];
        let found = typed(attribute, &names).into_iter();
        found
            .map(|path| path.to_string().replace(' ', ""))
            .collect()
    }

    #[test]
    fn every_path_is_found_whatever_stands_around_it() {
        for (attribute, expected) in [
            (
                quote!(config = A, components = [b::B, C]),
                vec!["A", "b::B", "C"],
            ),
            (
                quote!(modules = [#[cfg(unix)] A, optional crate::B as "b", dyn C], expose = [D]),
                vec!["A", "crate::B", "C"],
            ),
            (
                quote!(replace(dyn Mailer = Fake, dyn Clock = ::c::Hand)),
                vec!["Fake", "::c::Hand"],
            ),
        ] {
            assert_eq!(read(&attribute), expected, "{attribute}");
        }
    }

    #[test]
    fn what_is_half_typed_is_found_as_far_as_it_goes() {
        for (attribute, expected) in [
            (quote!(components = [Cat]), vec!["Cat"]),
            (quote!(components = [Cat,]), vec!["Cat"]),
            (quote!(components = []), vec![]),
            (quote!(components = ), vec![]),
            (quote!(components), vec![]),
            (quote!(components = [A B, C]), vec!["A", "B", "C"]),
            (quote!(modules = [shop::]), vec!["shop::__purlin_not_yet"]),
            (quote!(modules = [shop:: A as]), vec!["shop::A"]),
            (quote!(modules = [, optional]), vec!["optional"]),
            (quote!(modules = Shop, comp), vec!["Shop"]),
            (quote!(replace(dyn Mailer = )), vec![]),
        ] {
            assert_eq!(read(&attribute), expected, "{attribute}");
        }
    }
}
