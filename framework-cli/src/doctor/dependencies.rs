//! Whether crates whose types meet are there once.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::Finding;
use crate::{add::BUNDLED, cargo::Metadata};

const VERSIONS: &str = "versions";
const DUPLICATES: &str = "duplicates";

/// Crates whose types stand in the interfaces of bundled modules: two versions of one of them
/// give types that look alike and are not.
const MEETING: [&str; 14] = [
    "axum",
    "axum-core",
    "bytes",
    "http",
    "http-body",
    "hyper",
    "rustls",
    "schemars",
    "sea-orm",
    "serde",
    "serde_json",
    "tokio",
    "tower",
    "tracing",
];

pub(super) fn examine(metadata: &Metadata) -> Vec<Finding> {
    let mut versions: BTreeMap<&str, BTreeSet<&Version>> = BTreeMap::new();
    for package in &metadata.packages {
        versions
            .entry(&package.name)
            .or_default()
            .insert(&package.version);
    }
    vec![ours(&versions), duplicates(&versions)]
}

/// All of Purlin's crates are released together.
fn ours(versions: &BTreeMap<&str, BTreeSet<&Version>>) -> Finding {
    let own = versions.iter().filter(|(name, _)| is_ours(name));
    let found: BTreeSet<&Version> = own
        .flat_map(|(_, versions)| versions.iter().copied())
        .collect();
    match found.iter().collect::<Vec<_>>().as_slice() {
        [] => Finding::error(
            VERSIONS,
            "no crate of Purlin is in the dependencies",
            "add `purlin`",
        ),
        [only] => Finding::fine(VERSIONS, format!("purlin {only}")),
        several => {
            let list: Vec<String> = several.iter().map(ToString::to_string).collect();
            Finding::error(
                VERSIONS,
                format!(
                    "crates of Purlin have several versions: {}",
                    list.join(", ")
                ),
                "bring all of them to one version: `cargo update`, then `cargo tree -i purlin-core`",
            )
        }
    }
}

fn is_ours(name: &str) -> bool {
    let is_bundled = |noun: &str| BUNDLED.iter().any(|module| module.name == noun);
    ["purlin", "purlin-core", "purlin-macros"].contains(&name)
        || name.strip_prefix("purlin-").is_some_and(is_bundled)
}

fn duplicates(versions: &BTreeMap<&str, BTreeSet<&Version>>) -> Finding {
    let several: Vec<String> = MEETING
        .iter()
        .filter_map(|name| {
            let found = versions.get(name).filter(|found| found.len() > 1)?;
            let list: Vec<String> = found.iter().map(ToString::to_string).collect();
            Some(format!("{name} ({})", list.join(", ")))
        })
        .collect();
    if several.is_empty() {
        return Finding::fine(DUPLICATES, "crates whose types meet are there once");
    }
    Finding::warning(
        DUPLICATES,
        format!("several versions of {}", several.join("; ")),
        "see who asks for the older one: `cargo tree -d`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn two_versions_are_found() {
        let (one, two) = (Version::new(0, 1, 0), Version::new(0, 2, 0));
        let mut versions = BTreeMap::from([
            ("purlin", BTreeSet::from([&one])),
            ("axum", BTreeSet::from([&one])),
            ("rand", BTreeSet::from([&one, &two])),
        ]);
        assert_eq!(ours(&versions).level, Level::Fine);
        assert_eq!(duplicates(&versions).level, Level::Fine);
        // A module by somebody else has a version of its own.
        versions.insert("purlin-quotas", BTreeSet::from([&two]));
        assert_eq!(ours(&versions).level, Level::Fine);
        versions.insert("purlin-database", BTreeSet::from([&two]));
        assert_eq!(ours(&versions).level, Level::Error);
        versions.remove("purlin-database");
        versions.insert("purlin-core", BTreeSet::from([&two]));
        versions.insert("axum", BTreeSet::from([&one, &two]));
        assert_eq!(ours(&versions).level, Level::Error);
        assert!(
            duplicates(&versions)
                .message
                .contains("axum (0.1.0, 0.2.0)")
        );
    }
}
