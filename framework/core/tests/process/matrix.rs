//! Every kind of user code, in every phase in which it runs, with every fault that it can have: the
//! exact events of the whole life, and the exit code.

use std::io;

use serde_json::Value;

use crate::{
    admin::{json, socket},
    cases::READY,
    child::{Ended, Running},
};

/// The modules before the one with the faults, in order.
const BEFORE: [&str; 4] = [
    "LifecycleModule",
    "LoggingModule",
    "AdminModule",
    "BaseModule",
];

const FAULTS: [&str; 3] = ["error", "panic", "hang"];

/// What stands in an error instead of what failed.
const REASONS: [&str; 2] = ["[FAULT1] told to fail", "panicked: told to panic"];

/// A life in which something is planned to go wrong, up to when it is ready.
struct Life {
    running: Running,
    socket: String,
    /// What the level is read from; nobody watches it.
    level: std::path::PathBuf,
    _folders: [tempfile::TempDir; 2],
}

/// Deadlines that a test can wait for.
const DEADLINES: [&str; 6] = [
    "--set",
    "lifecycle.start=1s",
    "--set",
    "lifecycle.drain=1s",
    "--set",
    "lifecycle.stop_each=1s",
];

impl Life {
    fn begin(plan: &str) -> io::Result<Self> {
        let (folder, socket) = socket()?;
        let apart = tempfile::tempdir()?;
        let (file, level) = (
            folder.path().join("faulty.toml"),
            apart.path().join("level"),
        );
        std::fs::write(&level, "1")?;
        let text = format!("[fault]\nlevel = \"${{file:{}}}\"\n", level.display());
        std::fs::write(&file, text)?;
        let (file, plan) = (file.display().to_string(), format!("fault.plan={plan}"));
        let words = ["--config", &file, "--set", &plan, "--set", &socket];
        let logging = ["--set", "logging.level=debug"];
        let running = Running::start_faulty(&[&words[..], &logging, &DEADLINES].concat())?;
        Ok(Self {
            running,
            socket,
            level,
            _folders: [folder, apart],
        })
    }

    /// One that gets ready.
    fn ready(plan: &str) -> io::Result<Self> {
        let mut life = Self::begin(plan)?;
        life.running.wait_for_log(READY)?;
        Ok(life)
    }

    fn ask(&self, words: &[&str]) -> io::Result<Ended> {
        Running::start_faulty(&[words, &["--set", &self.socket]].concat())?.end()
    }

    /// Its events and its exit code, after it has been told to stop.
    fn stop(self) -> io::Result<(Vec<String>, i32)> {
        self.running.signal("TERM")?;
        self.end()
    }

    fn end(self) -> io::Result<(Vec<String>, i32)> {
        let ended = self.running.end()?;
        let code = ended.code.unwrap_or(-1);
        Ok((events(&ended)?, code))
    }
}

/// The events that were logged, by their numbers, of which none may lack.
fn events(ended: &Ended) -> io::Result<Vec<String>> {
    let lines = ended.log.lines().filter(|line| line.starts_with('{'));
    let records: Vec<Value> = lines
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(io::Error::other)?;
    let records = records.iter();
    let mut events: Vec<(u64, String)> = records
        .filter_map(|record| Some((record["fields"]["sequence"].as_u64()?, event(record))))
        .collect();
    events.sort();
    for ((number, _), expected) in events.iter().zip(1..) {
        assert_eq!(*number, expected, "{events:#?}");
    }
    Ok(events.into_iter().map(|(_, line)| line).collect())
}

/// An event, as it is shown.
fn event(record: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (message, module) = (text(&record["message"]), text(&record["module"]));
    match message.strip_prefix("module ") {
        Some(what @ ("started" | "stopped")) => format!("module {module} {what}"),
        _ if message == "reload refused" => {
            format!("{message}: [{}]", text(&record["fields"]["code"]))
        }
        _ => message,
    }
}

fn started(modules: &[&str]) -> Vec<String> {
    let mut lines = vec!["configured".to_owned(), "starting".to_owned()];
    for module in modules {
        lines.push(format!("module {module} starting"));
        lines.push(format!("module {module} started"));
    }
    lines
}

/// The stop of modules, each of which tells of something first.
fn stopped(modules: &[&str], told: &[(&str, &str)]) -> Vec<String> {
    let mut lines = vec!["stopping".to_owned()];
    for module in modules.iter().rev() {
        lines.push(format!("module {module} stopping"));
        let of_it = told.iter().filter(|(of, _)| of == module);
        lines.extend(of_it.map(|(_, line)| (*line).to_owned()));
        lines.push(format!("module {module} stopped"));
    }
    lines
}

