//! One taxonomy for everything that can go wrong at run time (FR-046, FR-017).

mod category;
mod exit;
mod explain;

use std::{borrow::Cow, error::Error as StdError, fmt};

pub use category::Category;
pub use exit::ExitClass;
pub use explain::{Explained, explain};
use serde_json::{Map, Value};

/// Any error, as providers and hooks may return it.
pub type BoxError = Box<dyn StdError + Send + Sync + 'static>;

/// A classified run-time error: category, stable code, message, context, action and cause.
///
/// `Display` prints one line (`[PL1102] message`); [`Error::render`] prints the whole story.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    category: Category,
    code: &'static str,
    message: String,
    context: Vec<String>,
    action: Option<Cow<'static, str>>,
    source: Option<BoxError>,
    related: Vec<Error>,
}

impl Error {
    /// Makes an error of `category` with the stable `code` (`"PL1102"`) and a one-line message:
    /// lower case, no final period, the user's own names in backticks.
    #[must_use]
    pub fn new(category: Category, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            category,
            code,
            message: message.into(),
            context: Vec::new(),
            action: None,
            source: None,
            related: Vec::new(),
        }))
    }

    /// Adds where or during what it happened; the innermost context is added first.
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.0.context.push(context.into());
        self
    }

    /// Says the one thing to do about it.
    #[must_use]
    pub fn action(mut self, action: impl Into<Cow<'static, str>>) -> Self {
        self.0.action = Some(action.into());
        self
    }

    /// Keeps the cause; the root cause stays reachable through [`StdError::source`].
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds what else went wrong because of it, such as the errors of a rollback.
    #[must_use]
    pub fn with_related(mut self, errors: impl IntoIterator<Item = Self>) -> Self {
        self.0.related.extend(errors);
        self
    }

    /// What else went wrong because of it, in order.
    #[must_use]
    pub fn related(&self) -> &[Self] {
        &self.0.related
    }

    /// The class of failure, which also chooses the exit code of the process.
    #[must_use]
    pub fn category(&self) -> Category {
        self.0.category
    }

    /// The stable code, `"PL1102"`; each has a page in the book.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The headline with its causes, in one line.
    pub(crate) fn one_line(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line
    }

    /// Whether something did not stop within its deadline and was cut off.
    pub(crate) fn is_overrun(&self) -> bool {
        [
            crate::lifecycle::STOP_OVERRAN,
            crate::lifecycle::DRAIN_OVERRAN,
        ]
        .contains(&self.0.code)
    }

    /// Whether a start was given up because the application was told to stop.
    pub(crate) fn is_interrupt(&self) -> bool {
        self.0.code == crate::lifecycle::START_INTERRUPTED
    }

    /// The code that explains most: that of the innermost cause that has one.
    fn root_code(&self) -> &'static str {
        let mut code = self.0.code;
        let mut cause = self.source();
        while let Some(error) = cause {
            if let Some(coded) = error.downcast_ref::<Self>() {
                code = coded.0.code;
            }
            cause = error.source();
        }
        code
    }

    /// The headline without the code.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The contexts, innermost first.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        &self.0.context
    }

    /// The one thing to do, if there is one.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.action.as_deref()
    }

    /// The whole error for people: headline, contexts, causes, related errors, help and page.
    ///
    /// ```text
    /// [PL1102] `OrdersModule::warm` failed while starting
    ///   while: starting module `OrdersModule`
    ///   cause: connection refused
    ///   help: …
    ///   docs: https://purlin.rs/errors/PL1102.html
    /// ```
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = self.to_string();
        for context in &self.0.context {
            push_field(&mut text, "while", context);
        }
        let mut cause = self.source();
        while let Some(error) = cause {
            push_field(&mut text, "cause", &error.to_string());
            cause = error.source();
        }
        for error in &self.0.related {
            push_field(&mut text, "also", &error.render());
        }
        if let Some(action) = &self.0.action {
            push_field(&mut text, "help", action);
        }
        push_field(&mut text, "docs", &page(self.root_code()));
        text
    }
}

