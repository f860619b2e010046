//! A name in the four ways that Rust writes names.

use crate::error::CliError;

/// Words that no crate or module can be called.
const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "test",
];

/// Names of crates that a generated application uses, or of the compiler's own.
const TAKEN: [&str; 9] = [
    "purlin",
    "std",
    "core",
    "alloc",
    "serde",
    "tokio",
    "tracing",
    "axum",
    "proc-macro",
];

/// A name such as `order-desk`, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    words: Vec<String>,
}

impl Name {
    /// Checks what the user wrote: `order-desk`, `order_desk` and `OrderDesk` are the same.
    ///
    /// # Errors
    /// A usage error that says which rule is broken.
    pub(crate) fn new(what: &str, text: &str) -> Result<Self, CliError> {
        let wrong = |why: &str| {
            CliError::usage(
                format!("`{text}` cannot be the name of {what}: {why}"),
                "use lower-case words of letters and digits joined by `-`, such as `order-desk`",
            )
        };
        if text.is_empty() {
            return Err(wrong("it is empty"));
        }
        if let Some(odd) = text
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        {
            return Err(wrong(&format!("it contains {odd:?}")));
        }
        let words = words(text);
        if !words
            .first()
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            return Err(wrong("it does not begin with a letter"));
        }
        let name = Self { words };
        if KEYWORDS.contains(&name.snake().as_str()) {
            return Err(wrong("Rust keeps this word for itself"));
        }
        if TAKEN.contains(&name.kebab().as_str()) {
            return Err(wrong("a crate that applications use has it"));
        }
        Ok(name)
    }

    /// `order-desk`
    pub(crate) fn kebab(&self) -> String {
        self.words.join("-")
    }

    /// `order_desk`
    pub(crate) fn snake(&self) -> String {
        self.words.join("_")
    }

    /// `ORDER_DESK`
    pub(crate) fn screaming(&self) -> String {
        self.snake().to_ascii_uppercase()
    }

    /// `OrderDesk`
    pub(crate) fn pascal(&self) -> String {
        let capital = |word: &String| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        };
        self.words.iter().map(capital).collect()
    }

    /// `Order desk`
    pub(crate) fn sentence(&self) -> String {
        let text = self.words.join(" ");
        let (first, rest) = text.split_at(1);
        first.to_ascii_uppercase() + rest
    }

    /// The name that a template has where the application's name belongs.
    pub(crate) fn placeholder(template: &str) -> Self {
        Self {
            words: vec!["template".to_owned(), template.to_owned()],
        }
    }

    /// A text with another name in the place of this one, in every way of writing it.
    pub(crate) fn replaced_by(&self, other: &Self, text: &str) -> String {
        text.replace(&self.kebab(), &other.kebab())
            .replace(&self.snake(), &other.snake())
            .replace(&self.screaming(), &other.screaming())
            .replace(&self.pascal(), &other.pascal())
    }

    /// Without a last word, if another word stands before it: the noun of `orders-module`.
    pub(crate) fn without(mut self, last: &str) -> Self {
        if self.words.len() > 1 && self.words.last().is_some_and(|word| word == last) {
            self.words.pop();
        }
        self
    }
}

fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in text.chars() {
        let border = matches!(c, '-' | '_') || (c.is_ascii_uppercase() && lower);
        if border && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !matches!(c, '-' | '_') {
            word.push(c.to_ascii_lowercase());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for text in ["order-desk", "order_desk", "OrderDesk"] {
            let name = Name::new("an application", text).unwrap();
            assert_eq!(name.kebab(), "order-desk");
            assert_eq!(name.snake(), "order_desk");
            assert_eq!(name.screaming(), "ORDER_DESK");
            assert_eq!(name.pascal(), "OrderDesk");
            assert_eq!(name.sentence(), "Order desk");
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_told_why() {
        let message = |text: &str| Name::new("a module", text).unwrap_err().to_string();
        assert!(message("").contains("it is empty"));
        assert!(message("a b").contains("it contains ' '"));
        assert!(message("../up").contains("it contains '.'"));
        assert!(message("7up").contains("begin with a letter"));
        assert!(message("-").contains("begin with a letter"));
        assert!(message("match").contains("keeps this word"));
        assert!(message("tokio").contains("a crate that applications use"));
    }

    #[test]
    fn a_last_word_can_be_left_out() {
        let name = |text| Name::new("a module", text).unwrap().without("module");
        assert_eq!(name("OrdersModule").kebab(), "orders");
        assert_eq!(name("module").kebab(), "module");
    }
}
