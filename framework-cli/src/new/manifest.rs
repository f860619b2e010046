//! The manifest of what is generated: that of a template, with the versions of this repository.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

use crate::{cargo, error::CliError};

/// The versions and lints of this repository, as they were when this program was built.
const WORKSPACE: &str = include_str!("../../../Cargo.toml");

/// Where this program was built: a checkout, unless it has been moved since.
const CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The checkout of Purlin that generated crates depend on.
///
/// # Errors
/// A usage error if there is none.
pub(super) fn checkout(asked: Option<&Path>) -> Result<PathBuf, CliError> {
    let folder = asked.unwrap_or(Path::new(CHECKOUT));
    let framework = folder.join("framework/Cargo.toml");
    if !framework.exists() {
        let message = format!("there is no checkout of Purlin at `{}`", folder.display());
        return Err(CliError::usage(
            message,
            "say where one is with `--purlin FOLDER`",
        ));
    }
    folder
        .canonicalize()
        .map_err(|error| CliError::read(folder, error))
}

/// Makes a manifest of this repository one that stands alone.
///
/// # Errors
/// A command error if this program was built from a broken checkout.
pub(super) fn standalone(
    manifest: &str,
    purlin: &Path,
    in_workspace: bool,
) -> Result<String, CliError> {
    let broken = |error: toml_edit::TomlError| {
        cargo::failed("a manifest of the templates is broken", &error.to_string())
    };
    let mut document: DocumentMut = manifest.parse().map_err(broken)?;
    let workspace: DocumentMut = WORKSPACE.parse().map_err(broken)?;
    let workspace = &workspace["workspace"];
    let package = &mut document["package"];
    package["version"] = value("0.1.0");
    package["publish"] = value(false);
    for inherited in ["edition", "rust-version"] {
        if let Some(found) = workspace["package"].get(inherited) {
            package[inherited] = found.clone();
        }
    }
    for kind in ["dependencies", "dev-dependencies"] {
        if let Some(table) = document.get_mut(kind).and_then(Item::as_table_like_mut) {
            for (mut name, dependency) in table.iter_mut() {
                let found = workspace["dependencies"].get(name.get());
                let own = resolved(name.get(), dependency, found, purlin);
                *dependency = Item::Value(Value::InlineTable(own));
                // `tokio.workspace = true` was written with a dot.
                name.fmt();
            }
        }
    }
    document["lints"] = lints();
    if !in_workspace {
        document["profile"] = profile();
    }
    Ok(document.to_string())
}

/// A dependency with its version and features, without the help of a workspace.
fn resolved(name: &str, asked: &Item, found: Option<&Item>, purlin: &Path) -> InlineTable {
    let mut own = InlineTable::new();
    if name == "purlin" {
        let path = purlin.join("framework");
        own.insert("path", path.to_string_lossy().into_owned().into());
    } else {
        match found {
            Some(Item::Value(Value::String(version))) => {
                own.insert("version", version.value().as_str().into());
            }
            Some(table) => {
                for key in ["version", "default-features"] {
                    if let Some(found) = table.get(key).and_then(Item::as_value) {
                        own.insert(key, found.clone().decorated("", ""));
                    }
                }
            }
            None => {}
        }
    }
    let mut features = Array::new();
    for item in [found, Some(asked)].into_iter().flatten() {
        let listed = item.get("features").and_then(Item::as_array);
        for feature in listed.into_iter().flatten() {
            if !features
                .iter()
                .any(|known| known.as_str() == feature.as_str())
            {
                features.push(feature.clone().decorated("", ""));
            }
        }
    }
    features.fmt();
    if !features.is_empty() {
        own.insert("features", Value::Array(features));
    }
    own.fmt();
    own
}

/// Lints that most people want; a team adds its own.
fn lints() -> Item {
    let mut rust = Table::new();
    rust["unsafe_code"] = value("forbid");
    let mut clippy = Table::new();
    clippy["all"] = value("warn");
    let mut lints = Table::new();
    lints.set_implicit(true);
    lints.insert("rust", Item::Table(rust));
    lints.insert("clippy", Item::Table(clippy));
    Item::Table(lints)
}

/// Debug information that is enough for a backtrace: half the build's size and less time.
fn profile() -> Item {
    let mut dev = Table::new();
    dev["debug"] = value("line-tables-only");
    let mut profile = Table::new();
    profile.set_implicit(true);
    profile.insert("dev", Item::Table(dev));
    Item::Table(profile)
}

