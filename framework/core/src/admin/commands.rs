//! The commands that ask a running application.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    AdminConfig,
    client::Door,
    wire::{Request, Told},
};
use crate::{
    app::{Command, CommandLine, Output},
    error::{Error, ExitClass},
    health::HealthStatus,
};

/// How many events are shown unless more are asked for.
const FEW: usize = 20;

fn ask(line: &CommandLine, request: Request) -> Result<Value, Error> {
    let config: AdminConfig = line.section()?;
    Door::new(&config).ask(request)
}

/// The answer as it is, if machines read it; else in words.
fn print(line: &CommandLine, answer: &Value, words: impl FnOnce(&Value) -> String) -> String {
    match line.output() {
        Output::Json => format!("{answer:#}\n"),
        Output::Text => words(answer),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// `shop health` shows how everything is doing.
#[purlin_macros::contributes(dyn Command)]
pub struct HealthCommand {}

impl Command for HealthCommand {
    fn name() -> &'static str {
        "health"
    }

    fn about() -> &'static str {
        "show how the running application is doing; exits 69 if unhealthy"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let report = ask(line, Request::Health)?;
        if text(&report["status"]) == HealthStatus::Unhealthy.name() {
            line.exit(ExitClass::Unavailable);
        }
        Ok(print(line, &report, health))
    }
}

/// `shop ready` says whether it should get traffic.
#[purlin_macros::contributes(dyn Command)]
pub struct ReadyCommand {}

impl Command for ReadyCommand {
    fn name() -> &'static str {
        "ready"
    }

    fn about() -> &'static str {
        "say whether the running application should get traffic; exits 69 if not"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let report = ask(line, Request::Health)?;
        let ready = report["ready"] == true;
        if !ready {
            line.exit(ExitClass::Unavailable);
        }
        let answer = serde_json::json!({ "ready": ready, "phase": report["phase"] });
        Ok(print(line, &answer, |_| {
            let word = if ready { "ready" } else { "not ready" };
            format!("{word} ({})\n", text(&report["phase"]))
        }))
    }
}

/// A report of health, in words.
fn health(report: &Value) -> String {
    let ready = if report["ready"] == true {
        "ready"
    } else {
        "not ready"
    };
    let (status, phase) = (text(&report["status"]), text(&report["phase"]));
    let mut lines = format!("{status}, {ready} ({phase})\n");
    let none = Vec::new();
    let checks = report["checks"].as_array().unwrap_or(&none);
    let widest = checks.iter().map(|check| text(&check["name"]).len()).max();
    for check in checks {
        let optional = if check["optional"] == true {
            " (optional)"
        } else {
            ""
        };
        let message = match check["message"].as_str() {
            Some(message) => format!("  {message}"),
            None => String::new(),
        };
        // Writing to a string does not fail.
        let _ = writeln!(
            lines,
            "  {:<9}  {:<width$}  {:>5} ms{optional}{message}",
            text(&check["status"]),
            text(&check["name"]),
            check["took_ms"].to_string(),
            width = widest.unwrap_or_default(),
        );
    }
    lines
}

/// `shop events --last 20` shows what has happened, `shop events --follow` what happens.
#[purlin_macros::contributes(dyn Command)]
pub struct EventsCommand {}

impl Command for EventsCommand {
    fn name() -> &'static str {
        "events"
    }

    fn about() -> &'static str {
        "show the latest events of the running application (--last N, --type T,U, --follow)"
    }

    fn examples() -> &'static [&'static str] {
        &[
            "events --last 50 --output json",
            "events --follow --type task-*,health-changed",
        ]
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words_and_flags(0, &["--last", "--type"], &["--follow"])?;
        let last = match line.option("--last") {
            Some(number) => Some(number.parse().map_err(|_| {
                line.mistake(format!("`--last {number}` is no number: write `--last 20`"))
            })?),
            None => None,
        };
        let types = line.option("--type").unwrap_or_default().split(',');
        let types = types.map(str::trim).filter(|name| !name.is_empty());
        let types: Vec<String> = types.map(str::to_owned).collect();
        if line.flag("--follow") {
            return follow(line, last.unwrap_or_default(), types);
        }
        let last = last.unwrap_or(FEW);
        let answer = ask(line, Request::Events { last, types })?;
        let told: Vec<Told> = serde_json::from_value(answer["events"].clone()).unwrap_or_default();
        Ok(match line.output() {
            Output::Json => {
                let events: Vec<&Value> = told.iter().map(|told| &told.event).collect();
                let observers = &answer["observers"];
                format!(
                    "{:#}\n",
                    serde_json::json!({ "events": events, "observers": observers })
                )
            }
            Output::Text => told.iter().map(event).collect(),
        })
    }
}

