//! `cargo purlin add MODULE`: a bundled module, at the three places that have to know of it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

mod catalog;

pub(crate) use catalog::{BUNDLED, Bundled};

use crate::{args::Add, error::CliError, output::Output, project::Project, source::SourceFile};

/// What is to be written where; nothing is written before all of it is known to fit.
struct Edit {
    path: PathBuf,
    text: String,
    what: String,
}

/// Adds a module to the application.
///
/// # Errors
/// A usage error if there is no such module, a project error if the application cannot be found.
pub(crate) fn add(asked: &Add, output: &Output) -> Result<ExitCode, CliError> {
    let module = find(&asked.module)?;
    let project = Project::find(asked.package.as_deref())?;
    let (application, app) = application(&project, module)?;
    let edits: Vec<Edit> = [
        manifest(&project, module)?,
        application,
        sample(&project, module, &app)?,
    ]
    .into_iter()
    .flatten()
    .collect();
    for edit in &edits {
        fs::write(&edit.path, &edit.text).map_err(|error| CliError::write(&edit.path, error))?;
    }
    let mut text = String::new();
    if edits.is_empty() {
        let _ = writeln!(
            text,
            "`{}` has {} already",
            project.package.name,
            module.ident()
        );
    } else {
        let _ = writeln!(text, "added {}: {}", module.ident(), module.what);
        for edit in &edits {
            let path = edit
                .path
                .strip_prefix(project.folder())
                .unwrap_or(&edit.path);
            let _ = writeln!(text, "  {}: {}", path.display(), edit.what);
        }
        let _ = writeln!(text, "\nnext: cargo run -- check");
    }
    let changed: Vec<&Path> = edits.iter().map(|edit| edit.path.as_path()).collect();
    output.result(
        &text,
        &json!({ "module": module.name, "type": module.path, "changed": changed }),
    );
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<&'static Bundled, CliError> {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let plain = plain.strip_prefix("purlin-").unwrap_or(&plain);
    let exact =
        |module: &&Bundled| module.name == plain || module.ident().eq_ignore_ascii_case(plain);
    BUNDLED.iter().find(exact).ok_or_else(|| {
        let close = BUNDLED
            .iter()
            .min_by_key(|module| strsim::levenshtein(module.name, plain));
        let near = close.filter(|module| {
            strsim::levenshtein(module.name, plain) <= 3 || module.name.contains(plain)
        });
        let names: Vec<&str> = BUNDLED.iter().map(|module| module.name).collect();
        CliError::usage(
            format!("there is no bundled module `{name}`"),
            match near {
                Some(module) => format!("did you mean `{}`?", module.name),
                None => format!("use one of {}", names.join(", ")),
            },
        )
    })
}

/// The feature in `Cargo.toml`.
fn manifest(project: &Project, module: &Bundled) -> Result<Option<Edit>, CliError> {
    let Some(dependency) = project.package.purlin() else {
        return Err(CliError::project(
            format!("`{}` does not depend on `purlin`", project.package.name),
            "add it to `[dependencies]`, or choose another package with `--package`",
        ));
    };
    if dependency
        .features
        .iter()
        .any(|feature| feature == module.name)
    {
        return Ok(None);
    }
    let path = project.package.manifest_path.clone();
    let text = fs::read_to_string(&path).map_err(|error| CliError::read(&path, error))?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        CliError::project(
            format!("`{}` is no manifest", path.display()),
            error.to_string(),
        )
    })?;
    let name = dependency.rename.as_deref().unwrap_or(&dependency.name);
    let entry = &mut document["dependencies"][name];
    add_feature(entry, module.name);
    Ok(Some(Edit {
        path,
        text: document.to_string(),
        what: format!("feature `{}` of `{name}`", module.name),
    }))
}

fn add_feature(entry: &mut Item, feature: &str) {
    // `purlin = "0.1"` says nothing but the version.
    if let Some(version) = entry.as_str() {
        let mut table = InlineTable::new();
        table.insert("version", version.into());
        *entry = Item::Value(Value::InlineTable(table));
    }
    if let Some(table) = entry.as_table_like_mut() {
        let features = table
            .entry("features")
            .or_insert(Item::Value(Value::Array(Array::new())));
        if let Some(features) = features.as_array_mut() {
            features.push(feature);
        }
    }
    if let Some(table) = entry.as_inline_table_mut() {
        table.fmt();
    }
}

/// The entry in `#[app(modules = […])]`, and the name of the application's type.
fn application(project: &Project, module: &Bundled) -> Result<(Option<Edit>, String), CliError> {
    let path = project.root_file()?;
    let mut source = SourceFile::read(path)?;
    let apps = source.listings("app", "modules");
    let Some(app) = apps.first() else {
        return Err(CliError::project(
            format!(
                "there is no `#[app(modules = […])]` in `{}`",
                path.display()
            ),
            format!("list `{}` where the application is declared", module.path),
        ));
    };
    let listed = |entry: &String| entry.rsplit("::").next() == Some(module.ident());
    let name = app.name.clone();
    if app.entries.iter().any(listed) {
        return Ok((None, name));
    }
    source.add_to_list(app, "modules", module.path)?;
    let edit = Edit {
        path: source.path,
        text: source.text,
        what: format!("`{}` in the modules of `{name}`", module.path),
    };
    Ok((Some(edit), name))
}

/// The sections in `purlin.toml`.
fn sample(project: &Project, module: &Bundled, app: &str) -> Result<Option<Edit>, CliError> {
    let sample = module.sample(app);
    let Some(section) = sample.lines().find(|line| line.starts_with('[')) else {
        return Ok(None);
    };
    let path = project.folder().join("purlin.toml");
    let mut text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(CliError::read(path, error)),
    };
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        CliError::project(
            format!("`{}` is no TOML", path.display()),
            error.to_string(),
        )
    })?;
    if document.contains_key(section.trim_matches(['[', ']'])) || text.contains(section) {
        return Ok(None);
    }
    if !text.is_empty() {
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    text.push_str(&sample);
    Ok(Some(Edit {
        path,
        text,
        what: format!("`{section}` with its defaults"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_found_by_any_of_its_names() {
        for name in [
            "http-server",
            "http_server",
            "HttpServerModule",
            "purlin-http-server",
        ] {
            assert_eq!(
                find(name).map(|module| module.name).ok(),
                Some("http-server"),
                "{name}"
            );
        }
        let error = find("http-sever").err().unwrap();
        assert_eq!(error.help(), "did you mean `http-server`?");
        assert!(
            find("blockchain")
                .err()
                .unwrap()
                .help()
                .starts_with("use one of api")
        );
    }

    #[test]
    fn a_feature_is_added_and_the_rest_stays_as_it_is() {
        let text = "[dependencies]\n# ours\npurlin = { path = \"p\", features = [\"a\"] } # here\n";
        let mut document: DocumentMut = text.parse().unwrap();
        add_feature(&mut document["dependencies"]["purlin"], "database");
        assert_eq!(
            document.to_string(),
            "[dependencies]\n# ours\npurlin = { path = \"p\", features = [\"a\", \"database\"] } # here\n"
        );
        let mut document: DocumentMut = "[dependencies]\npurlin = \"0.1\"\n".parse().unwrap();
        add_feature(&mut document["dependencies"]["purlin"], "database");
        assert_eq!(
            document.to_string(),
            "[dependencies]\npurlin = { version = \"0.1\", features = [\"database\"] }\n"
        );
    }
}
