//! Secrets go in by every way, and come out by none: every command, right and wrong, the log,
//! events, errors and panics.

use std::{collections::BTreeSet, fs, io, path::Path};

use crate::{
    cases::READY,
    child::{EMBEDDED, Ended, LEAKY, Running},
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
    &["health"],
    &["health", "--output", "json"],
    &["ready"],
    &["events", "--last", "1000"],
    &["events", "--last", "1000", "--output", "json"],
    &["log", "debug"],
    &["report"],
    &["report", "--output", "json"],
    &["reload"],
    &["tell"],
    &["tell", "--output", "json"],
    &["drain"],
    &["stop"],
];

/// A folder with secrets in every place that is read, and what starts the application there.
struct Stage {
    folder: tempfile::TempDir,
    socket: String,
}

/// The ways that the command line has, each with what comes by it.
const WAYS: [(&str, &str); 11] = [
    ("base", "purlin.toml"),
    ("profile", "purlin.prod.toml"),
    ("dotenv", ".env"),
    ("environment", "LEAKY__VAULT__WAYS__ENVIRONMENT"),
    ("declared", "LEAKY_KEY"),
    ("directory", "(secret directory)"),
    ("command_line", "--set"),
    ("env_reference", "purlin.toml"),
    ("file_reference", "purlin.prod.toml"),
    ("word", "default"),
    ("token", "purlin.toml"),
];

impl Stage {
    fn new() -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let socket = folder.path().join("admin.sock").display().to_string();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
            fs::write(path, text)
        };
        write("token", "canary-token")?;
        write("referred", "canary-file-reference")?;
        write(
            "purlin.toml",
            "[vault]\ntoken = \"${file:token}\"\n[vault.ways]\nbase = \"canary-base\"\n\
             env_reference = \"${env:LEAKY_WORD} with ${env:LEAKY_OTHER}\"\n",
        )?;
        write(
            "purlin.prod.toml",
            "[vault.ways]\nprofile = \"canary-profile\"\nfile_reference = \"${file:referred}\"\n",
        )?;
        write(
            ".env",
            "LEAKY__VAULT__WAYS__DOTENV=canary-dotenv\nLEAKY_OTHER='canary-dotenv-reference'\n",
        )?;
        write("secrets/vault.ways.directory", "canary-directory\n")?;
        write("leaky.toml", "[vault]\ntoken = \"${file:token}\"\n")?;
        write(
            "leaky.instance-eu1.toml",
            "[vault.ways]\ninstance = \"canary-instance\"\n",
        )?;
        write(
            "leaky.tenant-acme.toml",
            "[vault.ways]\ntenant = \"canary-tenant\"\n",
        )?;
        write(
            "tenants/globex.toml",
            "[vault.ways]\ntenant = \"canary-globex\"\njson = \"canary-globex-json\"\n",
        )?;
        write(
            "tenants/wrong.toml",
            "[vault]\nword = \"canary-that-is-far-longer-than-forty-characters\"\n\
             [vault.ways]\ntenant = [\"canary-wrong\"]\ntennant = \"canary-wrong\"\n",
        )?;
        Ok(Self { folder, socket })
    }

    fn start(&self, words: &[&str]) -> io::Result<Running> {
        let socket = format!("admin.socket={}", self.socket);
        let ways = [
            "--profile",
            "prod",
            "--secrets",
            "secrets",
            "--set",
            "vault.ways.command_line=canary-command-line",
            "--set",
            &socket,
        ];
        Running::start_in(
            (LEAKY, self.folder.path()),
            &[
                ("LEAKY__VAULT__WAYS__ENVIRONMENT", "canary-environment"),
                ("LEAKY_KEY", "canary-declared"),
                ("LEAKY_WORD", "canary-env-reference"),
            ],
            &[words, &ways].concat(),
        )
    }

    fn run(&self, words: &[&str], code: i32) -> io::Result<Ended> {
        let ended = self.start(words)?.end()?;
        assert_eq!(ended.code, Some(code), "{words:?}: {ended:#?}");
        keeps_silent(&words.join(" "), &ended);
        Ok(ended)
    }
}

#[track_caller]
fn keeps_silent(what: &str, ended: &Ended) {
    let told = format!("{}\n{}", ended.said.join("\n"), ended.log);
    assert!(!told.contains(CANARY), "{what}: {told}");
}

