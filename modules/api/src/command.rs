use std::path::Path;

use purlin::{
    app::{Command, CommandLine},
    error::Error,
    prelude::*,
};

use purlin_http_server::AuthSchemes;

use crate::{ApiConfig, ApiError, Contract, ContractInfo};

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
        let registry = line.registry();
        let mut info = ContractInfo::of(&registry, &config);
        for known in registry
            .services()
            .filter_map(|entry| entry.facts::<AuthSchemes>())
        {
            info = info.with_parameters(known.parameters(line)?);
        }
        let contract = Contract::of_registry(&info, &registry);
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
