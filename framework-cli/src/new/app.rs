//! `cargo purlin new app NAME`

use std::{fmt::Write as _, fs, process::ExitCode};

use serde_json::json;

use super::{Changes, manifest, template};
use crate::{args::NewApp, error::CliError, name::Name, output::Output};

/// The versions of this repository, as they were when this program was built.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// Makes an application from a template.
///
/// # Errors
/// A usage error if the name is no name or the folder is not empty, a file error if something
/// cannot be written.
pub(crate) fn create(asked: &NewApp, output: &Output) -> Result<ExitCode, CliError> {
    let name = Name::new("an application", &asked.name)?;
    let here = std::env::current_dir().map_err(|error| CliError::read(".", error))?;
    let folder = here.join(asked.path.clone().unwrap_or_else(|| name.kebab().into()));
    let occupied = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(CliError::usage(
            format!("`{}` exists and is not empty", folder.display()),
            "choose another name, or another folder with `--path`",
        ));
    }
    let purlin = manifest::checkout(asked.purlin.as_deref())?;
    let workspace = manifest::workspace_around(&folder);
    let mut changes = Changes::default();
    for (path, text) in template::files(asked.template, &name) {
        let text = match &*path {
            "Cargo.toml" => manifest::standalone(&text, &purlin, workspace.is_some())?,
            "Dockerfile" => with_checkout(&text, &purlin.to_string_lossy()),
            _ => text,
        };
        changes.make(folder.join(path), &text)?;
    }
    if workspace.is_none() {
        // The versions that are known to work together; cargo takes out what is not needed.
        changes.make(folder.join("Cargo.lock"), LOCK)?;
    }
    if let Some(workspace) = workspace
        && manifest::join_workspace(&workspace, &folder)?
    {
        changes.changed.push(workspace);
    }
    changes.format();
    let mut text = format!("application `{}`\n{}", name.kebab(), changes.lines(&here));
    let shown = folder.strip_prefix(&here).unwrap_or(&folder).display();
    let _ = writeln!(text, "\nnext: cd {shown} && cargo test && cargo run");
    let document = json!({ "name": name.kebab(), "folder": folder, "changes": changes });
    output.result(&text, &document);
    Ok(ExitCode::SUCCESS)
}

/// A Dockerfile that brings the checkout along which the manifest names.
fn with_checkout(dockerfile: &str, purlin: &str) -> String {
    let line = "WORKDIR /src\n";
    let added = format!(
        "{line}# Purlin is a checkout beside the application for now:\n\
         # docker build --build-context purlin={purlin} .\n\
         COPY --from=purlin . {purlin}\n"
    );
    dockerfile.replacen(line, &added, 1)
}
