//! Codes, pages, cases and recordings belong together: a test here fails when one of the four is
//! missing or disagrees. mdbook itself is silent about a missing include.
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

/// Codes below this one are errors of the build, and have cases.
const FIRST_AT_RUN_TIME: &str = "PL1000";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder whose name ends so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                found.extend(files(&path, ending));
            }
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every `PLNNNN` of a text.
fn codes_of(text: &str) -> BTreeSet<String> {
    text.match_indices("PL")
        .filter_map(|(at, _)| text.get(at..at + 6))
        .filter(|code| code[2..].bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// Codes that the sources use. `PL0000` and `PL9999` stand for any in unit tests.
fn codes_of_sources() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for room in ["framework", "framework-macros", "modules"] {
        for path in files(&root().join(room), ".rs") {
            codes.extend(codes_of(&read(&path)));
        }
    }
    codes.remove("PL0000");
    codes.remove("PL9999");
    assert!(!codes.is_empty());
    codes
}

fn pages() -> Vec<PathBuf> {
    files(&book(), ".md")
}

fn code_of_page(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    codes_of(stem).into_iter().next()
}

fn complain(wrong: &BTreeSet<String>) {
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let used = codes_of_sources();
    let pages = files(&book().join("errors"), ".md");
    let written: BTreeSet<String> = pages.iter().filter_map(|path| code_of_page(path)).collect();
    let mut wrong = BTreeSet::new();
    wrong.extend(
        used.difference(&written)
            .map(|code| format!("{code} has no page")),
    );
    wrong.extend(
        written
            .difference(&used)
            .map(|code| format!("{code} is in no source")),
    );
    complain(&wrong);
}

#[test]
fn every_page_of_a_code_has_its_shape() {
    let mut wrong = BTreeSet::new();
    for path in files(&book().join("errors"), ".md") {
        let Some(code) = code_of_page(&path) else {
            continue;
        };
        let text = read(&path);
        if !text.starts_with(&format!("# {code}: ")) {
            wrong.insert(format!("{code}: the title does not begin with the code"));
        }
        for part in ["**What it means.**", "**Why.**", "**What to do.**"] {
            if !text.contains(part) {
                wrong.insert(format!("{code}: no {part}"));
            }
        }
        let built = code.as_str() < FIRST_AT_RUN_TIME;
        if built && !(text.contains("/fail/") && text.contains("/pass/")) {
            wrong.insert(format!("{code}: neither the error nor the fix is shown"));
        }
    }
    complain(&wrong);
}

#[test]
fn every_code_of_the_build_has_a_failing_case_and_its_twin() {
    let cases = files(&root().join("trybuild-tests/cases"), ".rs");
    let mut wrong = BTreeSet::new();
    for code in codes_of_sources()
        .iter()
        .filter(|code| code.as_str() < FIRST_AT_RUN_TIME)
    {
        let prefix = format!("{}_", code.to_lowercase());
        let mine: Vec<&PathBuf> = cases
            .iter()
            .filter(|path| path.components().any(|part| part.as_os_str() == "fail"))
            .filter(|path| {
                let name = path.file_name().unwrap_or_default();
                name.to_string_lossy().starts_with(&prefix)
            })
            .collect();
        if mine.is_empty() {
            wrong.insert(format!("{code} has no case"));
        }
        for path in mine {
            let recorded = fs::read_to_string(path.with_extension("stderr")).unwrap_or_default();
            if !recorded.contains(&format!("[{code}]")) {
                wrong.insert(format!("{}: the recording lacks the code", path.display()));
            }
            let twin = path.to_string_lossy().replace("/fail/", "/pass/");
            if !Path::new(&twin).exists() {
                wrong.insert(format!("{}: no twin", path.display()));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn every_include_exists() {
    let mut wrong = BTreeSet::new();
    for page in pages() {
        let text = read(&page);
        for part in text.split("{{#include ").skip(1) {
            let include = part.split("}}").next().unwrap_or_default().trim();
            let (file, anchor) = include.split_once(':').unwrap_or((include, ""));
            let target = page.parent().expect("a folder").join(file);
            let Ok(included) = fs::read_to_string(&target) else {
                wrong.insert(format!("{}: {include} does not exist", page.display()));
                continue;
            };
            let lines = anchor
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b':');
            if !lines && !included.contains(&format!("ANCHOR: {anchor}")) {
                wrong.insert(format!("{}: {include} has no such anchor", page.display()));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = read(&book().join("SUMMARY.md"));
    let listed: BTreeSet<PathBuf> = links(&summary).into_iter().map(PathBuf::from).collect();
    let written: BTreeSet<PathBuf> = pages()
        .iter()
        .map(|path| {
            path.strip_prefix(book())
                .expect("in the book")
                .to_path_buf()
        })
        .filter(|path| path != Path::new("SUMMARY.md"))
        .collect();
    let mut wrong = BTreeSet::new();
    wrong.extend(
        written
            .difference(&listed)
            .map(|path| format!("{} is not in the summary", path.display())),
    );
    wrong.extend(
        listed
            .difference(&written)
            .map(|path| format!("{} does not exist", path.display())),
    );
    complain(&wrong);
}

#[test]
fn every_error_page_is_in_the_index_under_its_title() {
    let index = read(&book().join("errors/index.md"));
    let mut wrong = BTreeSet::new();
    for path in files(&book().join("errors"), ".md") {
        let Some(code) = code_of_page(&path) else {
            continue;
        };
        let text = read(&path);
        let title = text.lines().next().unwrap_or_default();
        let sentence = title.trim_start_matches(&format!("# {code}: "));
        if !index.contains(&format!("| [{code}]({code}.md) | {sentence} |")) {
            wrong.insert(format!("| [{code}]({code}.md) | {sentence} |"));
        }
    }
    complain(&wrong);
}

#[test]
fn every_relative_link_resolves() {
    let mut wrong = BTreeSet::new();
    for page in pages() {
        for link in links(&read(&page)) {
            let file = link.split('#').next().unwrap_or_default();
            let foreign = file.is_empty() || link.contains("://");
            if !foreign && !page.parent().expect("a folder").join(file).exists() {
                wrong.insert(format!("{}: {link}", page.display()));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn every_anchor_of_a_link_is_a_heading() {
    let mut wrong = BTreeSet::new();
    for page in pages() {
        for link in links(&read(&page)) {
            let Some((file, anchor)) = link.split_once('#') else {
                continue;
            };
            if link.contains("://") {
                continue;
            }
            let target = match file {
                "" => page.clone(),
                file => page.parent().expect("a folder").join(file),
            };
            let found = fs::read_to_string(&target).unwrap_or_default();
            if !anchors(&found).contains(anchor) {
                wrong.insert(format!("{}: {link}", page.display()));
            }
        }
    }
    complain(&wrong);
}

/// A page that names a test as the holder of something names one that exists.
#[test]
fn every_test_that_is_named_exists() {
    let mut wrong = BTreeSet::new();
    let mut named = 0;
    for page in pages() {
        for code in read(&page).split('`').skip(1).step_by(2) {
            let (file, test) = code.split_once("::").unwrap_or((code, ""));
            let extension = Path::new(file).extension();
            if !file.contains('/') || extension.is_none_or(|ending| ending != "rs") {
                continue;
            }
            let known = ["framework", "trybuild-tests", "docs/tests", "modules"];
            if !known.iter().any(|room| file.starts_with(room)) {
                continue;
            }
            named += 1;
            let found = fs::read_to_string(root().join(file)).unwrap_or_default();
            let has = test.is_empty() || found.contains(&format!("fn {test}("));
            if found.is_empty() || !has {
                wrong.insert(format!("{}: {code}", page.display()));
            }
        }
    }
    assert!(named > 20, "only {named} are named");
    complain(&wrong);
}

/// The anchors that mdbook gives to the headings of a page.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        }
        if in_code || !line.starts_with('#') {
            continue;
        }
        let title = line.trim_start_matches('#').trim();
        let mut anchor = String::new();
        for letter in title.chars() {
            match letter {
                ' ' => anchor.push('-'),
                '-' | '_' => anchor.push(letter),
                letter if letter.is_alphanumeric() => anchor.extend(letter.to_lowercase()),
                _ => {}
            }
        }
        let mut number = 0;
        let mut own = anchor.clone();
        while !found.insert(own) {
            number += 1;
            own = format!("{anchor}-{number}");
        }
    }
    found
}

#[test]
fn every_page_of_the_guide_is_tested() {
    let tested = read(&book().join("lib.rs"));
    let mut wrong = BTreeSet::new();
    for page in files(&book().join("guide"), ".md") {
        let name = page
            .strip_prefix(book())
            .expect("in the book")
            .display()
            .to_string();
        if read(&page).contains("```rust\n") && !tested.contains(&format!("\"{name}\"")) {
            wrong.insert(name);
        }
    }
    complain(&wrong);
}

#[test]
fn every_example_is_on_their_page_and_says_how_to_try_it() {
    let page = read(&book().join("examples.md"));
    let manifest = read(&root().join("Cargo.toml"));
    let mut wrong = BTreeSet::new();
    let examples = fs::read_dir(root().join("examples")).expect("examples");
    for example in examples {
        let folder = example.expect("an entry").path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if !page.contains(&format!("`{name}`")) {
            wrong.insert(format!("{name} is not on the page of examples"));
        }
        if !manifest.contains(&format!("\"examples/{name}\"")) {
            wrong.insert(format!("{name} is no member of the workspace"));
        }
        if files(&folder.join("tests"), ".rs").is_empty() {
            wrong.insert(format!("{name} has no test"));
        }
        let first = ["README.md", "src/lib.rs", "src/main.rs"]
            .into_iter()
            .find_map(|file| fs::read_to_string(folder.join(file)).ok())
            .unwrap_or_default();
        let first = first.lines().next().unwrap_or_default();
        if !(first.contains("`cargo run -p ") || first.contains("`cargo test -p ")) {
            wrong.insert(format!("{name} does not say first how to try it"));
        }
    }
    complain(&wrong);
}

/// The targets of `[text](target)`, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            if let Some((target, _)) = part.split_once(')') {
                found.push(target.to_owned());
            }
        }
    }
    found
}
