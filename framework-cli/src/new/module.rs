//! `cargo purlin new module NAME`

use std::{fmt::Write as _, path::Path, process::ExitCode};

use serde_json::json;

use super::{Changes, manifest, skeleton};
use crate::{
    args::NewModule, error::CliError, name::Name, output::Output, project::Project,
    source::SourceFile,
};

/// Makes a module.
///
/// # Errors
/// A usage error if the name is no name or taken, a project error if there is no application.
pub(crate) fn create(asked: &NewModule, output: &Output) -> Result<ExitCode, CliError> {
    let name = Name::new("a module", &asked.name)?.without("module");
    if asked.own_crate {
        in_crate(asked, &name, output)
    } else {
        in_application(asked, &name, output)
    }
}

fn in_application(asked: &NewModule, name: &Name, output: &Output) -> Result<ExitCode, CliError> {
    let project = Project::find(asked.package.as_deref())?;
    let root_path = project.root_file()?;
    let mut root = SourceFile::read(root_path)?;
    let apps = root.listings("app", "modules");
    let Some(app) = apps.first() else {
        return Err(CliError::project(
            format!(
                "there is no `#[app(modules = […])]` in `{}`",
                root_path.display()
            ),
            "declare the application there, or make a crate of the module with `--crate`",
        ));
    };
    let snake = name.snake();
    if root.declares(&snake) {
        return Err(CliError::usage(
            format!("`{}` has a module `{snake}` already", root_path.display()),
            "choose another name",
        ));
    }
    let mut changes = Changes::default();
    let folder = root_path.parent().unwrap_or(Path::new("src")).join(&snake);
    let doc = format!("//! {}: say here what the module is for.", name.sentence());
    changes.make(folder.join("mod.rs"), &skeleton::root(name, &doc))?;
    for (path, text) in skeleton::module(name, "super") {
        changes.make(folder.join(path), &text)?;
    }
    let library = project.package.target("lib");
    if let Some(library) = library {
        let test = project.folder().join("tests").join(format!("{snake}.rs"));
        changes.make(test, &skeleton::module_test(name, &library.name, &app.name))?;
    }
    let entry = format!("{snake}::{}Module", name.pascal());
    root.add_to_list(app, "modules", &entry)?;
    root.add_item(&format!("pub mod {snake};"))?;
    root.write()?;
    changes.changed.push(root.path);
    changes.format();
    let mut text = format!("module `{entry}`\n{}", changes.lines(project.folder()));
    let _ = writeln!(text, "\nnext: cargo test");
    output.result(&text, &json!({ "module": entry, "changes": changes }));
    Ok(ExitCode::SUCCESS)
}

fn in_crate(asked: &NewModule, name: &Name, output: &Output) -> Result<ExitCode, CliError> {
    let here = std::env::current_dir().map_err(|error| CliError::read(".", error))?;
    let folder = here.join(name.kebab());
    let purlin = manifest::checkout(asked.purlin.as_deref())?;
    let workspace = manifest::workspace_around(&folder);
    let own = skeleton::manifest(name);
    let own = manifest::standalone(&own, &purlin, workspace.is_some())?;
    let mut changes = Changes::default();
    changes.make(folder.join("Cargo.toml"), &own)?;
    changes.make(folder.join("README.md"), &skeleton::readme(name, name))?;
    changes.make(folder.join(".gitignore"), "/target\n")?;
    let doc = "#![doc = include_str!(\"../README.md\")]";
    changes.make(folder.join("src/lib.rs"), &skeleton::root(name, doc))?;
    for (path, text) in skeleton::module(name, "crate") {
        changes.make(folder.join("src").join(path), &text)?;
    }
    let tests = skeleton::crate_test(name, &name.snake());
    changes.make(folder.join("tests/module.rs"), &tests)?;
    if let Some(workspace) = workspace
        && manifest::join_workspace(&workspace, &folder)?
    {
        changes.changed.push(workspace);
    }
    changes.format();
    let mut text = format!("module crate `{}`\n{}", name.kebab(), changes.lines(&here));
    let _ = writeln!(text, "\nnext: cd {} && cargo test", name.kebab());
    output.result(
        &text,
        &json!({ "module": name.kebab(), "folder": folder, "changes": changes }),
    );
    Ok(ExitCode::SUCCESS)
}
