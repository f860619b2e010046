//! What every case and every recorded message has to be. The cases are the specification: one
//! mistake is one error, at the user's own token, and its help, applied, compiles.
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

/// What an expansion names, or how the compiler shows that there was one.
const LEAKS: [&str; 5] = [
    "__purlin",
    "__Purlin",
    "purlin::__private",
    "__p::",
    "in this macro invocation",
];

struct Case {
    name: String,
    source: String,
    twin: Option<String>,
    stderr: String,
}

fn failing() -> Vec<Case> {
    let mut cases = Vec::new();
    for area in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")) {
        // The area of the strictest user has nothing that fails.
        let folder = area.join("fail");
        let cases_of_area = if folder.exists() {
            entries(&folder)
        } else {
            Vec::new()
        };
        for path in cases_of_area {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let file = path.file_name().expect("a file");
                cases.push(Case {
                    name: path.display().to_string(),
                    source: read(&path),
                    twin: fs::read_to_string(area.join("pass").join(file)).ok(),
                    stderr: fs::read_to_string(path.with_extension("stderr")).unwrap_or_default(),
                });
            }
        }
    }
    assert!(!cases.is_empty());
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn headlines(stderr: &str) -> Vec<&str> {
    stderr
        .lines()
        .filter(|line| line.starts_with("error:") || line.starts_with("error["))
        .collect()
}

/// `PL0001` of `pl0001_service_is_provided.rs`; none for cases of several codes.
fn code(case: &Case) -> Option<String> {
    let name = Path::new(&case.name).file_name()?.to_str()?;
    let code = name.get(..6)?.to_uppercase();
    code.starts_with("PL").then_some(code)
}

fn complain(wrong: &BTreeSet<String>) {
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_mistake_is_one_error() {
    let mut wrong = BTreeSet::new();
    for case in failing() {
        let declared: usize = case
            .source
            .lines()
            .find_map(|line| line.strip_prefix("//! errors: "))
            .map_or(1, |number| number.trim().parse().expect("a number"));
        let found = headlines(&case.stderr).len();
        if declared != found {
            wrong.insert(format!("{}: {found} errors, not {declared}", case.name));
        }
    }
    complain(&wrong);
}

#[test]
fn every_error_names_the_code_of_its_case() {
    let mut wrong = BTreeSet::new();
    for case in failing() {
        let Some(code) = code(&case) else { continue };
        for headline in headlines(&case.stderr) {
            if !headline.contains(&format!("[{code}]")) {
                wrong.insert(format!("{}: {headline}", case.name));
            }
        }
        if !case.stderr.contains(&format!("errors/{code}.html")) {
            wrong.insert(format!("{}: no page", case.name));
        }
    }
    complain(&wrong);
}

#[test]
fn no_recording_shows_what_is_inside_an_expansion() {
    let mut wrong = BTreeSet::new();
    for case in failing() {
        for leak in LEAKS {
            if case.stderr.contains(leak) {
                wrong.insert(format!("{}: {leak}", case.name));
            }
        }
        if code(&case).is_some() && case.stderr.contains("this error originates in") {
            wrong.insert(format!("{}: a trace of macros", case.name));
        }
    }
    complain(&wrong);
}

#[test]
fn every_failing_case_has_a_twin_with_the_help_applied() {
    let mut wrong = BTreeSet::new();
    for case in failing() {
        match &case.twin {
            None => wrong.insert(format!("{}: no twin", case.name)),
            Some(twin) if *twin == case.source => wrong.insert(format!("{}: same", case.name)),
            Some(_) => false,
        };
    }
    complain(&wrong);
}

#[test]
fn every_case_says_its_rule_first() {
    let mut wrong = BTreeSet::new();
    for case in failing() {
        for (which, source) in [("fail", Some(&case.source)), ("pass", case.twin.as_ref())] {
            let first = source
                .and_then(|source| source.lines().next())
                .unwrap_or_default();
            let sentence = first.starts_with("//! ") && first.ends_with('.');
            if !sentence {
                wrong.insert(format!("{} ({which}): {first}", case.name));
            }
        }
    }
    complain(&wrong);
}
