//! The text of a [`super::ConfigError`].

use std::fmt;

use super::{Problem, place::Spot, snippet::Snippet};

/// Groups problems by source: files, environment, code, and what is set nowhere; in a file by
/// position, elsewhere in the order they were found.
pub(super) fn sort(problems: &mut [Problem]) {
    problems.sort_by(|left, right| key(left).cmp(&key(right)));
}

fn key(problem: &Problem) -> (u8, &str, usize) {
    match problem.place.as_ref().map(|place| &place.spot) {
        Some(Spot::Whole(path, _)) => (0, path, 0),
        Some(Spot::File(file, span)) => (0, file.path(), span.start),
        Some(Spot::Settled(path, _, (line, _))) => (0, path, *line),
        Some(Spot::Variable(_)) => (1, "", 0),
        Some(Spot::Argument(_)) => (2, "", 0),
        Some(Spot::Code(_)) => (3, "", 0),
        Some(Spot::Default) | None => (4, "", 0),
    }
}

fn title(problem: &Problem) -> String {
    match problem.place.as_ref().map(|place| &place.spot) {
        Some(Spot::Whole(path, _) | Spot::Settled(path, ..)) => format!("in `{path}`:"),
        Some(Spot::File(file, _)) => format!("in `{}`:", file.path()),
        Some(Spot::Variable(_)) => "in the environment:".to_owned(),
        Some(Spot::Argument(_)) => "on the command line:".to_owned(),
        Some(Spot::Code(_)) => "set in code:".to_owned(),
        Some(Spot::Default) | None => "set nowhere:".to_owned(),
    }
}

/// Writes the whole report. `problems` are sorted.
pub(super) fn write(problems: &[Problem], out: &mut impl fmt::Write) -> fmt::Result {
    let mut group = String::new();
    for problem in problems {
        let title = title(problem);
        if title != group {
            if !group.is_empty() {
                out.write_str("\n\n")?;
            }
            out.write_str(&title)?;
            group = title;
        }
        write_problem(problem, out)?;
    }
    Ok(())
}

fn write_problem(problem: &Problem, out: &mut impl fmt::Write) -> fmt::Result {
    write!(out, "\n  [{}] {}", problem.code, problem.message)?;
    let mut gutter = 1;
    match problem.place.as_ref().map(|place| &place.spot) {
        Some(Spot::File(file, span)) => {
            let snippet = Snippet::of(file, span, problem.shows);
            gutter = snippet.gutter();
            snippet.write(out)?;
        }
        Some(Spot::Variable(name)) if !problem.message.contains(name.as_ref()) => {
            write!(out, "\n    --> {name}")?;
        }
        Some(Spot::Argument(path)) => write!(out, "\n    --> --set {path}")?,
        Some(Spot::Code(location)) => write!(out, "\n    --> {location}")?,
        Some(Spot::Settled(path, _, (line, column))) => {
            write!(out, "\n    --> {path}:{line}:{column}")?;
        }
        Some(Spot::Variable(_) | Spot::Whole(..) | Spot::Default) | None => {}
    }
    for note in &problem.notes {
        write!(out, "\n   {:gutter$}= note: {note}", "")?;
    }
    if let Some(help) = &problem.help {
        write!(out, "\n   {:gutter$}= help: {help}", "")?;
    }
    Ok(())
}
