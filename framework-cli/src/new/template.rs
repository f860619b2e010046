//! The templates: real crates of this repository, which are built, linted and tested there.

use std::borrow::Cow;

use rust_embed::RustEmbed;

use crate::{args::Template, name::Name};

#[derive(RustEmbed)]
#[folder = "templates"]
struct Files;

/// The folder and package name of a template.
fn folder(template: Template) -> &'static str {
    match template {
        Template::Minimal => "minimal",
        Template::Api => "api",
        Template::Worker => "worker",
    }
}

/// The files of a template with their paths, in order, under the name of the application.
pub(super) fn files(template: Template, name: &Name) -> Vec<(String, String)> {
    let folder = folder(template);
    let prefix = format!("{folder}/");
    let placeholder = Name::placeholder(folder);
    let mut paths: Vec<Cow<'static, str>> = Files::iter()
        .filter(|path| path.starts_with(&prefix))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let text = String::from_utf8_lossy(&file.data);
            Some((
                path[prefix.len()..].to_owned(),
                placeholder.replaced_by(name, &text),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_has_all_that_a_service_needs_and_nothing_of_its_own_name() {
        let name = Name::new("an application", "order-desk").unwrap();
        for template in [Template::Minimal, Template::Api, Template::Worker] {
            let files = files(template, &name);
            for needed in [
                ".dockerignore",
                ".gitignore",
                "Cargo.toml",
                "Dockerfile",
                "README.md",
                "purlin.toml",
                "src/lib.rs",
                "src/main.rs",
                "tests/app.rs",
            ] {
                assert!(files.iter().any(|(path, _)| path == needed), "{needed}");
            }
            for (path, text) in files {
                let lower = text.to_lowercase();
                for rest in ["template-", "template_", "templateminimal", "templateapi"] {
                    assert!(!lower.contains(rest), "{path} has `{rest}`");
                }
            }
        }
    }
}
