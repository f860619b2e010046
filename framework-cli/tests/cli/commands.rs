//! What needs no build: names, refusals, explanations, completions.
use crate::support::{cargo, purlin, target};
use serde_json::Value;

#[test]
fn a_code_is_explained_offline() {
    let here = tempfile::tempdir().unwrap();
    let text = purlin(here.path(), &["explain", "PL0001"]).succeeded().out;
    assert!(text.starts_with("# PL0001: a service that is asked for is provided by nobody"));
    assert!(text.contains("error[E0080]: evaluation panicked: [PL0001]"));
    let json = purlin(here.path(), &["--json", "explain", "3"])
        .succeeded()
        .out;
    let document: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["code"], "PL0003");
    let unknown = purlin(here.path(), &["explain", "PL0099"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("error: there is no code `PL0099`"),
        "{}",
        unknown.err
    );
    assert!(
        unknown.err.contains("help: similar codes are"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_request_that_makes_no_sense_says_what_to_do() {
    let here = tempfile::tempdir().unwrap();
    let outside = purlin(here.path(), &["graph"]);
    assert_eq!(outside.code, 1);
    assert!(
        outside.err.contains("there is no Cargo.toml in"),
        "{}",
        outside.err
    );
    assert!(
        outside
            .err
            .contains("help: go to the folder of an application"),
        "{}",
        outside.err
    );
    let name = purlin(here.path(), &["new", "app", "match"]);
    assert_eq!(name.code, 2);
    assert!(
        name.err.contains("Rust keeps this word for itself"),
        "{}",
        name.err
    );
    let json = purlin(here.path(), &["--json", "new", "app", "a b"]);
    let document: Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(document["error"]["class"], "usage");
    let module = purlin(here.path(), &["add", "http-sever"]);
    assert!(
        module.err.contains("help: did you mean `http-server`?"),
        "{}",
        module.err
    );
    let command = purlin(here.path(), &["grap"]);
    assert_eq!(command.code, 2);
    assert!(command.err.contains("graph"), "{}", command.err);
}

#[test]
fn nothing_that_exists_is_overwritten() {
    let here = tempfile::tempdir().unwrap();
    std::fs::create_dir(here.path().join("shop")).unwrap();
    std::fs::write(here.path().join("shop/notes.txt"), "mine").unwrap();
    let refused = purlin(here.path(), &["new", "app", "shop"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("exists and is not empty"),
        "{}",
        refused.err
    );
    assert_eq!(
        std::fs::read_dir(here.path().join("shop")).unwrap().count(),
        1
    );
}

#[test]
fn shells_get_completions() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let text = purlin(here.path(), &["completions", shell]).succeeded().out;
        assert!(
            text.contains("doctor") && text.contains("cargo-purlin"),
            "{shell}"
        );
    }
    let text = purlin(here.path(), &["completions", "bash"])
        .succeeded()
        .out;
    let script = here.path().join("complete.bash");
    std::fs::write(&script, text).unwrap();
    let Ok(done) = std::process::Command::new("bash")
        .arg("-n")
        .arg(&script)
        .output()
    else {
        return; // No bash, nothing to try it with.
    };
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// The configuration of each template says all that its application reads. Run it with
/// `PURLIN_WRITE=1` to write it.
#[test]
fn the_configuration_of_each_template_is_the_sample_of_its_application() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for template in ["minimal", "api", "worker"] {
        let program = target().join("debug").join(format!("template-{template}"));
        if !program.exists() {
            let package = format!("template-{template}");
            cargo(root, &["build", "--quiet", "--package", &package]).succeeded();
        }
        let output = std::process::Command::new(program)
            .args(["config", "sample", "--format", "toml"])
            .output()
            .unwrap();
        let sample = String::from_utf8_lossy(&output.stdout);
        let path = root.join("templates").join(template).join("purlin.toml");
        if std::env::var_os("PURLIN_WRITE").is_some() {
            std::fs::write(&path, sample.as_bytes()).unwrap();
        } else {
            let found = std::fs::read_to_string(&path).unwrap();
            assert_eq!(
                found,
                sample,
                "{}: run it with PURLIN_WRITE=1",
                path.display()
            );
        }
    }
}
