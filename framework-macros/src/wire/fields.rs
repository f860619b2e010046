//! Several words in one literal. A token costs the compiler and us at each of the three macros that
//! it passes through, and an entry would be sixty of them.

use proc_macro2::{Literal, Span};
use syn::{LitStr, parse::ParseStream};

/// What divides the words: in no name, type or path that anybody writes.
const BETWEEN: char = '\t';

/// The words as one literal, which carries the span of what the user can change.
pub(super) fn words(span: Span, words: &[&str]) -> Literal {
    let words: Vec<String> = words
        .iter()
        .map(|word| word.replace(BETWEEN, " "))
        .collect();
    let mut literal = Literal::string(&words.join("\t"));
    literal.set_span(span);
    literal
}

/// A flag as a word.
pub(super) fn flag(is_set: bool) -> &'static str {
    if is_set { "1" } else { "" }
}

/// The words of a literal, one after the other.
pub(super) struct Words {
    text: String,
    read: usize,
    span: Span,
}

impl Words {
    pub(super) fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        let literal: LitStr = input.parse()?;
        Ok(Self {
            text: literal.value(),
            read: 0,
            span: literal.span(),
        })
    }

    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// The next word; empty behind the last.
    pub(super) fn next(&mut self) -> &str {
        let rest = self.text.get(self.read..).unwrap_or_default();
        let word = rest.split(BETWEEN).next().unwrap_or_default();
        self.read += word.len() + BETWEEN.len_utf8();
        word
    }

    pub(super) fn text(&mut self) -> String {
        self.next().to_owned()
    }

    /// A word that may be missing.
    pub(super) fn perhaps(&mut self) -> Option<String> {
        Some(self.text()).filter(|word| !word.is_empty())
    }

    pub(super) fn flag(&mut self) -> bool {
        !self.next().is_empty()
    }

    pub(super) fn number<N: std::str::FromStr>(&mut self) -> syn::Result<N> {
        let span = self.span;
        let number = self.next().parse();
        number.map_err(|_| syn::Error::new(span, "expected a number"))
    }
}
