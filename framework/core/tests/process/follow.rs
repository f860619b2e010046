//! Operators who follow what happens in the running application.

use std::io;

use serde_json::Value;

use crate::{
    admin::{ask, json, socket},
    cases::ready,
    child::{Ended, Running},
};

fn follow(socket: &str, words: &[&str]) -> io::Result<Running> {
    Running::start(&[&["events", "--follow", "--set", socket], words].concat())
}

/// The lines without times.
fn told(ended: &Ended) -> Vec<String> {
    let lines = ended.said.iter();
    lines
        .map(|line| {
            let (time, rest) = line.split_once("  ").unwrap_or_default();
            assert!(time.ends_with('Z'), "{line}");
            rest.trim_start().to_owned()
        })
        .collect()
}

const END: [&str; 13] = [
    "14  draining",
    "15  stopping",
    "16  module SecondModule stopping",
    "17  module SecondModule stopped",
    "18  module FirstModule stopping",
    "19  module FirstModule stopped",
    "20  module AdminModule stopping",
    "21  module AdminModule stopped",
    "22  module LoggingModule stopping",
    "23  module LoggingModule stopped",
    "24  module LifecycleModule stopping",
    "25  module LifecycleModule stopped",
    "26  stopped",
];

pub(crate) fn to_the_end() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let mut all = follow(&socket, &["--last", "2"])?;
    all.wait_for_said("  ready")?;
    let types = "draining,module-st*";
    let mut some = follow(
        &socket,
        &["--type", types, "--last", "1", "--output", "json"],
    )?;
    some.wait_for_said("module-started")?;
    running.signal("TERM")?;
    let ended = all.end()?;
    assert_eq!(
        (ended.code, ended.log.as_str()),
        (Some(0), ""),
        "{ended:#?}"
    );
    let mut expected = vec!["12  module SecondModule started", "13  ready"];
    expected.extend(END);
    assert_eq!(told(&ended), expected);
    let ended = some.end()?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let events: Vec<Value> = ended
        .said
        .iter()
        .map(|line| serde_json::from_str(line))
        .collect::<Result<_, _>>()?;
    let types: Vec<_> = events.iter().map(|event| &event["type"]).collect();
    let mut expected = vec!["module-started", "draining"];
    expected.extend(["module-stopping", "module-stopped"].repeat(5));
    assert_eq!(types, expected);
    assert_eq!(events[0]["module"], "SecondModule");
    assert_eq!(running.end()?.code, Some(0));
    Ok(())
}

pub(crate) fn during_the_start() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let mut running = Running::start(&["--set", &socket, "--set", "fault.hang=second start"])?;
    running.wait_for("second start")?;
    let mut all = follow(&socket, &["--last", "1000"])?;
    all.wait_for_said("module SecondModule starting")?;
    let starting = ask(
        &socket,
        &["events", "--type", "module-starting", "--last", "3"],
    )?;
    let names = ["AdminModule", "FirstModule", "SecondModule"];
    assert_eq!(starting.said.len(), names.len(), "{starting:#?}");
    for (line, name) in starting.said.iter().zip(names) {
        assert!(
            line.ends_with(&format!("  module {name} starting")),
            "{line}"
        );
    }
    ask(&socket, &["stop"])?;
    let ended = all.end()?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    let told = told(&ended);
    assert_eq!(told[0], "1  configured");
    assert_eq!(
        told[10..12],
        ["11  module SecondModule starting", "12  stopping"]
    );
    assert_eq!(told.last().map(String::as_str), Some("21  stopped"));
    // Each once, whether it came before or after who follows.
    assert_eq!(told.len(), 21, "{told:#?}");
    running.end()?;
    Ok(())
}

pub(crate) fn killed() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let mut all = follow(&socket, &["--last", "1"])?;
    all.wait_for_said("  ready")?;
    // It kills it.
    drop(running);
    let ended = all.end()?;
    assert_eq!(ended.code, Some(69), "{ended:#?}");
    assert!(ended.log.contains("[PL1522]"), "{ended:#?}");
    assert!(
        ended.log.contains("the application has gone away"),
        "{ended:#?}"
    );
    let nobody = follow(&socket, &[])?.end()?;
    assert_eq!(nobody.code, Some(69), "{nobody:#?}");
    Ok(())
}

pub(crate) fn leaves() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let follow_count = || -> io::Result<usize> {
        let all = json(&ask(&socket, &["events", "--output", "json"])?)?;
        let observers = all["observers"].as_array().cloned().unwrap_or_default();
        let follow = observers
            .iter()
            .filter(|observer| observer["name"] == "admin-follow");
        Ok(follow.count())
    };
    let mut all = follow(&socket, &["--last", "1"])?;
    all.wait_for_said("  ready")?;
    assert_eq!(follow_count()?, 1);
    drop(all);
    // The application hears of it without anything happening.
    let mut left = 1_000;
    while follow_count()? > 0 {
        left -= 1;
        assert!(left > 0, "it is still followed");
    }
    running.signal("TERM")?;
    assert_eq!(running.end()?.code, Some(0));
    Ok(())
}
