use std::fmt::Display;

use proc_macro2::{Span, TokenStream};

/// One mistake of the user: a stable code, the smallest token that can be changed, a headline in
/// rustc's voice, and one thing to do.
pub struct Diagnostic {
    code: &'static str,
    span: Span,
    headline: String,
    chain: Vec<String>,
    help: Option<String>,
}

impl Diagnostic {
    /// `headline` is lower case, has no final period, and puts the user's own names in backticks.
    pub fn new(code: &'static str, span: Span, headline: impl Display) -> Self {
        Self {
            code,
            span,
            headline: headline.to_string(),
            chain: Vec::new(),
            help: None,
        }
    }

    /// One step of the way from the root to the mistake.
    #[must_use]
    pub fn chain(mut self, step: impl Display) -> Self {
        self.chain.push(step.to_string());
        self
    }

    /// The one thing to do. Applied literally, it must make the code compile.
    #[must_use]
    pub fn help(mut self, help: impl Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// The whole text as rustc shows it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("[{}] {}", self.code, self.headline);
        for (index, step) in self.chain.iter().enumerate() {
            text.push_str(if index == 0 {
                "\n  chain: "
            } else {
                "\n         "
            });
            text.push_str(step);
        }
        if let Some(help) = &self.help {
            text.push_str("\n  help: ");
            text.push_str(help);
        }
        text.push_str("\n  docs: https://purlin.rs/errors/");
        text.push_str(self.code);
        text.push_str(".html");
        text
    }
}

/// Gathers every mistake of one macro call, so that all are reported at once.
///
/// Dropping it unread loses mistakes; under test that is a panic.
#[derive(Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    foreign: Vec<syn::Error>,
    read: bool,
}

impl Diagnostics {
    /// Nothing found yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds a syntax error that syn says better than we could.
    pub fn push_syntax(&mut self, error: syn::Error) {
        self.foreign.push(error);
    }

    /// Whether anything was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty() && self.foreign.is_empty()
    }

    /// How many mistakes were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len() + self.foreign.len()
    }

    /// Every mistake as a `compile_error!` at its own token; nothing if there is none.
    #[must_use]
    pub fn into_tokens(mut self) -> TokenStream {
        self.read = true;
        let mut tokens: TokenStream = std::mem::take(&mut self.foreign)
            .into_iter()
            .map(|error| error.to_compile_error())
            .collect();
        for diagnostic in &self.found {
            tokens.extend(syn::Error::new(diagnostic.span, diagnostic.text()).to_compile_error());
        }
        tokens
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        let lost = !self.read && !self.is_empty();
        debug_assert!(
            !lost || std::thread::panicking(),
            "diagnostics dropped unread"
        );
    }
}