fn all() -> Vec<&'static str> {
    [&BEFORE[..], &["FaultyModule", "AfterModule"]].concat()
}

/// A whole life with what is told while it runs, drains and stops.
fn whole(running: &[&str], draining: &[&str], stopping: &[(&str, &str)]) -> Vec<String> {
    let mut lines = started(&all());
    lines.push("ready".to_owned());
    lines.extend(running.iter().map(|line| (*line).to_owned()));
    lines.push("draining".to_owned());
    lines.extend(draining.iter().map(|line| (*line).to_owned()));
    lines.extend(stopped(&all(), stopping));
    lines.push("stopped".to_owned());
    lines
}

/// The start fails in the module with the faults, and the one before it may have faults in turn.
fn rolled_back(code: &str, told: &str, stopping: &[(&str, &str)]) -> Vec<String> {
    let mut lines = started(&BEFORE);
    lines.push("module FaultyModule starting".to_owned());
    lines.push(format!("module FaultyModule failed: [{code}] {told}"));
    lines.extend(stopped(&BEFORE, stopping));
    lines.push(format!("failed: [{code}]"));
    lines
}

#[track_caller]
fn expect(plan: &str, lived: &(Vec<String>, i32), events: &[String], code: i32) {
    assert_eq!(lived.0, events, "{plan}");
    assert_eq!(lived.1, code, "{plan}");
}

/// Whether code that cannot wait has a fault that it can have.
fn possible(waits: bool, fault: &str) -> bool {
    waits || fault != "hang"
}

pub(crate) fn starting() -> io::Result<()> {
    for (point, code, what, waits) in [
        (
            "part",
            "PL1101",
            "`FaultyModule::part` could not be made",
            false,
        ),
        (
            "made",
            "PL1101",
            "`FaultyModule::made` could not be made",
            true,
        ),
        (
            "loud",
            "PL1101",
            // What decorates is a part of what it decorates.
            "`FaultyModule::low` could not be made",
            false,
        ),
        (
            "short",
            "PL1101",
            "`FaultyModule::short` could not be made",
            false,
        ),
        (
            "start",
            "PL1102",
            "start hook `FaultyModule::start` failed",
            true,
        ),
    ] {
        for (fault, reason) in FAULTS.iter().zip([REASONS[0], REASONS[1], ""]) {
            if !possible(waits, fault) {
                continue;
            }
            let plan = format!("{point}={fault}");
            let lived = Life::begin(&plan)?.end()?;
            let (code, told, exit) = match *fault {
                "hang" => {
                    let told = format!("`FaultyModule::{point}` did not finish within 1s");
                    ("PL1103", told, 70)
                }
                "error" if point == "loud" => {
                    let by = "`FaultyModule::loud`, which decorates it, failed";
                    (code, format!("{what}: {by}: {reason}"), 69)
                }
                "error" => (code, format!("{what}: {reason}"), 69),
                _ => (code, format!("{what}: {reason}"), 70),
            };
            expect(&plan, &lived, &rolled_back(code, &told, &[]), exit);
        }
    }
    Ok(())
}

/// What the code of a module that stops tells of its fault, and the exit code of a stop.
fn of_a_stop(point: &str, fault: &str, module: &str) -> (String, i32) {
    let (what, name) = match point {
        "told" => ("[PL1106] task", "work"),
        "stop" => ("[PL1104] stop hook", "stop"),
        _ => (
            "[PL1108]",
            if module == "BaseModule" {
                "base"
            } else {
                "part"
            },
        ),
    };
    match (point, fault) {
        (_, "hang") => (
            format!("[PL1105] `{module}::{name}` did not stop within 1s and was cut off"),
            75,
        ),
        ("drop", _) => (
            format!(
                "{what} `{module}::{name}` panicked while it was dropped: {}",
                REASONS[1]
            ),
            70,
        ),
        (_, "panic") => (
            format!("{what} `{module}::{name}` failed: {}", REASONS[1]),
            70,
        ),
        _ => (
            format!("{what} `{module}::{name}` failed: {}", REASONS[0]),
            69,
        ),
    }
}

const STOPS: [(&str, &[&str]); 3] = [("told", &FAULTS), ("stop", &FAULTS), ("drop", &["panic"])];

pub(crate) fn stopping() -> io::Result<()> {
    for (point, faults) in STOPS {
        for fault in faults {
            let plan = format!("{point}={fault}");
            let lived = Life::ready(&plan)?.stop()?;
            let (told, code) = of_a_stop(point, fault, "FaultyModule");
            let events = whole(&[], &[], &[("FaultyModule", &told)]);
            expect(&plan, &lived, &events, code);
        }
    }
    Ok(())
}