/// The manifest of the workspace around a folder, if there is one.
pub(super) fn workspace_around(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().skip(1).find_map(|above| {
        let manifest = above.join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).ok()?;
        let document: DocumentMut = text.parse().ok()?;
        document.get("workspace").is_some().then_some(manifest)
    })
}

/// Makes a folder a member of a workspace, unless a pattern of it covers the folder already.
///
/// # Errors
/// A file error if the manifest cannot be read or written.
pub(super) fn join_workspace(manifest: &Path, folder: &Path) -> Result<bool, CliError> {
    let text =
        std::fs::read_to_string(manifest).map_err(|error| CliError::read(manifest, error))?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        CliError::project(
            format!("`{}` is no manifest", manifest.display()),
            error.to_string(),
        )
    })?;
    let root = manifest.parent().unwrap_or(Path::new("."));
    let member = folder.strip_prefix(root).unwrap_or(folder);
    let member = member.to_string_lossy().replace('\\', "/");
    let members = document["workspace"]["members"].or_insert(value(Array::new()));
    let Some(members) = members.as_array_mut() else {
        return Err(CliError::project(
            format!("`workspace.members` of `{}` is no list", manifest.display()),
            format!("add `\"{member}\"` to it by hand"),
        ));
    };
    let covered = members.iter().filter_map(Value::as_str).any(|pattern| {
        pattern == member
            || pattern.strip_suffix("/*").is_some_and(|folder| {
                member
                    .rsplit_once('/')
                    .is_some_and(|(parent, _)| parent == folder)
            })
    });
    if covered {
        return Ok(false);
    }
    let first = members
        .iter()
        .next()
        .and_then(|first| first.decor().prefix()?.as_str());
    let mut entry = Value::from(member);
    if let Some(line) = first.filter(|prefix| prefix.contains('\n')) {
        // A list of lines. A comment behind its last entry belongs to what ends the list.
        let line = format!("\n{}", line.rsplit('\n').next().unwrap_or_default());
        let trailing = members.trailing().as_str().unwrap_or_default().to_owned();
        let comment = trailing.trim_end();
        entry.decor_mut().set_prefix(format!("{comment}{line}"));
        members.set_trailing("\n");
        members.set_trailing_comma(true);
    } else if !members.is_empty() {
        entry.decor_mut().set_prefix(" ");
    }
    members.push_formatted(entry);
    std::fs::write(manifest, document.to_string())
        .map_err(|error| CliError::write(manifest, error))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_stands_alone_with_the_versions_of_this_repository() {
        let manifest = "[package]\nname = \"shop\"\nversion.workspace = true\n\
                        edition.workspace = true\nrust-version.workspace = true\n\
                        publish.workspace = true\n\n[dependencies]\n\
                        purlin = { workspace = true, features = [\"http-server\"] }\n\
                        serde.workspace = true\n\n[lints]\nworkspace = true\n";
        let own = standalone(manifest, Path::new("/purlin"), false).unwrap();
        assert!(!own.contains("workspace"), "{own}");
        assert!(own.contains("path = \"/purlin/framework\""), "{own}");
        let document: DocumentMut = own.parse().unwrap();
        assert_eq!(document["package"]["edition"].as_str(), Some("2024"));
        let serde = &document["dependencies"]["serde"];
        assert!(serde["version"].as_str().unwrap().starts_with("1."));
        assert_eq!(serde["features"][0].as_str(), Some("derive"));
        assert_eq!(
            document["lints"]["rust"]["unsafe_code"].as_str(),
            Some("forbid")
        );
    }

    #[test]
    fn a_folder_joins_a_workspace_once() {
        let root = tempfile::tempdir().unwrap();
        let manifest = root.path().join("Cargo.toml");
        std::fs::write(
            &manifest,
            "[workspace]\nmembers = [\n    \"a\", # first\n]\n",
        )
        .unwrap();
        let folder = root.path().join("shop");
        assert_eq!(workspace_around(&folder), Some(manifest.clone()));
        assert!(join_workspace(&manifest, &folder).unwrap());
        assert!(!join_workspace(&manifest, &folder).unwrap());
        let text = std::fs::read_to_string(&manifest).unwrap();
        assert!(
            text.contains("\"a\", # first") && text.contains("\"shop\""),
            "{text}"
        );
    }
}