impl Error {
    /// [`Error::render`] in the colours of a terminal: the headline is bold, names of fields are
    /// dim.
    #[must_use]
    pub fn paint(&self) -> String {
        let text = self.render();
        let mut lines = text.lines();
        let headline = lines.next().unwrap_or_default();
        let mut painted = format!("\u{1b}[1m{headline}\u{1b}[0m");
        for line in lines {
            painted.push('\n');
            let field = FIELDS.iter().find_map(|name| {
                let rest = line.trim_start().strip_prefix(name)?;
                Some((&line[..line.len() - rest.len()], rest))
            });
            match field {
                Some((name, rest)) => {
                    painted.push_str(&["\u{1b}[36m", name, "\u{1b}[0m", rest].concat());
                }
                None => painted.push_str(line),
            }
        }
        painted
    }

    /// The whole error for machines: `code`, `category`, `message`, and as far as there are any
    /// `while` (the contexts, innermost first), `causes`, `also` (related errors), `help`; `docs`
    /// is the address of the page that explains most, and `exit` the code of the process.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object = Map::new();
        let mut put = |name: &str, value: Value| {
            let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            if !empty {
                object.insert(name.to_owned(), value);
            }
        };
        let causes = std::iter::successors(self.source(), |&error| error.source());
        put("code", self.code().into());
        put("category", self.category().name().into());
        put("message", self.message().into());
        put("while", self.contexts().iter().cloned().collect());
        put("causes", causes.map(ToString::to_string).collect());
        put("also", self.related().iter().map(Self::to_json).collect());
        put("help", self.hint().into());
        put("docs", page(self.root_code()).into());
        put("exit", (self.category().exit() as u8).into());
        Value::Object(object)
    }
}

/// What the lines of an error after its headline begin with.
const FIELDS: [&str; 5] = ["while:", "cause:", "also:", "help:", "docs:"];

/// The address of the page that explains `code`.
#[must_use]
pub fn page(code: &str) -> String {
    format!("https://purlin.rs/errors/{code}.html")
}

fn push_field(text: &mut String, label: &str, value: &str) {
    for (index, line) in value.lines().enumerate() {
        text.push_str(match (index, line) {
            (0, _) => "\n  ",
            (_, "") => "\n",
            _ => "\n    ",
        });
        if index == 0 {
            text.push_str(label);
            text.push_str(": ");
        }
        text.push_str(line);
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}] {}", self.0.code, self.0.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_ref()
            .map(|source| source.as_ref() as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::{Category, Error};

    #[test]
    fn rendering_keeps_every_cause_and_names_the_page() {
        let root = std::io::Error::other("disk on fire");
        let middle =
            Error::new(Category::Dependency, "PL1302", "cannot open `shop.sqlite`").caused_by(root);
        let outer = Error::new(Category::Lifecycle, "PL1101", "`db` failed")
            .context("starting module `DatabaseModule`")
            .action("free some space")
            .caused_by(middle);
        assert_eq!(
            outer.render(),
            "[PL1101] `db` failed\n  \
             while: starting module `DatabaseModule`\n  \
             cause: [PL1302] cannot open `shop.sqlite`\n  \
             cause: disk on fire\n  \
             help: free some space\n  \
             docs: https://purlin.rs/errors/PL1302.html"
        );
        let painted = outer.paint();
        assert!(
            painted.starts_with(
                "\u{1b}[1m[PL1101] `db` failed\u{1b}[0m\n\u{1b}[36m  while:\u{1b}[0m starting"
            ),
            "{painted:?}"
        );
        let plain = painted.replace("\u{1b}[1m", "");
        let plain = plain.replace("\u{1b}[36m", "").replace("\u{1b}[0m", "");
        assert_eq!(plain, outer.render());
        let expected = serde_json::json!({
            "code": "PL1101",
            "category": "lifecycle",
            "message": "`db` failed",
            "while": ["starting module `DatabaseModule`"],
            "causes": ["[PL1302] cannot open `shop.sqlite`", "disk on fire"],
            "help": "free some space",
            "docs": "https://purlin.rs/errors/PL1302.html",
            "exit": 70,
        });
        assert_eq!(outer.to_json(), expected);
    }
}
