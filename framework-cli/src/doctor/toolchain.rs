//! Whether the compiler is new enough.

use std::process::Command;

use semver::Version;

use super::Finding;
use crate::{
    cargo::{self, Metadata},
    error::CliError,
};

const CHECK: &str = "toolchain";

pub(super) fn examine(metadata: &Metadata) -> Result<Finding, CliError> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let done = cargo::captured(
        Command::new(rustc)
            .arg("--version")
            .current_dir(&metadata.workspace_root),
    )?;
    let said = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    let needed = metadata
        .packages
        .iter()
        .filter(|package| package.name.starts_with("purlin"))
        .filter_map(|package| parse(package.rust_version.as_deref()?))
        .max();
    Ok(judge(&said, needed))
}

fn judge(said: &str, needed: Option<Version>) -> Finding {
    let found = said.split_whitespace().nth(1).and_then(parse);
    match (found, needed) {
        (Some(found), Some(needed)) if found < needed => Finding::error(
            CHECK,
            format!("rustc {found} is older than what Purlin needs, {needed}"),
            format!("rustup update, or `channel = \"{needed}\"` in rust-toolchain.toml"),
        ),
        (Some(found), _) => Finding::fine(CHECK, format!("rustc {found}")),
        (None, _) => Finding::warning(
            CHECK,
            format!("`rustc --version` says `{said}`, which is not understood"),
            "see that `rustc` on the path is the compiler",
        ),
    }
}

/// A version that may leave its last number out, without what follows `-`.
fn parse(text: &str) -> Option<Version> {
    let plain = text.split('-').next()?;
    let full = match plain.matches('.').count() {
        0 => format!("{plain}.0.0"),
        1 => format!("{plain}.0"),
        _ => plain.to_owned(),
    };
    Version::parse(&full).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn an_old_compiler_is_an_error() {
        let needed = parse("1.95");
        assert_eq!(
            judge("rustc 1.95.0 (hash date)", needed.clone()).level,
            Level::Fine
        );
        assert_eq!(
            judge("rustc 1.97.0-nightly (hash date)", needed.clone()).level,
            Level::Fine
        );
        let old = judge("rustc 1.80.1 (hash date)", needed.clone());
        assert_eq!(old.level, Level::Error);
        assert!(
            old.message
                .contains("1.80.1 is older than what Purlin needs, 1.95.0")
        );
        assert_eq!(judge("gibberish", needed).level, Level::Warning);
    }
}
