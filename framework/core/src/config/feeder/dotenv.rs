//! `.env` files: variables, one per line.

use std::{ops::Range, sync::Arc};

use super::{
    super::{problem::Shows, text::SourceFile},
    reading::Broken,
};

/// A line of the file.
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) value: String,
    /// Where the value stands.
    pub(super) span: Range<usize>,
}

/// Reads `NAME=value` lines: `export` before the name, comments, `'as it is'` and `"with \n
/// escapes"`, which may go over several lines.
pub(super) fn parse(file: &Arc<SourceFile>) -> Result<Vec<Assignment>, Broken> {
    let text = file.text();
    let mut found = Vec::new();
    let mut leaves = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text.get(at..end).unwrap_or_default();
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            at = end + 1;
            continue;
        }
        let (assignment, next) = assignment(text, at, end).map_err(|(why, at)| Broken {
            format: "a list of variables",
            why: why.to_owned(),
            span: at..at,
            shows: Shows::Keys,
        })?;
        leaves.push(assignment.span.clone());
        found.push(assignment);
        at = next;
    }
    file.set_leaves(leaves);
    Ok(found)
}

fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |offset| at + offset)
}

type Wrong = (&'static str, usize);

fn assignment(text: &str, start: usize, end: usize) -> Result<(Assignment, usize), Wrong> {
    let line = text.get(start..end).unwrap_or_default();
    let Some(equals) = line.find('=') else {
        return Err(("expected `NAME=value`", start));
    };
    let name = line.get(..equals).unwrap_or_default().trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if name.is_empty()
        || !name
            .chars()
            .all(|letter| letter.is_alphanumeric() || "_.-".contains(letter))
    {
        return Err(("expected the name of a variable before `=`", start));
    }
    let after = line.get(equals + 1..).unwrap_or_default();
    let from = start + equals + 1 + (after.len() - after.trim_start_matches([' ', '\t']).len());
    let rest = text.get(from..).unwrap_or_default();
    let (value, span, next) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, from, quote)?,
        _ => {
            let line = text.get(from..end).unwrap_or_default();
            let value = line.split(" #").next().unwrap_or_default().trim_end();
            (value.to_owned(), from..from + value.len(), end + 1)
        }
    };
    let assignment = Assignment {
        name: name.to_owned(),
        value,
        span,
    };
    Ok((assignment, next))
}

fn quoted(text: &str, from: usize, quote: char) -> Result<(String, Range<usize>, usize), Wrong> {
    let mut value = String::new();
    let mut letters = text.get(from + 1..).unwrap_or_default().char_indices();
    while let Some((offset, letter)) = letters.next() {
        if letter == quote {
            let close = from + 1 + offset;
            let end = line_end(text, close);
            let rest = text.get(close + 1..end).unwrap_or_default().trim();
            if !rest.is_empty() && !rest.starts_with('#') {
                return Err(("expected nothing after the closing quote", close + 1));
            }
            return Ok((value, from..close + 1, end + 1));
        }
        if letter == '\\' && quote == '"' {
            match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((_, escaped)) => value.push(escaped),
                None => break,
            }
        } else {
            value.push(letter);
        }
    }
    Err(("a quote is not closed", from))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        super::super::{Feeder, text::SourceFile},
        parse,
    };

    fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
        let file = SourceFile::new(".env", text.to_owned(), Feeder::DotEnv);
        match parse(&Arc::new(file)) {
            Ok(found) => Ok(found.into_iter().map(|one| (one.name, one.value)).collect()),
            Err(broken) => Err(broken.why),
        }
    }

    #[test]
    fn lines_are_assignments_with_comments_quotes_and_escapes() {
        let text = "# comment\nA=1 # one\nexport B = two words \nC='a # \\n'\nD=\"x\\n\\\"y\nz\" # end\nE=\nF=a#b";
        let found = pairs(text).expect("it is right");
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "a # \\n"),
            ("D", "x\n\"y\nz"),
            ("E", ""),
            ("F", "a#b"),
        ];
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_assignment_is_refused() {
        for text in ["A", "=1", "A B=1", "A='x", "A=\"x\" y"] {
            assert!(pairs(text).is_err(), "{text}");
        }
    }
}
