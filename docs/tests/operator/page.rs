//! The page: what it says, and what really comes of it.

use std::ops::Range;

/// A block of the page that is done.
pub(crate) enum Block {
    /// The file that the application reads from now on.
    File(String),
    /// What is typed at a terminal and what comes of it, and where that stands on the page.
    Terminal(Vec<Typed>, Range<usize>),
}

/// A line that is typed, and what comes of it.
pub(crate) struct Typed {
    pub(crate) command: String,
    pub(crate) output: String,
}

/// The blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(begin) = page[at..].find("\n```") {
        let begin = at + begin + 1;
        let inside = begin + page[begin..].find('\n').map_or(0, |length| length + 1);
        let Some(length) = page[inside..].find("```") else {
            break;
        };
        let (head, text) = (page[begin..inside].trim(), &page[inside..inside + length]);
        match head {
            "```toml" if text.starts_with("# purlin.toml\n") => {
                blocks.push(Block::File(text.to_owned()));
            }
            "```console" => blocks.push(Block::Terminal(typed(text), inside..inside + length)),
            _ => {}
        }
        at = inside + length + 3;
    }
    blocks
}

fn typed(text: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push(Typed {
                command: command.to_owned(),
                output: String::new(),
            }),
            (None, Some(last)) => {
                last.output.push_str(line);
                last.output.push('\n');
            }
            (None, None) => {}
        }
    }
    all
}

/// A text without what is different in every run: times, and what took longest.
pub(crate) fn lasting(text: &str) -> String {
    let mut lasting = String::new();
    for line in text.lines() {
        let mut words: Vec<String> = Vec::new();
        for next in line.split_whitespace().map(word) {
            match words.last_mut() {
                // `1.2 ms` is two words.
                Some(number) if next == "ms" && (number == "‹number›" || is_number(number)) => {
                    "‹took›".clone_into(number);
                }
                _ => words.push(next),
            }
        }
        // Of a table: the step that took longest, if one took long at all.
        if let [.., took, step, most] = words.as_slice()
            && took == "‹took›"
            && most == "‹took›"
            && step.contains("::")
        {
            words.truncate(words.len() - 2);
        }
        words.retain(|word| !word.starts_with("slowest") && !word.starts_with("sequence="));
        // Of an event: its number, which a file that is watched moves.
        if let [time, number, ..] = words.as_slice()
            && time == "‹time›"
            && is_number(number)
        {
            words.remove(1);
        }
        lasting.push_str(words.join(" ").trim_end());
        lasting.push('\n');
    }
    lasting
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word, or what stands for it.
fn word(word: &str) -> String {
    let bare = word.trim_matches(['"', ',', '(', ')']);
    let (name, value) = bare.split_once('=').unwrap_or(("", bare));
    let what = if is_time(value) {
        "‹time›"
    } else if name == "took" || is_took(value) {
        "‹took›"
    } else if name.is_empty() && value.contains('.') && value.parse::<f64>().is_ok() {
        "‹number›"
    } else {
        return word.to_owned();
    };
    word.replace(value, what)
}

fn is_time(text: &str) -> bool {
    text.ends_with('Z') && text.len() > 19 && text.as_bytes()[10] == b'T'
}

fn is_took(text: &str) -> bool {
    let units = ["ns", "µs", "ms", "s"];
    let number = units.iter().find_map(|unit| text.strip_suffix(unit));
    // What is configured is a whole number.
    number.is_some_and(|number| number.contains('.') && number.parse::<f64>().is_ok())
}

/// What differs in every run is told from what lasts.
pub(crate) fn tells_apart() {
    let table = "  AdminModule  10    3.4 ms  AdminModule::open 3.3 ms\n";
    assert_eq!(lasting(table), lasting("  AdminModule  10  0.9 ms\n"));
    assert_ne!(lasting(table), lasting("  AdminModule  11  0.9 ms\n"));
    assert_eq!(lasting("took=1.25ms x=2"), "took=‹took› x=2\n");
    assert_eq!(lasting("took=54µs x=2"), "took=‹took› x=2\n");
    assert_eq!(
        lasting("2026-12-01T10:36:24.124194Z 15 ready"),
        "‹time› ready\n"
    );
    assert_eq!(lasting("default 60s, 15s"), "default 60s, 15s\n");
    assert_eq!(lasting("  healthy  a      0 ms"), "healthy a ‹took›\n");
}
