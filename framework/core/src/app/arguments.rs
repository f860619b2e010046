//! The command line of every application.

use std::{ffi::OsString, path::PathBuf};

use lexopt::prelude::*;

use crate::graph::Format;

/// What the application was told to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Run,
    Check,
    Graph(Format),
    Help,
    Version,
}

/// The command line, understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) command: Command,
    pub(super) config: Option<PathBuf>,
    /// `--set orders.max_open=3`, in order.
    pub(super) set: Vec<(String, String)>,
}

impl Arguments {
    /// Understands the arguments after the program's name.
    ///
    /// # Errors
    /// One line that says what is wrong with which argument.
    pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        Self::read(lexopt::Parser::from_args(arguments)).map_err(|error| error.to_string())
    }

    fn read(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut command: Option<String> = None;
        let mut special = None;
        let mut format: Option<Format> = None;
        let mut config = None;
        let mut set = Vec::new();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => special = special.or(Some(Command::Help)),
                Short('V') | Long("version") => special = special.or(Some(Command::Version)),
                Long("config") => config = Some(PathBuf::from(parser.value()?)),
                Long("set") => set.push(assignment(&parser.value()?.string()?)?),
                Long("format") => {
                    let name = parser.value()?.string()?;
                    format = Some(name.parse().map_err(|reason: String| reason)?);
                }
                Value(name) if command.is_none() => command = Some(name.string()?),
                other => return Err(other.unexpected()),
            }
        }
        let command = match (special, command.as_deref()) {
            (Some(special), _) => special,
            (None, None | Some("run")) => Command::Run,
            (None, Some("check")) => Command::Check,
            (None, Some("graph")) => Command::Graph(format.take().unwrap_or(Format::Mermaid)),
            (None, Some("help")) => Command::Help,
            (None, Some(other)) => {
                return Err(format!(
                    "there is no command `{other}`: try `run`, `check` or `graph`"
                )
                .into());
            }
        };
        if format.is_some() {
            return Err("`--format` belongs to `graph`".into());
        }
        Ok(Self {
            command,
            config,
            set,
        })
    }
}

fn assignment(text: &str) -> Result<(String, String), lexopt::Error> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => {
            Ok((path.trim().to_owned(), value.to_owned()))
        }
        _ => {
            Err(format!("`--set {text}` is no assignment: write `--set orders.max_open=3`").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn running_is_what_happens_without_a_command() {
        assert_eq!(parse("").map(|found| found.command), Ok(Command::Run));
        assert_eq!(parse("run").map(|found| found.command), Ok(Command::Run));
    }

    #[test]
    fn options_are_read_before_and_after_the_command() {
        let found = parse("--config a.toml graph --format dot --set http.address=[::1]:0");
        let expected = Arguments {
            command: Command::Graph(Format::Dot),
            config: Some(PathBuf::from("a.toml")),
            set: vec![("http.address".to_owned(), "[::1]:0".to_owned())],
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn mistakes_are_named() {
        let message = |line: &str| parse(line).expect_err(line);
        assert!(message("rum").contains("there is no command `rum`"));
        assert!(message("graph --format svg").contains("use one of mermaid, dot, json"));
        assert!(message("run --format dot").contains("belongs to `graph`"));
        assert!(message("--set a").contains("is no assignment"));
        assert!(message("run again").contains("again"));
    }
}
