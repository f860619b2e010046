use std::path::Path;

use purlin::{
    app::{Command, CommandLine},
    error::Error,
    prelude::*,
};

use crate::{ApiConfig, ApiError, Contract};

/// `openapi` prints the contract; `openapi check FILE` compares it with a recorded one.
#[contributes(dyn Command)]
pub struct OpenApiCommand {}

impl Command for OpenApiCommand {
    fn name() -> &'static str {
        "openapi"
    }

    fn about() -> &'static str {
        "print the contract of the API (openapi check FILE compares it with a recorded one)"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        let config: ApiConfig = line.section()?;
        let contract = Contract::of_application(&line.registry(), &config);
        let words: Vec<&str> = line.words().iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => Ok(contract.text()),
            ["check", path] => {
                let recorded = Contract::read(Path::new(path))?;
                let drift = contract.check(&recorded)?;
                let mut lines: Vec<String> =
                    drift.changes().iter().map(ToString::to_string).collect();
                lines.push("clients of the recorded contract do not break\n".to_owned());
                Ok(lines.join("\n"))
            }
            _ => Err(usage(&words)),
        }
    }
}

fn usage(words: &[&str]) -> Error {
    Error::from(ApiError::Usage {
        words: words.join(" "),
    })
}
