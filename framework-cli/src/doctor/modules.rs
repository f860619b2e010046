//! Whether every module that is compiled is used.

use std::fs;

use super::Finding;
use crate::{
    add::BUNDLED, error::CliError, new::component::rust_files, project::Project, source::SourceFile,
};

const CHECK: &str = "modules";

pub(super) fn examine(project: &Project) -> Result<Vec<Finding>, CliError> {
    let root = project.root_file()?;
    let folder = root.parent().unwrap_or(project.folder());
    let mut sources = String::new();
    let mut own = Own::default();
    for path in rust_files(folder)? {
        let text = fs::read_to_string(&path).map_err(|error| CliError::read(&path, error))?;
        sources.push_str(&text);
        // What is no Rust the build says better.
        if let Ok(source) = SourceFile::read(&path) {
            own.look_at(&source);
        }
    }
    let features = project
        .package
        .purlin()
        .map_or(&[][..], |purlin| &purlin.features);
    let mut findings = judge(features, &sources);
    findings.extend(own.unlisted());
    Ok(findings)
}

/// The modules that the package declares, and what is listed anywhere in it.
#[derive(Default)]
struct Own {
    declared: Vec<(String, String)>,
    listed: Vec<String>,
}

impl Own {
    fn look_at(&mut self, source: &SourceFile) {
        for module in source.listings("module", "imports") {
            let place = source.path.file_name().unwrap_or_default();
            let place = place.to_string_lossy().into_owned();
            self.declared.push((module.name, place));
            self.listed.extend(module.entries);
        }
        for app in source.listings("app", "modules") {
            self.listed.extend(app.entries);
        }
    }

    /// The compiler does not say it: where nobody asks for anything of a module, nothing is missing.
    fn unlisted(&self) -> impl Iterator<Item = Finding> {
        let is_listed = |name: &str| self.listed.iter().any(|entry| entry.contains(name));
        let unlisted = self
            .declared
            .iter()
            .filter(move |(name, _)| !is_listed(name));
        unlisted.map(|(name, file)| {
            Finding::warning(
                CHECK,
                format!("`{name}` is declared in {file} and no application lists it"),
                "list it in `#[app(modules = […])]`, or in `imports = […]` of a module that is listed",
            )
        })
    }
}

fn judge(features: &[String], sources: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut used = Vec::new();
    for module in &BUNDLED {
        let enabled = features.iter().any(|feature| feature == module.name);
        if !enabled {
            continue;
        }
        if sources.contains(module.ident()) {
            used.push(module.name);
        } else {
            findings.push(Finding::warning(
                CHECK,
                format!("`{}` is compiled but no application lists it", module.name),
                format!(
                    "cargo purlin add {0}, or take the feature `{0}` out of Cargo.toml",
                    module.name
                ),
            ));
        }
    }
    let list = if used.is_empty() {
        "none".to_owned()
    } else {
        used.join(", ")
    };
    findings.insert(
        0,
        Finding::fine(CHECK, format!("bundled modules in use: {list}")),
    );
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn an_own_module_that_nobody_lists_is_a_warning() {
        let here = tempfile::tempdir().unwrap();
        let path = here.path().join("lib.rs");
        let text = "#[module] pub struct AModule;\n\
                    #[module(imports = [AModule])] impl BModule {}\n\
                    #[module] pub struct CModule;\n\
                    #[module] pub struct DModule;\n\
                    #[app(modules = [BModule, optional shop::CModule as \"one\"])] pub struct App;\n";
        fs::write(&path, text).unwrap();
        let mut own = Own::default();
        own.look_at(&SourceFile::read(&path).unwrap());
        let found: Vec<Finding> = own.unlisted().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "`DModule` is declared in lib.rs and no application lists it"
        );
    }

    #[test]
    fn a_bundled_module_that_nobody_lists_is_a_warning() {
        let features = ["database", "http-server"].map(str::to_owned);
        let found = judge(
            &features,
            "#[app(modules = [HttpServerModule])] struct App;",
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].message, "bundled modules in use: http-server");
        assert_eq!(found[1].level, Level::Warning);
        assert!(found[1].help.starts_with("cargo purlin add database"));
    }
}
