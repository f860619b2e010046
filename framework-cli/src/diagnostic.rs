//! What the compiler says, as data.

use serde::{Deserialize, Serialize};

/// A line of `cargo build --message-format json`.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "reason")]
    kind: String,
    message: Option<Said>,
}

#[derive(Deserialize)]
struct Said {
    level: String,
    message: String,
    rendered: Option<String>,
    #[serde(default)]
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
}

/// An error or warning of a build, with the parts of Purlin's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Diagnostic {
    /// `error` or `warning`.
    pub(crate) level: String,
    /// `PL0001`, if the message is Purlin's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) chain: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) docs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    /// As the compiler shows it.
    #[serde(skip)]
    pub(crate) rendered: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Every error and warning of a build's output, once each, in the compiler's order.
pub(crate) fn read(output: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in output.lines().filter(|line| line.starts_with('{')) {
        let Ok(Line {
            kind,
            message: Some(message),
        }) = serde_json::from_str(line)
        else {
            continue;
        };
        if kind != "compiler-message" || !matches!(&*message.level, "error" | "warning") {
            continue;
        }
        // `aborting due to 2 previous errors` has no place and says nothing new.
        if message.spans.is_empty() && message.message.starts_with("aborting due to") {
            continue;
        }
        let diagnostic = diagnostic(message);
        if !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }
    found
}

fn diagnostic(message: Said) -> Diagnostic {
    let place = message
        .spans
        .iter()
        .find(|span| span.is_primary)
        .map(|span| Place {
            file: span.file_name.clone(),
            line: span.line_start,
            column: span.column_start,
        });
    let text = message
        .message
        .strip_prefix("evaluation panicked: ")
        .unwrap_or(&message.message);
    // The warnings of Purlin come as uses of deprecated constants that carry the text.
    let begin = text.find("[PL").filter(|begin| is_code(&text[*begin..]));
    let code = begin.map(|begin| text[begin + 1..begin + 7].to_owned());
    let own = begin.map_or(text, |begin| text[begin + 8..].trim_start());
    let mut lines = own.lines();
    let headline = lines.next().unwrap_or_default().trim().to_owned();
    let (mut chain, mut help, mut docs, mut rest) = (Vec::new(), None, None, Vec::new());
    for line in lines.map(str::trim) {
        match line.split_once(": ") {
            Some(("chain", steps)) => chain.extend(steps.split(" -> ").map(str::to_owned)),
            Some(("help", text)) => help = Some(text.to_owned()),
            Some(("docs", text)) => docs = Some(text.to_owned()),
            _ => rest.push(line),
        }
    }
    let mut text = headline;
    for line in rest.into_iter().filter(|_| code.is_some()) {
        text.push('\n');
        text.push_str(line);
    }
    Diagnostic {
        level: message.level,
        code,
        message: text,
        chain,
        help,
        docs,
        place,
        rendered: message.rendered.unwrap_or_default(),
    }
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 8 && bytes[3..7].iter().all(u8::is_ascii_digit) && bytes[7] == b']'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: &str) -> String {
        serde_json::json!({
            "reason": "compiler-message",
            "message": {
                "level": "error", "message": message, "rendered": "shown",
                "spans": [{ "file_name": "src/lib.rs", "line_start": 3, "column_start": 9, "is_primary": true }],
            }
        })
        .to_string()
    }

    #[test]
    fn a_message_of_purlin_is_taken_apart() {
        let text = "evaluation panicked: [PL0001] `A` needs `B`, which nothing in `App` provides\n    \
                    chain: App -> M -> A -> B\n    asked: `C` asks too\n    help: list it\n    \
                    docs: https://purlin.rs/errors/PL0001.html";
        let output = [line(text), "no json".to_owned(), line(text)].join("\n");
        let found = read(&output);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code.as_deref(), Some("PL0001"));
        assert_eq!(
            found[0].message,
            "`A` needs `B`, which nothing in `App` provides\nasked: `C` asks too"
        );
        assert_eq!(found[0].chain, ["App", "M", "A", "B"]);
        assert_eq!(found[0].help.as_deref(), Some("list it"));
        assert_eq!(found[0].place.as_ref().unwrap().line, 3);
    }

    #[test]
    fn other_messages_stay_as_they_are() {
        let found = read(&line("cannot find macro `Foo` in this scope"));
        assert_eq!(found[0].code, None);
        assert_eq!(found[0].message, "cannot find macro `Foo` in this scope");
        assert!(read("{\"reason\":\"build-finished\",\"success\":true}").is_empty());
    }
}
