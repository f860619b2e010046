//! The reference of attributes has every argument that the macros know, and no other.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what is wrong by panicking"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// An attribute: its heading on the page, the file that reads it, and the text before the list of
/// its arguments there.
struct Known {
    heading: &'static str,
    file: &'static str,
    before: &'static str,
}

const fn known(heading: &'static str, file: &'static str, before: &'static str) -> Known {
    Known {
        heading,
        file,
        before,
    }
}

const CORE: &str = "framework-macros/src";
const ROUTES: &str = "modules/http-server/macros/src";
const CACHED: &str = "modules/cache/macros/src";
const TRANSACTIONAL: &str = "modules/database/macros/src";

const ATTRIBUTES: [Known; 13] = [
    known(
        "`#[app]`",
        "framework-macros/src/parse/app.rs",
        "\"#[app]\",",
    ),
    known(
        "`#[module]`",
        "framework-macros/src/parse/module.rs",
        "let known = ",
    ),
    known(
        "`#[provides]`",
        "framework-macros/src/parse/provides.rs",
        "let known = ",
    ),
    known(
        "`#[contributes]`",
        "framework-macros/src/parse/contributes.rs",
        "let known = ",
    ),
    known(
        "`#[decorates]`",
        "framework-macros/src/parse/decorates.rs",
        "let known = ",
    ),
    known(
        "`#[health]`",
        "framework-macros/src/parse/health.rs",
        "\"#[health]\",",
    ),
    known(
        "`#[task]`",
        "framework-macros/src/parse/task.rs",
        "let known = ",
    ),
    known(
        "`#[config]` on a struct",
        "framework-macros/src/config/parse/mod.rs",
        "\"#[config]\",",
    ),
    known(
        "`#[config]` on a field",
        "framework-macros/src/config/parse/field.rs",
        "const KNOWN: &[&str] = ",
    ),
    known(
        "`#[routes]`",
        "modules/http-server/macros/src/parse.rs",
        "\"#[routes]\",",
    ),
    known(
        "`#[cached]`",
        "modules/cache/macros/src/parse.rs",
        "const KNOWN: [&str; 12] = ",
    ),
    known(
        "`#[transactional]`",
        "modules/database/macros/src/parse.rs",
        "const KNOWN: [&str; 6] = ",
    ),
    known(
        "`#[get]`, `#[post]`, `#[put]`, `#[patch]`, `#[delete]`, `#[head]`, `#[options]`",
        "modules/http-server/macros/src/policy.rs",
        "const KNOWN: [&str; 14] = ",
    ),
];

/// A second attribute that is read by a file of the list above.
const RELOAD: Known = known(
    "`#[on_reload]`",
    "framework-macros/src/parse/health.rs",
    "\"#[on_reload]\",",
);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn page() -> String {
    read(&root().join("docs/src/reference/attributes.md"))
}

/// What stands under a heading of the page.
fn section<'page>(page: &'page str, heading: &str) -> &'page str {
    let title = format!("\n## {heading}\n");
    let Some((_, rest)) = page.split_once(&title) else {
        panic!("the page has no `{}`", title.trim());
    };
    rest.split_once("\n## ")
        .map_or(rest, |(section, _)| section)
}

/// The names at the beginning of the rows of a section's table.
fn written(section: &str) -> BTreeSet<String> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        row.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    })
    .collect()
}

/// The texts of the first list after `before`.
fn understood(attribute: &Known) -> BTreeSet<String> {
    let source = read(&root().join(attribute.file));
    let list = source
        .split_once(attribute.before)
        .and_then(|(_, rest)| rest.split_once('['))
        .and_then(|(_, rest)| rest.split_once(']'));
    let Some((list, _)) = list else {
        panic!("{}: no list after `{}`", attribute.file, attribute.before);
    };
    list.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_argument_that_a_macro_knows_is_on_the_page_and_no_other() {
    let page = page();
    for attribute in ATTRIBUTES.iter().chain([&RELOAD]) {
        let understood = understood(attribute);
        assert!(!understood.is_empty(), "{}", attribute.heading);
        let written = written(section(&page, attribute.heading));
        assert_eq!(written, understood, "{}", attribute.heading);
    }
}

#[test]
fn every_attribute_without_arguments_says_so() {
    let page = page();
    for name in ["assisted", "on_start", "on_drain", "on_stop"] {
        let text = section(&page, &format!("`#[{name}]`"));
        assert!(text.contains("No arguments."), "{name}");
        assert!(written(text).is_empty(), "{name}");
    }
}

#[test]
fn every_marker_has_a_section() {
    let page = page();
    let source = read(&root().join("framework-macros/src/parse/marker.rs"));
    let fields = source.split("is_ident(\"").skip(1);
    let methods = source.split("(\"").filter(|rest| {
        let role = rest.split_once('"').map(|(_, rest)| rest);
        role.is_some_and(|rest| rest.starts_with(", Role::"))
    });
    let names: BTreeSet<&str> = fields
        .chain(methods)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(
        names.contains("named") && names.contains("on_stop"),
        "{names:?}"
    );
    for name in names {
        section(&page, &format!("`#[{name}]`"));
    }
}

/// A new attribute with arguments is a new reader of arguments, and has to come into the list.
#[test]
fn every_reader_of_arguments_is_compared() {
    let compared: BTreeSet<PathBuf> = ATTRIBUTES
        .iter()
        .map(|attribute| root().join(attribute.file))
        .collect();
    let mut readers = BTreeSet::new();
    for folder in [CORE, ROUTES, CACHED, TRANSACTIONAL] {
        collect(&root().join(folder), &mut readers);
    }
    assert_eq!(readers, compared);
}

fn collect(folder: &Path, readers: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, readers);
        } else if reads(&read(&path)) {
            readers.insert(path);
        }
    }
}

/// Whether a source has `Args::parse(`, and not only `ModuleArgs::parse(`.
fn reads(source: &str) -> bool {
    let before = source.split("Args::parse(");
    let mut calls = before.zip(source.split("Args::parse(").skip(1));
    calls.any(|(before, _)| !before.ends_with(char::is_alphanumeric))
}
