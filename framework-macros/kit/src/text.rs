use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, Lit, Meta, Type};

/// The identifier that names a type: `Repo` of `crate::db::Repo<Row>`, `Mailer` of
/// `dyn mail::Mailer + Send`. `None` for tuples, slices and the like.
#[must_use]
pub fn last_ident(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        Type::TraitObject(object) => object
            .bounds
            .iter()
            .filter_map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => bound.path.segments.last(),
                _ => None,
            })
            .map(|segment| &segment.ident)
            .find(|ident| !["Send", "Sync", "Unpin"].iter().any(|auto| ident == auto)),
        Type::Group(group) => last_ident(&group.elem),
        Type::Paren(paren) => last_ident(&paren.elem),
        Type::Reference(reference) => last_ident(&reference.elem),
        _ => None,
    }
}

/// The text of a type (or any tokens) as a person would write it: `Arc<dyn Mailer>`.
#[must_use]
pub fn type_text(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write_tokens(tokens.to_token_stream(), &mut text);
    text
}

fn write_tokens(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write_tokens(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => match punct.as_char() {
                '>' if text.ends_with(" -") => text.push_str("> "),
                '+' | '=' => {
                    text.push(' ');
                    text.push(punct.as_char());
                    text.push(' ');
                }
                ',' => text.push_str(", "),
                '-' => text.push_str(" -"),
                other => text.push(other),
            },
            word => {
                if text
                    .chars()
                    .next_back()
                    .is_some_and(|last| last.is_alphanumeric() || last == '_')
                {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
            }
        }
    }
}

/// The doc comment of an item: its lines, trimmed, joined by line breaks.
#[must_use]
pub fn doc_text(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_type_reads_as_written() {
        let cases = [
            "Arc<dyn Mailer>",
            "crate::db::Repo<Row, 3>",
            "&mut[u8]",
            "Box<dyn Fn(u8, u16) -> bool + Send>",
        ];
        for case in cases {
            let ty: Type = syn::parse_str(case).expect(case);
            assert_eq!(type_text(&ty), case);
        }
    }

    #[test]
    fn the_last_identifier_names_the_type() {
        let cases = [
            ("crate::db::Repo<Row>", "Repo"),
            ("dyn Send + mail::Mailer", "Mailer"),
            ("&'static str", "str"),
        ];
        for (case, expected) in cases {
            let ty: Type = syn::parse_str(case).expect(case);
            assert_eq!(
                last_ident(&ty).map(ToString::to_string).as_deref(),
                Some(expected)
            );
        }
    }
}
