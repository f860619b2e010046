//! Time and randomness come from the application's own clock and randomness, and from nowhere
//! else: that is what makes tests of applications the same every time.
#![expect(clippy::expect_used, reason = "a test says what is wrong by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What reads the wall clock, the machine's monotonic clock, or random numbers.
const FORBIDDEN: [&str; 16] = [
    "SystemTime::now",
    "std::time::Instant",
    "Utc::now",
    "Local::now",
    "new_v4()",
    "now_v7()",
    "fastrand::",
    "getrandom::",
    "rand::rng",
    "rand::random",
    "thread_rng",
    "OsRng",
    "Uuid::now",
    "chrono::Local",
    "jiff::Timestamp::now",
    "RandomState",
];

/// Who may, and why.
const ALLOWED: [(&str, &str); 10] = [
    ("framework/core/src/context/clock.rs", "it is the clock"),
    (
        "framework/core/src/context/randomness.rs",
        "it is the randomness",
    ),
    (
        "framework/core/src/config/settle.rs",
        "the key of marks that say only whether two secrets are the same, and are never shown",
    ),
    (
        "framework/core/src/events/bus.rs",
        "how long threads of observers are waited for, with no runtime that could be paused",
    ),
    (
        "framework/core/src/events/queue.rs",
        "how long threads of observers are waited for, with no runtime that could be paused",
    ),
    (
        "framework/core/src/testing/app.rs",
        "how long threads that leave are waited for at the end of a test",
    ),
    (
        "modules/cache/src/memory/mod.rs",
        "the type of a time that moka gives and nobody reads, and the key of its tables",
    ),
    (
        "modules/cache/src/memory/index.rs",
        "the key of tables, which decides where an entry is and nothing that anybody sees",
    ),
    (
        "modules/http-server/src/policy/rate.rs",
        "the key of digests of headers, which are compared and never shown",
    ),
    (
        "modules/database/src/observe.rs",
        "how long a statement really takes, even where a test holds the time",
    ),
];

#[test]
fn nothing_reads_time_or_randomness_but_the_clock_and_the_randomness() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    for room in [
        "framework/core/src",
        "framework/src",
        "modules",
        "framework-cli/templates",
    ] {
        for path in rust_files(&root.join(room)) {
            let name = path
                .strip_prefix(&root)
                .expect("below the root")
                .display()
                .to_string();
            let exempt = ALLOWED.iter().any(|(allowed, _)| name == *allowed);
            if exempt || name.contains("/tests/") || name.contains("/benches/") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source");
            // What stands in unit tests, behind the code, is not what runs.
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            for (number, line) in code.lines().enumerate() {
                let line = line.trim_start();
                if line.starts_with("//") {
                    continue;
                }
                if let Some(found) = FORBIDDEN.iter().find(|found| line.contains(*found)) {
                    wrong.push(format!("{name}:{}: {found}", number + 1));
                }
            }
            if imports_instant(code) {
                wrong.push(format!("{name}: imports the Instant of std"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (allowed, _) in ALLOWED {
        let text = fs::read_to_string(root.join(allowed)).expect("who may is there");
        let uses = FORBIDDEN.iter().any(|found| text.contains(found));
        assert!(
            uses || imports_instant(&text),
            "{allowed} need not be allowed anything"
        );
    }
}

/// Whether `Instant` is among what is imported from `std`, in whatever group.
fn imports_instant(code: &str) -> bool {
    code.split("use std::").skip(1).any(|rest| {
        let import = rest.split(';').next().unwrap_or_default();
        let mut names = import.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.any(|name| name == "Instant")
    })
}

#[test]
fn an_import_is_found_in_a_group() {
    assert!(imports_instant(
        "use std::{\n    fmt,\n    time::{Duration, Instant},\n};"
    ));
    assert!(imports_instant("use std::time::Instant;"));
    assert!(!imports_instant(
        "use std::time::Duration;\nuse tokio::time::Instant;"
    ));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                found.extend(rust_files(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