/// Prints an event a line until the application has stopped, or nobody reads any more.
fn follow(line: &CommandLine, last: usize, types: Vec<String>) -> Result<String, Error> {
    let config: AdminConfig = line.section()?;
    let request = Request::Follow { last, types };
    Door::new(&config).follow(request, |told| {
        line.say(&match line.output() {
            Output::Json => format!("{}\n", told.event),
            Output::Text => event(told),
        })
    })?;
    Ok(String::new())
}

fn event(told: &Told) -> String {
    let (time, number) = (
        text(&told.event["time"]),
        told.event["sequence"].to_string(),
    );
    format!("{time}  {number:>6}  {}\n", told.line)
}

/// `shop reload` reads the configuration anew.
#[purlin_macros::contributes(dyn Command)]
pub struct ReloadCommand {}

impl Command for ReloadCommand {
    fn name() -> &'static str {
        "reload"
    }

    fn about() -> &'static str {
        "let the running application read its configuration anew"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let changed = ask(line, Request::Reload)?;
        Ok(print(line, &changed, |changed| match changed.as_array() {
            Some(fields) if !fields.is_empty() => {
                let fields: Vec<&str> = fields.iter().map(text).collect();
                fields.join("\n") + "\n"
            }
            _ => "nothing changed\n".to_owned(),
        }))
    }
}

/// `shop report` shows what the start has come to.
#[purlin_macros::contributes(dyn Command)]
pub struct ReportCommand {}

impl Command for ReportCommand {
    fn name() -> &'static str {
        "report"
    }

    fn about() -> &'static str {
        "show how the running application has started: modules, times, addresses"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let answer = ask(line, Request::Report)?;
        Ok(print(line, &answer["report"], |_| {
            format!("{}\n", text(&answer["text"]))
        }))
    }
}

/// `shop modules` shows how far each module is.
#[purlin_macros::contributes(dyn Command)]
pub struct ModulesCommand {}

impl Command for ModulesCommand {
    fn name() -> &'static str {
        "modules"
    }

    fn about() -> &'static str {
        "show how far the life of each module of the running application is"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let modules = ask(line, Request::Modules)?;
        Ok(print(line, &modules, |modules| {
            let none = Vec::new();
            let modules = modules.as_array().unwrap_or(&none);
            let mut lines = String::new();
            for module in modules {
                let (phase, name) = (text(&module["phase"]), text(&module["name"]));
                let optional = if module["optional"] == true {
                    " (optional)"
                } else {
                    ""
                };
                // Writing to a string does not fail.
                let _ = writeln!(lines, "{phase:<10}  {name}{optional}");
            }
            lines
        }))
    }
}

/// `shop drain` lets it finish what it has begun, and go on.
#[purlin_macros::contributes(dyn Command)]
pub struct DrainCommand {}

impl Command for DrainCommand {
    fn name() -> &'static str {
        "drain"
    }

    fn about() -> &'static str {
        "let the running application drain: not ready any more, and not stopped"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let answer = ask(line, Request::Drain)?;
        Ok(print(line, &answer, |_| "draining\n".to_owned()))
    }
}

/// `shop log debug` changes how much is logged; `shop log` shows it.
#[purlin_macros::contributes(dyn Command)]
pub struct LogCommand {}

impl Command for LogCommand {
    fn name() -> &'static str {
        "log"
    }

    fn about() -> &'static str {
        "change how much the running application logs: info,shop::orders=debug"
    }

    fn examples() -> &'static [&'static str] {
        &["log info,shop::orders=debug"]
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(1, &[])?;
        let levels = line.words().first().cloned();
        let levels = ask(line, Request::Log { levels })?;
        Ok(print(line, &levels, |levels| format!("{}\n", text(levels))))
    }
}

/// `shop stop` lets it drain and stop.
#[purlin_macros::contributes(dyn Command)]
pub struct StopCommand {}

impl Command for StopCommand {
    fn name() -> &'static str {
        "stop"
    }

    fn about() -> &'static str {
        "let the running application drain and stop"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        line.expect_words(0, &[])?;
        let answer = ask(line, Request::Stop)?;
        Ok(print(line, &answer, |_| "stopping\n".to_owned()))
    }
}
