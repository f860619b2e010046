//! The text of a [`super::ConfigError`].

use super::{Problem, place::Spot, snippet};

/// Groups problems by source: files, environment, code, and what is set nowhere; in a file by
/// position, elsewhere in the order they were found.
pub(super) fn sort(problems: &mut [Problem]) {
    problems.sort_by(|left, right| key(left).cmp(&key(right)));
}

fn key(problem: &Problem) -> (u8, &str, usize) {
    match problem.place.as_ref().map(|place| &place.0) {
        Some(Spot::Unread(path)) => (0, path, 0),
        Some(Spot::File(file, span)) => (0, file.path(), span.start),
        Some(Spot::Variable(_)) => (1, "", 0),
        Some(Spot::Code(_)) => (2, "", 0),
        Some(Spot::Default) | None => (3, "", 0),
    }
}

fn title(problem: &Problem) -> String {
    match problem.place.as_ref().map(|place| &place.0) {
        Some(Spot::Unread(path)) => format!("in `{path}`:"),
        Some(Spot::File(file, _)) => format!("in `{}`:", file.path()),
        Some(Spot::Variable(_)) => "in the environment:".to_owned(),
        Some(Spot::Code(_)) => "set in code:".to_owned(),
        Some(Spot::Default) | None => "set nowhere:".to_owned(),
    }
}

/// The whole report. `problems` are sorted.
pub(super) fn render(problems: &[Problem]) -> String {
    let mut text = String::new();
    let mut group = String::new();
    for problem in problems {
        let title = title(problem);
        if title != group {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&title);
            group = title;
        }
        push(&mut text, problem);
    }
    text
}

fn push(text: &mut String, problem: &Problem) {
    text.push_str(&format!("\n  [{}] {}", problem.code, problem.message));
    let mut gutter = 1;
    match problem.place.as_ref().map(|place| &place.0) {
        Some(Spot::File(file, span)) => {
            let snippet = snippet::of(file, span, problem.shows);
            gutter = snippet.gutter;
            text.push_str(&snippet.text);
        }
        Some(Spot::Variable(name)) if !problem.message.contains(name.as_ref()) => {
            text.push_str(&format!("\n    --> {name}"));
        }
        Some(Spot::Code(location)) => text.push_str(&format!("\n    --> {location}")),
        Some(Spot::Variable(_) | Spot::Unread(_) | Spot::Default) | None => {}
    }
    let blank = " ".repeat(gutter);
    for note in &problem.notes {
        text.push_str(&format!("\n   {blank}= note: {note}"));
    }
    if let Some(help) = &problem.help {
        text.push_str(&format!("\n   {blank}= help: {help}"));
    }
}