pub(crate) fn nothing_shows_a_secret() -> io::Result<()> {
    let stage = Stage::new()?;
    every_command_is_among_them(&stage.start(&["--help"])?.end()?);
    let mut running = stage.start(&[])?;
    running.wait_for_log(READY)?;
    let shown = stage.run(&["config", "show"], 0)?.said.join("\n");
    for (field, place) in WAYS {
        let line = shown
            .lines()
            .find(|line| line.starts_with(&format!("{field} = ")));
        assert!(
            line.is_some_and(|line| line.contains(place)),
            "{field} comes from {place}: {shown}"
        );
    }
    let (stop, others) = COMMANDS.split_last().unwrap_or((&COMMANDS[0], COMMANDS));
    for words in others {
        // A reload that changes a secret, and tells of it.
        if *words == ["reload"] {
            fs::write(stage.folder.path().join("token"), "canary-changed")?;
        }
        stage.run(words, if words[0] == "tell" { 69 } else { 0 })?;
    }
    stage.run(stop, 0)?;
    let ended = running.end()?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(ended.log.contains("opened with"), "{ended:#?}");
    keeps_silent("the log", &ended);
    Ok(())
}

/// What is wrong is told of without what it is.
pub(crate) fn nothing_wrong_shows_a_secret() -> io::Result<()> {
    let stage = Stage::new()?;
    let long = "canary-that-is-far-longer-than-forty-characters";
    let wrong = format!("vault.word={long}");
    for words in [
        &["check", "--set", &wrong][..],
        &["run", "--set", &wrong],
        &["run", "--output", "json", "--set", &wrong],
        &["config", "show", "--set", &wrong],
        &["tell", "--set", &wrong],
        &["check", "--set", "vault.word.deeper=canary"],
        &["check", "--set", "vault.ways.bsae=canary"],
    ] {
        stage.run(words, 78)?;
    }
    let explained = stage.start(&["config", "explain", "vault.canary"])?.end()?;
    assert_eq!(explained.code, Some(64), "{explained:#?}");
    Ok(())
}

/// Whatever code of the application fails or panics with all that it knows, nobody sees it.
pub(crate) fn no_error_and_no_panic_shows_a_secret() -> io::Result<()> {
    let stage = Stage::new()?;
    for how in ["error", "panic"] {
        for output in ["text", "json"] {
            let careless = format!("vault.careless=start={how}");
            let ended = stage.run(&["--output", output, "--set", &careless], 69 + code(how))?;
            assert!(ended.log.contains("PL1102"), "{ended:#?}");
        }
        let careless = ["task", "check", "reload", "drain", "stop"]
            .map(|point| format!("{point}={how}"))
            .join(",");
        let careless = format!("vault.careless={careless}");
        let mut running = stage.start(&["--set", &careless])?;
        running.wait_for_log(READY)?;
        for (words, code) in [
            (&["health"][..], 69),
            (&["health", "--output", "json"], 69),
            (&["ready"], 69),
        ] {
            stage.run(words, code)?;
        }
        running.wait_for_log("PL1106")?;
        fs::write(stage.folder.path().join("token"), format!("canary-{how}"))?;
        stage.run(&["reload"], 78)?;
        running.signal("HUP")?;
        running.wait_for_log("asked to reload")?;
        for words in [
            &["events", "--last", "1000"][..],
            &["events", "--last", "1000", "--output", "json"],
            &["report", "--output", "json"],
            &["modules", "--output", "json"],
        ] {
            stage.run(words, 0)?;
        }
        stage.run(&["stop"], 0)?;
        let ended = running.end()?;
        keeps_silent(&format!("the log of what ends with {how}"), &ended);
        for told in ["PL1011", "PL1104", "PL1106"] {
            assert!(ended.log.contains(told), "{told} in {ended:#?}");
        }
        if how == "panic" {
            assert!(ended.log.contains("panicked at "), "{ended:#?}");
            assert!(ended.log.contains("leaky.rs:"), "{ended:#?}");
        }
    }
    Ok(())
}

/// A failed start ends with the class of its cause, and a panic is a failure of the program.
fn code(how: &str) -> i32 {
    i32::from(how == "panic")
}

/// What only code can say: a layer of an instance and of a tenant, flat variables, a source of its
/// own, values.
pub(crate) fn a_program_that_starts_it_itself_shows_no_secret() -> io::Result<()> {
    let stage = Stage::new()?;
    let ended = Running::start_in((EMBEDDED, stage.folder.path()), &[], &[])?.end()?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    keeps_silent("embedded", &ended);
    let told = ended.said.join("\n");
    for way in [
        "instance = \"‹secret›\" # leaky.instance-eu1.toml",
        "tenant = \"‹secret›\" # leaky.tenant-acme.toml",
        "flat = \"‹secret›\" # VAULT_WAYS_FLAT",
        "custom = \"‹secret›\" # own",
        "code = \"‹secret›\" # ",
        "task-failed",
        "health-changed",
        "reload-failed",
        "tenant-failed",
        "reload: true",
    ] {
        assert!(told.contains(way), "{way} in {told}");
    }
    assert!(ended.log.contains("globex has"), "{}", ended.log);
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
