//! What the application says of its configuration.

use super::Finding;
use crate::{cargo, error::CliError, passthrough, project::Project};

const CHECK: &str = "configuration";

pub(super) fn examine(project: &Project) -> Result<Vec<Finding>, CliError> {
    let mut command = passthrough::program(project, ["check"])?;
    let done = cargo::captured(&mut command)?;
    let said = String::from_utf8_lossy(&done.stderr);
    if done.status.success() {
        let mut findings = vec![Finding::fine(CHECK, "the configuration is right")];
        // Old names, permissive mode and the like are warnings in the log.
        for line in said.lines().filter(|line| line.contains("WARN")) {
            let text = line
                .split_once("WARN")
                .map_or(line, |(_, text)| text)
                .trim();
            findings.push(Finding::warning(
                CHECK,
                text,
                "see `cargo purlin config show`",
            ));
        }
        return Ok(findings);
    }
    let report = if said.trim().is_empty() {
        String::from_utf8_lossy(&done.stdout)
    } else {
        said
    };
    Ok(vec![Finding::error(
        CHECK,
        report.trim_end(),
        "cargo purlin config sample shows what the application reads",
    )])
}
