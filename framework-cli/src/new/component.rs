//! `cargo purlin new component NAME`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;

use super::{Changes, skeleton};
use crate::{
    args::NewComponent, error::CliError, name::Name, output::Output, project::Project,
    source::SourceFile,
};

/// Makes a component of a module and lists it there.
///
/// # Errors
/// A usage error if the name is no name or taken, a project error if there is no such module.
pub(crate) fn create(asked: &NewComponent, output: &Output) -> Result<ExitCode, CliError> {
    let name = Name::new("a component", &asked.name)?;
    let project = Project::find(asked.package.as_deref())?;
    let sources = project
        .root_file()?
        .parent()
        .unwrap_or(Path::new("src"))
        .to_owned();
    let (mut file, module) = module(&sources, asked.module.as_deref())?;
    let Some(listing) = file
        .listings("module", "components")
        .into_iter()
        .find(|listing| listing.name == module)
    else {
        return Err(no_module(&sources));
    };
    let (pascal, snake) = (name.pascal(), name.snake());
    if listing
        .entries
        .iter()
        .any(|entry| entry.rsplit("::").next() == Some(&pascal))
    {
        return Err(CliError::usage(
            format!("`{module}` has a component `{pascal}` already"),
            "choose another name",
        ));
    }
    let mut changes = Changes::default();
    let folder = file.path.parent().unwrap_or(&sources).to_owned();
    changes.make(
        folder.join(format!("{snake}.rs")),
        &skeleton::component(&name),
    )?;
    // The file that declares the modules of this folder: `mod.rs`, or the root of the crate.
    let own = ["mod.rs", "lib.rs", "main.rs"].map(|root| folder.join(root));
    let root = own
        .into_iter()
        .find(|root| root.exists())
        .unwrap_or_else(|| file.path.clone());
    let entry = if root == file.path {
        format!("{snake}::{pascal}")
    } else if root.ends_with("mod.rs") {
        format!("super::{pascal}")
    } else {
        format!("crate::{pascal}")
    };
    file.add_to_list(&listing, "components", &entry)?;
    if root == file.path {
        file.add_item(&format!("pub mod {snake};"))?;
    } else {
        let mut root = SourceFile::read(&root)?;
        root.add_item(&format!("mod {snake};"))?;
        root.add_item(&format!("pub use {snake}::{pascal};"))?;
        root.write()?;
        changes.changed.push(root.path);
    }
    file.write()?;
    changes.changed.push(file.path);
    changes.format();
    let text = format!(
        "component `{pascal}` of `{module}`\n{}\nnext: cargo test\n",
        changes.lines(project.folder())
    );
    output.result(
        &text,
        &json!({ "component": pascal, "module": module, "changes": changes }),
    );
    Ok(ExitCode::SUCCESS)
}

/// The file that declares a module, and the module's type.
fn module(sources: &Path, asked: Option<&str>) -> Result<(SourceFile, String), CliError> {
    let mut found = Vec::new();
    for path in rust_files(sources)? {
        let text = fs::read_to_string(&path).unwrap_or_default();
        if !text.contains("module") {
            continue;
        }
        let file = SourceFile::read(&path)?;
        let names: Vec<String> = file
            .listings("module", "components")
            .into_iter()
            .map(|listing| listing.name)
            .collect();
        found.extend(names.into_iter().map(|name| (path.clone(), name)));
    }
    let wanted = match asked {
        Some(asked) => Some(Name::new("a module", asked)?.without("module").pascal()),
        None => None,
    };
    let fits = |name: &str| {
        wanted.as_ref().is_none_or(|wanted| {
            name == wanted
                || name
                    .strip_suffix("Module")
                    .is_some_and(|noun| noun == wanted)
        })
    };
    let fitting: Vec<&(PathBuf, String)> = found.iter().filter(|(_, name)| fits(name)).collect();
    let names = |list: &[&(PathBuf, String)]| {
        list.iter()
            .map(|(_, name)| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (fitting.as_slice(), asked) {
        ([(path, name)], _) => Ok((SourceFile::read(path)?, name.clone())),
        ([], _) if found.is_empty() => Err(no_module(sources)),
        ([], asked) => Err(CliError::usage(
            format!("there is no module `{}` here", asked.unwrap_or_default()),
            format!("use one of {}", names(&found.iter().collect::<Vec<_>>())),
        )),
        (several, _) => Err(CliError::usage(
            "several modules could get the component",
            format!("say which with `--module`: {}", names(several)),
        )),
    }
}

fn no_module(sources: &Path) -> CliError {
    CliError::project(
        format!("there is no `#[module]` in `{}`", sources.display()),
        "make one first: `cargo purlin new module NAME`",
    )
}

/// Every Rust file below a folder, in order.
pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| CliError::read(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| CliError::read(folder, error))?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
