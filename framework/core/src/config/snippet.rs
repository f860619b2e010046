//! A line of a file as rustc shows code, without the values that the problem is not about.

use std::{fmt, ops::Range};

use super::{problem::Shows, secret, text::SourceFile};

/// Stands for a value that is not shown.
const LEFT_OUT: &str = "…";

/// The line around a span, ready to be written.
pub(super) struct Snippet<'f> {
    path: &'f str,
    line: usize,
    column: usize,
    /// Nothing if there is no text to show.
    shown: Option<ShownLine>,
}

impl<'f> Snippet<'f> {
    pub(super) fn of(file: &'f SourceFile, span: &Range<usize>, shows: Shows) -> Self {
        let (line, column) = file.position(span.start);
        Self {
            path: file.path(),
            line,
            column,
            shown: (!file.text().is_empty()).then(|| show_line(file, span, shows)),
        }
    }

    /// The width of the line number.
    pub(super) fn gutter(&self) -> usize {
        self.line.to_string().len()
    }

    pub(super) fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let (line, gutter) = (self.line, self.gutter());
        write!(
            out,
            "\n   {:gutter$}--> {}:{line}:{}",
            "", self.path, self.column
        )?;
        let Some(shown) = &self.shown else {
            return Ok(());
        };
        let indent = " ".repeat(shown.mark.start);
        let mark = "^".repeat(shown.mark.len().max(1));
        write!(out, "\n   {:gutter$} |", "")?;
        write!(out, "\n   {line} | {}", shown.text)?;
        write!(out, "\n   {:gutter$} | {indent}{mark}", "")
    }
}

struct ShownLine {
    text: String,
    /// The characters of `text` to mark.
    mark: Range<usize>,
}

fn show_line(file: &SourceFile, span: &Range<usize>, shows: Shows) -> ShownLine {
    let line = file.line_around(span.start);
    let mut builder = Builder {
        file,
        span,
        text: String::new(),
        start: None,
        end: None,
    };
    let Some(leaves) = file.leaves() else {
        return unparsed_line(file, line, span, shows);
    };
    // What is secret is masked whole: a table in its place may have parts of it as keys.
    let masked = (shows == Shows::Masked && !span.is_empty()).then_some(span);
    let first = leaves.partition_point(|leaf| leaf.end <= line.start);
    let rest = leaves.get(first..).unwrap_or_default();
    let mut hidden: Vec<&Range<usize>> = rest
        .iter()
        .take_while(|leaf| leaf.start < line.end)
        .filter(|leaf| masked.is_none_or(|span| leaf.end <= span.start || leaf.start >= span.end))
        .chain(masked)
        .collect();
    hidden.sort_unstable_by_key(|leaf| leaf.start);
    let mut at = line.start;
    for leaf in hidden {
        let from = leaf.start.max(line.start);
        let to = leaf.end.min(line.end);
        builder.copy(at..from);
        if masked == Some(leaf) {
            builder.replace(from..to, secret::MASK);
        } else if leaf == span && shows == Shows::Value {
            builder.copy(from..to);
        } else {
            builder.replace(from..to, LEFT_OUT);
        }
        at = to;
    }
    builder.copy_until_comment(at..line.end);
    builder.finish()
}

/// A line of a file that is not TOML: nothing says what in it is a value.
fn unparsed_line(
    file: &SourceFile,
    line: Range<usize>,
    span: &Range<usize>,
    shows: Shows,
) -> ShownLine {
    let text = file.text().get(line.clone()).unwrap_or_default();
    let before = file.text().get(line.start..span.start).unwrap_or_default();
    let start = before.chars().count();
    if shows == Shows::Line {
        let to = span.end.min(line.end).max(span.start);
        let marked = file.text().get(span.start..to).unwrap_or_default();
        let mark = start..start + marked.chars().count();
        return ShownLine {
            text: text.to_owned(),
            mark,
        };
    }
    let text = match text.split_once('=') {
        Some((key, _)) if !key.contains(['"', '\'', '#', '[', '{']) => {
            format!("{key}= {LEFT_OUT}")
        }
        _ => LEFT_OUT.to_owned(),
    };
    let start = start.min(text.chars().count().saturating_sub(1));
    ShownLine {
        text,
        mark: start..start + 1,
    }
}

/// Puts a line together and follows where the marked part of it ends up.
struct Builder<'a> {
    file: &'a SourceFile,
    span: &'a Range<usize>,
    text: String,
    start: Option<usize>,
    end: Option<usize>,
}

impl Builder<'_> {
    fn width(&self) -> usize {
        self.text.chars().count()
    }

    fn copy(&mut self, range: Range<usize>) {
        let part = self.file.text().get(range.clone()).unwrap_or_default();
        for (offset, letter) in part.char_indices() {
            self.pass(range.start + offset);
            self.text.push(if letter == '\t' { ' ' } else { letter });
        }
    }

    fn copy_until_comment(&mut self, range: Range<usize>) {
        let rest = self.file.text().get(range.clone()).unwrap_or_default();
        let marked = self.span.end.clamp(range.start, range.end) - range.start;
        let comment = rest
            .get(marked..)
            .and_then(|tail| tail.find('#'))
            .map_or(rest.len(), |offset| marked + offset);
        self.copy(range.start..range.start + comment);
        self.text.truncate(self.text.trim_end().len());
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.pass(range.start);
        self.text.push_str(with);
    }

    /// Notes when the output passes the marked part.
    fn pass(&mut self, offset: usize) {
        if self.start.is_none() && offset >= self.span.start {
            self.start = Some(self.width());
        }
        if self.end.is_none() && offset >= self.span.end {
            self.end = Some(self.width());
        }
    }

    fn finish(self) -> ShownLine {
        let width = self.width();
        let start = self.start.unwrap_or(width);
        let end = self.end.unwrap_or(width).max(start);
        ShownLine {
            text: self.text,
            mark: start..end,
        }
    }
}
