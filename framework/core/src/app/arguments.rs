//! The command line of every application.

use std::{ffi::OsString, path::PathBuf, str::FromStr};

use lexopt::prelude::*;

use super::{Output, completions::Shell};
use crate::{config::SampleFormat, graph::Format};

/// What the application was told to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Run,
    Check,
    Graph {
        format: Format,
        /// Of the running application.
        live: bool,
    },
    /// What is in force: as a file with origins, or as JSON.
    ConfigShow {
        json: bool,
        /// Of the running application.
        live: bool,
    },
    /// Everything about one setting.
    ConfigExplain(String),
    ConfigSample(SampleFormat),
    ConfigSchema,
    /// What a code means.
    Explain(String),
    /// What a shell needs to complete the command line.
    Completions(Shell),
    /// One that a module adds, with the words after it.
    Other(String, Vec<String>),
    Help,
    Version,
}

/// The command line, understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) command: Command,
    pub(super) config: Option<PathBuf>,
    pub(super) profile: Option<String>,
    /// A directory with one file per secret.
    pub(super) secrets: Option<PathBuf>,
    /// For whom it is printed.
    pub(super) output: Output,
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
        let mut format: Option<String> = None;
        let mut words: Vec<String> = Vec::new();
        let mut config = None;
        let mut profile = None;
        let mut secrets = None;
        let mut set = Vec::new();
        let mut output = Output::default();
        let mut live = false;
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => special = special.or(Some(Command::Help)),
                Short('V') | Long("version") => special = special.or(Some(Command::Version)),
                Long("config") => config = Some(PathBuf::from(parser.value()?)),
                Long("profile") => profile = Some(parser.value()?.string()?),
                Long("secrets") => secrets = Some(PathBuf::from(parser.value()?)),
                Long("set") => set.push(assignment(&parser.value()?.string()?)?),
                Long("format") => format = Some(parser.value()?.string()?),
                Long("output") => output = parser.value()?.string()?.parse()?,
                Long("live") if matches!(command.as_deref(), Some("config" | "graph")) => {
                    live = true;
                }
                Long(name) if command.as_deref().is_some_and(is_other) => {
                    let name = format!("--{name}");
                    let value = parser.optional_value().map(ValueExt::string);
                    words.push(match value.transpose()? {
                        Some(value) => format!("{name}={value}"),
                        None => name,
                    });
                }
                Value(word) if takes_words(command.as_deref()) && words.len() < 2 => {
                    words.push(word.string()?);
                }
                Value(word) if command.as_deref().is_some_and(is_other) => {
                    words.push(word.string()?);
                }
                Value(name) if command.is_none() => command = Some(name.string()?),
                other => return Err(other.unexpected()),
            }
        }
        let command = match (special, command.as_deref()) {
            (Some(special), _) => special,
            (None, None | Some("run")) => Command::Run,
            (None, Some("check")) => Command::Check,
            (None, Some("graph")) => Command::Graph {
                format: take(&mut format)?.unwrap_or(match output {
                    Output::Text => Format::Mermaid,
                    Output::Json => Format::Json,
                }),
                live,
            },
            (None, Some("config")) => about_config(&words, &mut format, output)?,
            (None, Some("explain")) => match words.as_slice() {
                [code] => Command::Explain(code.clone()),
                _ => return Err("`explain` needs one code, as in `explain PL1102`".into()),
            },
            (None, Some("completions")) => match words.as_slice() {
                [shell] => Command::Completions(shell.parse()?),
                _ => return Err("`completions` needs one of bash, zsh, fish".into()),
            },
            (None, Some("help")) => Command::Help,
            (None, Some("version")) => Command::Version,
            (None, Some(other)) => Command::Other(other.to_owned(), std::mem::take(&mut words)),
        };
        let command = match command {
            Command::ConfigShow { json, .. } => Command::ConfigShow { json, live },
            Command::Graph { .. } => command,
            _ if live => return Err("`--live` belongs to `config show` and `graph`".into()),
            command => command,
        };
        if format.is_some() {
            return Err("`--format` belongs to `graph`, `config show` and `config sample`".into());
        }
        Ok(Self {
            command,
            config,
            profile,
            secrets,
            output,
            set,
        })
    }
}

/// The commands that every application has.
pub(super) const BUILT_IN: [&str; 8] = [
    "run",
    "check",
    "graph",
    "config",
    "explain",
    "completions",
    "version",
    "help",
];

/// Whether a command that every application has takes words.
fn takes_words(command: Option<&str>) -> bool {
    matches!(command, Some("config" | "explain" | "completions"))
}

/// Whether a command is not one that every application has.
fn is_other(command: &str) -> bool {
    !BUILT_IN.contains(&command)
}

