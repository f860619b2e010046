//! The page of a module has the table of its settings, as its declaration says. Run it with
//! `PURLIN_WRITE=1` to write the tables.
#![expect(clippy::expect_used, reason = "a test says what is wrong by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use purlin::config::{ConfigSection, SampleFormat, SectionInfo, sample, settings_table};

/// Where the table begins on a page; it ends with the next empty line.
const HEAD: &str = "| setting | default | what it is |";

/// The sections of every module that has settings, with the name of its page.
fn modules() -> [(&'static str, SectionInfo); 6] {
    [
        (
            "http-server",
            SectionInfo::of::<purlin::http_server::HttpServerConfig>(),
        ),
        (
            "json-schema",
            SectionInfo::of::<purlin::json_schema::JsonSchemaConfig>(),
        ),
        (
            "cloud-events",
            SectionInfo::of::<purlin::cloud_events::CloudEventsConfig>(),
        ),
        ("api", SectionInfo::of::<purlin::api::ApiConfig>()),
        ("cache", SectionInfo::of::<purlin::cache::CacheConfig>()),
        (
            "database",
            SectionInfo::of::<purlin::database::DatabaseConfig>(),
        ),
    ]
}

/// The sections of the core's own modules and of parts of others, each with the page that has its
/// table.
fn more() -> [(&'static str, SectionInfo); 5] {
    [
        (
            "guide/lifecycle",
            SectionInfo::of::<purlin::lifecycle::LifecycleConfig>(),
        ),
        (
            "guide/operating",
            SectionInfo::of::<purlin::logging::LoggingConfig>(),
        ),
        (
            "guide/admin",
            SectionInfo::of::<purlin::admin::AdminConfig>(),
        ),
        (
            "guide/tenants",
            SectionInfo::of::<purlin::tenant::TenantsConfig>(),
        ),
        (
            "modules/sessions",
            SectionInfo::of::<purlin::http_server::SessionConfig>(),
        ),
    ]
}

#[test]
fn the_settings_tables_of_the_core_and_of_parts_are_what_they_declare() {
    for (name, section) in more() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/{name}.md"));
        let page = fs::read_to_string(&path).expect("the page of the book");
        let expected = settings_table(&[section]);
        if std::env::var_os("PURLIN_WRITE").is_some() {
            let start = page.find(HEAD).expect("the head of a table");
            let end = page[start..]
                .find("\n\n")
                .map_or(page.len(), |end| start + end + 1);
            let text = [&page[..start], &expected, &page[end..]].concat();
            fs::write(&path, text).expect("the page can be written");
        } else {
            assert!(page.contains(&expected), "{name}.md lacks:\n{expected}");
        }
    }
}

#[test]
fn the_settings_table_of_each_module_is_what_its_declaration_says() {
    for (name, section) in modules() {
        let path = page_of(name);
        let page = fs::read_to_string(&path).expect("the page of the module");
        let expected = settings_table(&[section]);
        let start = page
            .find(HEAD)
            .unwrap_or_else(|| panic!("{name}.md has no table of settings:\n{expected}"));
        let end = page[start..]
            .find("\n\n")
            .map_or(page.len(), |end| start + end + 1);
        if std::env::var_os("PURLIN_WRITE").is_some() {
            let text = [&page[..start], &expected, &page[end..]].concat();
            fs::write(&path, text).expect("the page can be written");
        } else {
            assert_eq!(&page[start..end], expected, "{name}.md");
        }
    }
}

/// What `cargo purlin add` appends to a configuration. The name of the application stands where
/// the user's own will be.
#[test]
fn the_samples_of_the_command_line_tool_are_what_the_modules_declare() {
    for (name, section) in modules() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("../framework-cli/samples/{name}.toml"));
        let whole = sample("TemplateApp", &[section], SampleFormat::Toml);
        // Without the headline, which the file of the user has already.
        let expected = whole.split_once("\n\n").expect("a headline").1;
        if std::env::var_os("PURLIN_WRITE").is_some() {
            fs::write(&path, expected).expect("the sample can be written");
        } else {
            let found = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(found, expected, "{name}.toml: run it with PURLIN_WRITE=1");
        }
    }
}

/// The page of a module in the book, or what it includes.
fn page_of(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = root.join(format!("src/modules/{name}.md"));
    let text = fs::read_to_string(&page).unwrap_or_default();
    if text.contains(&format!("{{{{#include ../../../modules/{name}/README.md")) {
        return root.join(format!("../modules/{name}/README.md"));
    }
    page
}

#[test]
fn every_module_with_settings_is_compared() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../modules");
    let mut found = Vec::new();
    for entry in fs::read_dir(source).expect("the modules") {
        let folder = entry.expect("a module").path();
        if folder.join("src/config.rs").exists() {
            found.push(
                folder
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    found.sort();
    let mut compared: Vec<&str> = modules().iter().map(|(name, _)| *name).collect();
    compared.sort_unstable();
    assert_eq!(found, compared);
}

/// Every section that a user can set has a table, and a test that compares it.
#[test]
fn every_section_is_compared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |folder: &str, extension: &str| {
        let mut texts = Vec::new();
        gather(&root.join(folder), extension, &mut texts);
        texts
    };
    let sources = [read("modules", "rs"), read("framework/core/src", "rs")].concat();
    let pages = [read("modules", "md"), read("docs/src", "md")].concat();
    let tests = [read("modules", "rs"), read("docs/tests", "rs")].concat();
    let mut count = 0;
    for source in sources
        .iter()
        .filter(|text| !text.contains("#[tokio::test]"))
    {
        for (at, _) in source.match_indices("\n#[config(prefix = \"") {
            let declared = &source[at + 1..];
            let prefix = declared.split('"').nth(1).expect("a prefix");
            let rest = declared.split_once("\npub struct ").map(|(_, rest)| rest);
            // One that is not public is of a test.
            let Some(name) = rest.and_then(|rest| rest.split([' ', '\n']).next()) else {
                continue;
            };
            count += 1;
            let row = format!("| --- | --- | --- |\n| `{prefix}.");
            assert!(
                pages.iter().any(|page| page.contains(&row)),
                "`{prefix}` has a table on a page"
            );
            let compared = tests.iter().any(|test| {
                test.contains("settings_table") && test.contains(&format!("{name}>()"))
            });
            assert!(compared, "the table of `{name}` is compared by a test");
        }
    }
    assert!(count >= 14, "{count} sections were found");
}

fn gather(folder: &Path, extension: &str, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                gather(&path, extension, texts);
            }
        } else if path.extension().is_some_and(|found| found == extension) {
            texts.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// A section is named by its prefix, which is what the page speaks of.
#[test]
fn a_table_has_a_row_for_each_field() {
    let fields = purlin::http_server::HttpServerConfig::FIELDS.len();
    let [(_, section), ..] = modules();
    assert_eq!(settings_table(&[section]).lines().count(), fields + 2);
}
