//! Secrets go in by every way, and come out by none: every command, right and wrong, and the log.

use std::{collections::BTreeSet, fs, io};

use crate::{
    cases::READY,
    child::{Ended, Running},
};

/// What must not be seen anywhere.
const CANARY: &str = "canary";

/// Every command of the application; `stop` comes last, for it ends what the others ask.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["graph", "--format", "json"],
    &["graph", "--format", "mermaid"],
    &["graph", "--format", "dot"],
    &["config", "show"],
    &["config", "show", "--format", "json"],
    &["config", "show", "--live"],
    &["config", "show", "--live", "--output", "json"],
    &["config", "explain", "vault"],
    &["config", "sample", "--format", "toml"],
    &["config", "sample", "--format", "yaml"],
    &["config", "sample", "--format", "json"],
    &["config", "sample", "--format", "env"],
    &["config", "schema"],
    &["version"],
    &["graph", "--live"],
    &["modules"],
    &["modules", "--output", "json"],
    &["explain", "PL1000"],
    &["completions", "bash"],
    &["level", "words"],
    &["health"],
    &["health", "--output", "json"],
    &["ready"],
    &["events", "--last", "1000"],
    &["events", "--last", "1000", "--output", "json"],
    &["log", "debug"],
    &["report"],
    &["report", "--output", "json"],
    &["reload"],
    &["drain"],
    &["stop"],
];

fn keeps_silent(what: &str, ended: &Ended) {
    let told = format!("{}\n{}", ended.said.join("\n"), ended.log);
    assert!(!told.contains(CANARY), "{what}: {told}");
}

pub(crate) fn nothing_shows_a_secret() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::create_dir(at("secrets"))?;
    fs::write(at("secrets/vault.key"), "canary-directory")?;
    fs::write(at("referred"), "canary-referred")?;
    let file = at("shop.toml");
    let text = format!("[vault]\ntoken = \"${{file:{}}}\"\n", at("referred"));
    fs::write(&file, text)?;
    let (secrets, socket) = (at("secrets"), format!("admin.socket={}", at("admin.sock")));
    let ways = ["--config", &file, "--secrets", &secrets, "--set", &socket];
    let by_variable = ("PROCESS__VAULT__WORD", "canary-variable");
    let start = |words: &[&str]| Running::start_with(by_variable, &[words, &ways].concat());

    every_command_is_among_them(&start(&["--help"])?.end()?);
    let mut running = start(&[])?;
    running.wait_for_log(READY)?;
    let (stop, others) = COMMANDS.split_last().unwrap_or((&COMMANDS[0], COMMANDS));
    for words in others {
        // A reload that changes a secret, and tells of it.
        if *words == ["reload"] {
            fs::write(at("referred"), "canary-changed")?;
        }
        let ended = start(words)?.end()?;
        assert_eq!(ended.code, Some(0), "{words:?}: {ended:#?}");
        keeps_silent(&words.join(" "), &ended);
    }
    // What is wrong is told of without what it is.
    let long = "canary-that-is-far-longer-than-forty-characters";
    let wrong = format!("vault.word={long}");
    for words in [
        &["check", "--set", &wrong][..],
        &["run", "--set", &wrong],
        &["config", "show", "--set", &wrong],
        &["check", "--set", "vault.word.deeper=canary"],
    ] {
        let ended = start(words)?.end()?;
        assert_eq!(ended.code, Some(78), "{words:?}: {ended:#?}");
        keeps_silent(&words.join(" "), &ended);
    }
    keeps_silent("stop", &start(stop)?.end()?);
    let ended = running.end()?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.log.contains("opened with"), "{ended:#?}");
    keeps_silent("the log", &ended);
    Ok(())
}

/// A command that is new has to be looked at, too.
fn every_command_is_among_them(help: &Ended) {
    let listed = help.said.iter().skip_while(|line| *line != "Commands:");
    let listed = listed.skip(1).take_while(|line| !line.is_empty());
    let names: BTreeSet<&str> = listed
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "run")
        .collect();
    let known: BTreeSet<&str> = COMMANDS.iter().map(|words| words[0]).collect();
    assert_eq!(names, known);
}
