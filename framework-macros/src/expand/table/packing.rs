use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::Place;

/// Words that rows refer to by number, each once.
#[derive(Default)]
pub(super) struct Words {
    known: BTreeMap<String, usize>,
    inserted: Vec<String>,
}

impl Words {
    pub(super) fn number(&mut self, word: &str) -> usize {
        if let Some(&number) = self.known.get(word) {
            return number;
        }
        let number = self.inserted.len();
        self.known.insert(word.to_owned(), number);
        self.inserted.push(word.to_owned());
        number
    }

    /// As texts.
    pub(super) fn texts(&self) -> TokenStream {
        let texts = &self.inserted;
        quote!(&[#(#texts),*])
    }

    /// As variants of an enum of the graph.
    pub(super) fn variants(&self, of: &str) -> TokenStream {
        let of = format_ident!("{}", of);
        let variants = self
            .inserted
            .iter()
            .map(|word| -> Ident { format_ident!("{}", word) });
        quote!(&[#(__p::#of::#variants),*])
    }

    /// The numbers of a place: its file, line and column.
    pub(super) fn place(&mut self, place: &Place) -> [usize; 3] {
        [self.number(&place.file), place.line, place.column]
    }
}

/// Rows of numbers, as the framework's `graph::packed` reads them.
#[derive(Default)]
pub(super) struct Rows(Vec<Vec<usize>>);

impl Rows {
    pub(super) fn push(&mut self, row: Vec<usize>) {
        self.0.push(row);
    }
}

impl ToTokens for Rows {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let rows = self.0.iter().map(|row| {
            let row = numbers(row);
            quote!([#row])
        });
        tokens.extend(quote!(&[#(#rows),*]));
    }
}

/// Numbers, divided by commas.
pub(super) fn numbers(row: &[usize]) -> TokenStream {
    let numbers = row.iter().copied().map(Literal::usize_unsuffixed);
    quote!(#(#numbers),*)
}
