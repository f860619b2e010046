//! Every case compiles, or fails with the recorded messages. `TRYBUILD=overwrite cargo test -p
//! purlin-trybuild-tests` records again; read what it recorded.

use std::{path::Path, process::Command};

#[test]
fn the_compiler_is_the_pinned_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rust-toolchain.toml");
    let pinned = std::fs::read_to_string(file).expect("rust-toolchain.toml");
    let channel = pinned
        .lines()
        .find_map(|line| line.strip_prefix("channel = \""))
        .and_then(|rest| rest.strip_suffix('"'))
        .expect("a channel");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        version.split_whitespace().nth(1),
        Some(channel),
        "the recordings hold for rustc {channel} only"
    );
}

#[test]
fn every_case_compiles_or_fails_as_recorded() {
    let cases = trybuild::TestCases::new();
    cases.pass("cases/*/pass/*.rs");
    cases.compile_fail("cases/*/fail/*.rs");
}
