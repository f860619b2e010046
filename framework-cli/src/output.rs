//! What is printed: text for people, or one JSON document.

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;
use serde_json::json;

use crate::error::CliError;

/// Where results go.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads it.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A result that has a text for people and a document for programs.
    pub(crate) fn result(&self, text: &str, document: &impl Serialize) {
        if self.json {
            let text = serde_json::to_string_pretty(document).unwrap_or_default();
            self.text(&format!("{text}\n"));
        } else {
            self.text(text);
        }
    }

    /// A text as it is. A reader that went away, as `head` does, is no error.
    #[expect(
        clippy::unused_self,
        reason = "everything that is printed goes through here"
    )]
    pub(crate) fn text(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        let _ = out.flush();
    }

    /// A step that takes a while, for people only.
    pub(crate) fn progress(&self, text: &str) {
        if !self.json && io::stderr().is_terminal() {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// An error, on the standard error.
    pub(crate) fn error(&self, error: &CliError) {
        let (message, help) = (error.to_string(), error.help());
        let mut out = io::stderr().lock();
        let _ = if self.json {
            let document = json!({
                "error": { "class": error.class(), "message": message, "help": help }
            });
            writeln!(out, "{document:#}")
        } else if help.is_empty() {
            writeln!(out, "error: {message}")
        } else {
            writeln!(
                out,
                "error: {message}\n  help: {}",
                help.replace('\n', "\n        ")
            )
        };
    }
}