fn about_config(
    words: &[String],
    format: &mut Option<String>,
    output: Output,
) -> Result<Command, lexopt::Error> {
    let mut words = words.iter().map(String::as_str);
    let command = match (words.next(), words.next()) {
        (Some("explain"), Some(path)) => Command::ConfigExplain(path.to_owned()),
        (Some("explain"), None) => {
            return Err(
                "`config explain` needs a path, as in `config explain orders.max_open`".into(),
            );
        }
        (_, Some(extra)) => return Err(format!("`{extra}` is one word too many").into()),
        (Some("show"), None) => match format.take().as_deref() {
            None => shown(output == Output::Json),
            Some("toml") => shown(false),
            Some("json") => shown(true),
            Some(other) => {
                return Err(format!("there is no format `{other}`: use one of toml, json").into());
            }
        },
        (Some("sample"), None) => {
            Command::ConfigSample(take(format)?.unwrap_or(SampleFormat::Toml))
        }
        (Some("schema"), None) => Command::ConfigSchema,
        (Some(other), None) => {
            return Err(format!(
                "there is no command `config {other}`: \
                 try `config show`, `explain`, `sample` or `schema`"
            )
            .into());
        }
        (None, None) => {
            return Err("`config` needs one of `show`, `explain`, `sample`, `schema`".into());
        }
    };
    Ok(command)
}

fn shown(json: bool) -> Command {
    Command::ConfigShow { json, live: false }
}

fn take<T: FromStr<Err = String>>(format: &mut Option<String>) -> Result<Option<T>, lexopt::Error> {
    let name = format.take();
    Ok(name.map(|name| name.parse()).transpose()?)
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
        let version = parse("version").map(|found| found.command);
        assert_eq!(version, Ok(Command::Version));
        let live = Command::Graph {
            format: Format::Json,
            live: true,
        };
        let found = parse("graph --live --output json").map(|found| found.command);
        assert_eq!(found, Ok(live));
    }

    #[test]
    fn options_are_read_before_and_after_the_command() {
        let found = parse("--config a.toml graph --format dot --set http.address=[::1]:0");
        let expected = Arguments {
            command: Command::Graph {
                format: Format::Dot,
                live: false,
            },
            config: Some(PathBuf::from("a.toml")),
            profile: None,
            secrets: None,
            output: Output::Text,
            set: vec![("http.address".to_owned(), "[::1]:0".to_owned())],
        };
        assert_eq!(found, Ok(expected));
    }

    #[test]
    fn config_has_commands_of_its_own() {
        let command = |line: &str| parse(line).map(|found| found.command);
        assert_eq!(command("config show"), Ok(shown(false)));
        assert_eq!(command("config show --format json"), Ok(shown(true)));
        assert_eq!(command("config show --output json"), Ok(shown(true)));
        assert_eq!(
            command("config show --live"),
            Ok(Command::ConfigShow {
                json: false,
                live: true
            })
        );
        let path = "orders.max_open".to_owned();
        assert_eq!(
            command("config explain orders.max_open"),
            Ok(Command::ConfigExplain(path))
        );
        assert_eq!(
            command("--profile prod config sample --format env"),
            Ok(Command::ConfigSample(SampleFormat::Env))
        );
        assert_eq!(command("config schema"), Ok(Command::ConfigSchema));
        let found = parse("--profile prod --secrets /run/secrets").expect("it is right");
        assert_eq!(found.profile.as_deref(), Some("prod"));
        assert_eq!(found.secrets, Some(PathBuf::from("/run/secrets")));
    }

    #[test]
    fn a_command_of_a_module_gets_its_words() {
        let found = parse("openapi --set api.title=Shop v2 json").map(|found| found.command);
        let words = vec!["v2".to_owned(), "json".to_owned()];
        assert_eq!(found, Ok(Command::Other("openapi".to_owned(), words)));
        let found = parse("events --last 5 --level=warn --output json").expect("it is right");
        let words = ["--last", "5", "--level=warn"].map(str::to_owned);
        let expected = Command::Other("events".to_owned(), words.to_vec());
        assert_eq!((found.command, found.output), (expected, Output::Json));
    }

    #[test]
    fn mistakes_are_named() {
        let message = |line: &str| parse(line).expect_err(line);
        assert!(message("graph --format svg").contains("use one of mermaid, dot, json"));
        assert!(message("run --format dot").contains("belongs to `graph`"));
        assert!(message("config").contains("needs one of `show`"));
        assert!(message("config shwo").contains("there is no command `config shwo`"));
        assert!(message("config explain").contains("needs a path"));
        assert!(message("config show orders").contains("one word too many"));
        assert!(message("config sample --format xml").contains("toml, yaml, json, env"));
        assert!(message("--set a").contains("is no assignment"));
        assert!(message("run again").contains("again"));
        assert!(message("check --live").contains("live"));
        assert!(message("config schema --live").contains("belongs to `config show` and `graph`"));
        assert!(message("run --output xml").contains("use one of text, json"));
    }
}