/// The exit code is that of what failed first, and the rest still stops.
pub(crate) fn rolling_back() -> io::Result<()> {
    for (point, faults) in STOPS {
        for fault in faults {
            let plan = format!("start=error,base {point}={fault}");
            let lived = Life::begin(&plan)?.end()?;
            let (told, _) = of_a_stop(point, fault, "BaseModule");
            let hook = format!("start hook `FaultyModule::start` failed: {}", REASONS[0]);
            let events = rolled_back("PL1102", &hook, &[("BaseModule", &told)]);
            expect(&plan, &lived, &events, 69);
        }
    }
    Ok(())
}

pub(crate) fn draining() -> io::Result<()> {
    for (fault, told, code) in [
        ("error", REASONS[0], 69),
        ("panic", REASONS[1], 70),
        ("hang", "", 75),
    ] {
        let plan = format!("drain={fault}");
        let lived = Life::ready(&plan)?.stop()?;
        let told = match fault {
            "hang" => "[PL1112] `FaultyModule::drain` was not done within the 1s of the drain \
                       and was cut off"
                .to_owned(),
            _ => format!("[PL1111] drain hook `FaultyModule::drain` failed: {told}"),
        };
        expect(&plan, &lived, &whole(&[], &[&told], &[]), code);
    }
    // All of it at once: each is told, and the overrun decides.
    let plan = "drain=error,base drain=hang,told=panic,stop=error,base stop=hang,drop=panic";
    let lived = Life::ready(plan)?.stop()?;
    let events = whole(
        &[],
        &[
            "[PL1111] drain hook `FaultyModule::drain` failed: [FAULT1] told to fail",
            "[PL1112] `BaseModule::drain` was not done within the 1s of the drain and was cut off",
        ],
        &[
            (
                "FaultyModule",
                &of_a_stop("told", "panic", "FaultyModule").0,
            ),
            (
                "FaultyModule",
                &of_a_stop("stop", "error", "FaultyModule").0,
            ),
            (
                "FaultyModule",
                &of_a_stop("drop", "panic", "FaultyModule").0,
            ),
            ("BaseModule", &of_a_stop("stop", "hang", "BaseModule").0),
        ],
    );
    expect(plan, &lived, &events, 75);
    Ok(())
}

pub(crate) fn running_task() -> io::Result<()> {
    for (fault, reason) in [("error", REASONS[0]), ("panic", REASONS[1])] {
        let plan = format!("task={fault}");
        let mut life = Life::ready(&plan)?;
        // The check lets the task go on.
        life.ask(&["health"])?;
        let told = format!("[PL1106] task `FaultyModule::work` failed: {reason}");
        life.running.wait_for_log(&told)?;
        let health = life.ask(&["health"])?;
        assert_eq!(health.code, Some(69), "{health:#?}");
        // It has been told, and what runs on is fine.
        expect(&plan, &life.stop()?, &whole(&[&told], &[], &[]), 0);
    }
    // One that hangs is found when it is told to stop.
    let life = Life::ready("task=hang")?;
    life.ask(&["health"])?;
    let (told, code) = of_a_stop("told", "hang", "FaultyModule");
    let events = whole(&[], &[], &[("FaultyModule", &told)]);
    expect("task=hang", &life.stop()?, &events, code);
    Ok(())
}

pub(crate) fn health() -> io::Result<()> {
    for (fault, reason) in [
        ("error", REASONS[0]),
        ("panic", REASONS[1]),
        ("hang", "no answer within 200ms"),
    ] {
        let plan = format!("check={fault}");
        let life = Life::ready(&plan)?;
        for _ in 0..2 {
            let health = life.ask(&["health", "--output", "json"])?;
            assert_eq!(health.code, Some(69), "{health:#?}");
            assert_eq!(json(&health)?["ready"], false, "{health:#?}");
        }
        let told = format!("health FaultyModule::check: healthy -> unhealthy: {reason}");
        expect(&plan, &life.stop()?, &whole(&[&told], &[], &[]), 0);
    }
    Ok(())
}

pub(crate) fn reload() -> io::Result<()> {
    for fault in FAULTS {
        let plan = format!("reload={fault}");
        let life = Life::ready(&plan)?;
        std::fs::write(&life.level, "2")?;
        let reload = life.ask(&["reload"])?;
        assert!(reload.log.contains("[PL1011]"), "{reload:#?}");
        let told = ["reloading the configuration", "reload refused: [PL1011]"];
        expect(&plan, &life.stop()?, &whole(&told, &[], &[]), 0);
    }
    Ok(())
}
