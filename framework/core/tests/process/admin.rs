//! Operators who ask the running application.

use std::io;

use crate::{
    cases::{expect, ready},
    child::{Ended, Running},
};

/// The folder of the socket, and the argument that names it.
pub(crate) fn socket() -> io::Result<(tempfile::TempDir, String)> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("admin.sock");
    let argument = format!("admin.socket={}", path.display());
    Ok((folder, argument))
}

pub(crate) fn ask(socket: &str, words: &[&str]) -> io::Result<Ended> {
    Running::start(&[words, &["--set", socket]].concat())?.end()
}

pub(crate) fn json(ended: &Ended) -> io::Result<serde_json::Value> {
    serde_json::from_str(&ended.said.join("\n")).map_err(io::Error::other)
}

pub(crate) fn health_and_readiness() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let ended = ask(&socket, &["health"])?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert_eq!(ended.said[0], "healthy, ready (running)");
    let task = ended
        .said
        .iter()
        .find(|line| line.contains("SecondModule::work"));
    assert!(
        task.is_some_and(|line| line.starts_with("  healthy  ")),
        "{ended:#?}"
    );
    let report = json(&ask(&socket, &["health", "--output", "json"])?)?;
    assert_eq!(report["ready"], true);
    expect(&ask(&socket, &["ready"])?, 0, &["ready (running)"]);
    running.signal("TERM")?;
    assert_eq!(running.end()?.code, Some(0));
    Ok(())
}

pub(crate) fn an_unhealthy_one_exits_69() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let mut running = Running::start(&["--set", &socket, "--set", "fault.fail=second task"])?;
    running.wait_for_log("PL1106")?;
    running.wait_for_log(crate::cases::READY)?;
    let ended = ask(&socket, &["health"])?;
    assert_eq!(ended.code, Some(69), "{ended:#?}");
    assert_eq!(ended.said[0], "unhealthy, not ready (running)");
    let said = ended.said.join("\n");
    assert!(
        said.contains("task ended: [PROCESS1] told to fail"),
        "{said}"
    );
    expect(&ask(&socket, &["ready"])?, 69, &["not ready (running)"]);
    running.signal("TERM")?;
    running.end()?;
    Ok(())
}

pub(crate) fn events() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let ended = ask(&socket, &["events", "--last", "2"])?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert_eq!(ended.said.len(), 2);
    assert!(ended.said[1].ends_with("  ready"), "{ended:#?}");
    let all = json(&ask(
        &socket,
        &["events", "--last=1000", "--output", "json"],
    )?)?;
    let first = &all["events"][0];
    // From before the door was open, too.
    assert_eq!(
        (&first["type"], &first["sequence"]),
        (&"configured".into(), &1.into())
    );
    assert_eq!(all["observers"][0]["dropped"], 0);
    let wrong = ask(&socket, &["events", "--last", "many"])?;
    assert_eq!(wrong.code, Some(64), "{wrong:#?}");
    assert!(
        wrong.log.contains("[PL1525] `--last many` is no number"),
        "{wrong:#?}"
    );
    let wrong = ask(&socket, &["events", "all"])?;
    assert!(
        wrong.log.contains("`all` is not expected here"),
        "{wrong:#?}"
    );
    running.signal("TERM")?;
    running.end()?;
    Ok(())
}

pub(crate) fn few_events() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket, "--set", "admin.events=3"])?;
    let ended = ask(&socket, &["events"])?;
    assert_eq!(ended.said.len(), 3, "{ended:#?}");
    running.signal("TERM")?;
    running.end()?;
    Ok(())
}

pub(crate) fn configuration_and_reload() -> io::Result<()> {
    let (folder, socket) = socket()?;
    let (file, level) = (folder.path().join("shop.toml"), folder.path().join("level"));
    // What a reference names is not watched: only who asks makes it read that anew.
    let text = format!("[fault]\nlevel = \"${{file:{}}}\"\n", level.display());
    std::fs::write(&level, "1")?;
    std::fs::write(&file, text)?;
    let file = file.display().to_string();
    let mut running = ready(&["--config", &file, "--set", &socket])?;
    let shown = ask(&socket, &["config", "show", "--live", "--output", "json"])?;
    assert_eq!(
        json(&shown)?["fault.level"]["value"],
        "‹secret›",
        "{shown:#?}"
    );
    assert_eq!(json(&shown)?["admin.events"]["value"], 1_000, "{shown:#?}");
    std::fs::write(&level, "2")?;
    let changed = ask(&socket, &["reload"])?;
    assert_eq!(changed.code, Some(0), "{changed:#?}");
    assert!(changed.said[0].starts_with("fault.level: "), "{changed:#?}");
    running.wait_for("level 2")?;
    expect(&ask(&socket, &["reload"])?, 0, &["nothing changed"]);
    let shown = ask(&socket, &["config", "show", "--live"])?;
    let in_force = |line: &String| line.starts_with("events = 1000");
    assert!(shown.said.iter().any(in_force), "{shown:#?}");
    std::fs::write(&level, "canary")?;
    let refused = ask(&socket, &["reload"])?;
    assert_eq!(refused.code, Some(78), "{refused:#?}");
    assert!(refused.log.contains("[PL1524]"), "{refused:#?}");
    assert!(refused.log.contains("`fault.level`"), "{refused:#?}");
    running.signal("TERM")?;
    running.end()?;
    Ok(())
}

pub(crate) fn levels() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    expect(&ask(&socket, &["log"])?, 0, &["info"]);
    let levels = ["log", "warn,purlin=debug"];
    expect(&ask(&socket, &levels)?, 0, &["warn,purlin=debug"]);
    let wrong = ask(&socket, &["log", "loud"])?;
    assert!(wrong.log.contains("[PL1520]"), "{wrong:#?}");
    expect(&ask(&socket, &["log"])?, 0, &["warn,purlin=debug"]);
    running.signal("TERM")?;
    let ended = running.end()?;
    // What is below `info` until then.
    assert!(ended.log.contains("module stopped"), "{ended:#?}");
    Ok(())
}

pub(crate) fn stop() -> io::Result<()> {
    let (folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    expect(&ask(&socket, &["stop"])?, 0, &["stopping"]);
    let ended = running.end()?;
    expect(&ended, 0, &["second told", "second stop", "first stop"]);
    assert!(
        ended.log.contains("asked to stop through the admin door"),
        "{ended:#?}"
    );
    assert!(!folder.path().join("admin.sock").exists());
    Ok(())
}

pub(crate) fn nobody() -> io::Result<()> {
    let (folder, socket) = socket()?;
    let ended = ask(&socket, &["health"])?;
    assert_eq!(ended.code, Some(69), "{ended:#?}");
    assert!(
        ended
            .log
            .contains("[PL1522] nobody answers at the admin socket"),
        "{ended:#?}"
    );
    assert!(
        ended.log.contains("help: start the application"),
        "{ended:#?}"
    );
    let ended = ask(&socket, &["ready", "--output", "json"])?;
    let error: serde_json::Value = serde_json::from_str(&ended.log).map_err(io::Error::other)?;
    assert_eq!(
        (&error["code"], &error["exit"]),
        (&"PL1522".into(), &69.into())
    );
    for words in [&["health"][..], &["config", "show", "--live"]] {
        let ended = Running::start(words)?.end()?;
        assert_eq!(ended.code, Some(78), "{ended:#?}");
        assert!(ended.log.contains("[PL1521]"), "{ended:#?}");
        assert!(ended.log.contains("help: set `admin.socket`"), "{ended:#?}");
    }
    drop(folder);
    Ok(())
}

pub(crate) fn taken() -> io::Result<()> {
    let (folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    let second = Running::start(&["--set", &socket])?.end()?;
    assert_eq!(second.code, Some(69), "{second:#?}");
    assert!(second.log.contains("[PL1523]"), "{second:#?}");
    assert!(
        second.log.contains("another application listens there"),
        "{second:#?}"
    );
    // It has taken nothing away from the first.
    expect(&ask(&socket, &["ready"])?, 0, &["ready (running)"]);
    // One that is killed leaves its socket, and the next takes its place.
    drop(running);
    assert!(folder.path().join("admin.sock").exists());
    let third = ready(&["--set", &socket])?;
    expect(&ask(&socket, &["ready"])?, 0, &["ready (running)"]);
    third.signal("TERM")?;
    third.end()?;
    Ok(())
}

pub(crate) fn report() -> io::Result<()> {
    let (folder, socket) = socket()?;
    let file = folder.path().join("shop.toml");
    std::fs::write(&file, "[fault]\nlevel = 1\n")?;
    let file = file.display().to_string();
    let running = ready(&["--config", &file, "--set", &socket])?;
    let ended = ask(&socket, &["report"])?;
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert!(
        ended.said[0].starts_with("Process 0.1.0 is ready after "),
        "{ended:#?}"
    );
    assert!(ended.said[4].starts_with("  AdminModule "), "{ended:#?}");
    let sources = ended.said.last().map(String::as_str);
    let sources = sources.unwrap_or_default();
    assert!(sources.starts_with("  configuration: "), "{ended:#?}");
    assert!(sources.contains("shop.toml"), "{ended:#?}");
    let report = json(&ask(&socket, &["report", "--output", "json"])?)?;
    assert_eq!(report["modules"][3]["name"], "FirstModule");
    running.signal("TERM")?;
    let ended = running.end()?;
    // The log has it, too.
    assert!(
        ended.log.contains("Process 0.1.0 is ready after "),
        "{ended:#?}"
    );
    Ok(())
}

pub(crate) fn during_the_start() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let mut running = Running::start(&["--set", &socket, "--set", "fault.hang=second start"])?;
    running.wait_for("second start")?;
    expect(&ask(&socket, &["ready"])?, 69, &["not ready (starting)"]);
    let early = ask(&socket, &["reload"])?;
    assert!(early.log.contains("[PL1115]"), "{early:#?}");
    expect(&ask(&socket, &["stop"])?, 0, &["stopping"]);
    expect(&running.end()?, 0, &["first stop"]);
    Ok(())
}

pub(crate) fn drain() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let mut running = ready(&["--set", &socket, "--set", "fault.fail=second drain"])?;
    expect(&ask(&socket, &["drain"])?, 0, &["draining"]);
    running.wait_for_log("[PL1111]")?;
    // It goes on, and nobody should send anything.
    expect(&ask(&socket, &["ready"])?, 69, &["not ready (draining)"]);
    expect(&ask(&socket, &["drain"])?, 0, &["draining"]);
    running.signal("TERM")?;
    let ended = running.end()?;
    let told = ["second drain", "second told", "second stop", "first stop"];
    expect(&ended, 70, &told);
    assert!(ended.log.contains("error: [PL1111]"), "{ended:#?}");
    Ok(())
}

pub(crate) fn hanging_drain() -> io::Result<()> {
    for ways in [["TERM", "TERM"], ["INT", "TERM"]] {
        let (_folder, socket) = socket()?;
        let mut running = ready(&["--set", &socket, "--set", "fault.hang=second drain"])?;
        ask(&socket, &["drain"])?;
        running.wait_for("second drain")?;
        running.signal(ways[0])?;
        running.wait_for_log("asked to stop")?;
        running.signal(ways[1])?;
        expect(&running.end()?, 75, &[]);
    }
    Ok(())
}

pub(crate) fn graph() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let running = ready(&["--set", &socket])?;
    for words in [
        &["graph"][..],
        &["graph", "--format", "dot"],
        &["graph", "--output", "json"],
    ] {
        let live = ask(&socket, &[words, &["--live"]].concat())?;
        assert_eq!(live.code, Some(0), "{live:#?}");
        assert!(live.said.len() > 10, "{live:#?}");
        assert_eq!(live.said, ask(&socket, words)?.said);
    }
    running.signal("TERM")?;
    running.end()?;
    Ok(())
}

pub(crate) fn modules() -> io::Result<()> {
    let (_folder, socket) = socket()?;
    let mut running = Running::start(&["--set", &socket, "--set", "fault.hang=second start"])?;
    running.wait_for("second start")?;
    let said = [
        "running     LifecycleModule",
        "running     LoggingModule",
        "running     AdminModule",
        "running     FirstModule",
        "starting    SecondModule",
    ];
    expect(&ask(&socket, &["modules"])?, 0, &said);
    let modules = json(&ask(&socket, &["modules", "--output", "json"])?)?;
    let expected = serde_json::json!(
        { "name": "SecondModule", "phase": "starting", "optional": false }
    );
    assert_eq!(modules[4], expected);
    ask(&socket, &["stop"])?;
    running.end()?;
    Ok(())
}

pub(crate) fn address() -> io::Result<()> {
    let open = ["--set", "admin.address=127.0.0.1:0"];
    let ended = Running::start(&open)?.end()?;
    assert_eq!(ended.code, Some(78), "{ended:#?}");
    assert!(
        ended
            .log
            .contains("[PL1526] nothing guards the admin door at `127.0.0.1:0`"),
        "{ended:#?}"
    );
    let token = ["--set", "admin.token=canary-token"];
    let mut running = ready(&[&open[..], &token].concat())?;
    let address = running.logged("the admin door is open", |line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        line["fields"]["address"].as_str().map(str::to_owned)
    })?;
    let address = format!("admin.address={address}");
    let here = ["--set", &address];
    let ready = Running::start(&[&["ready"], &here[..], &token].concat())?.end()?;
    expect(&ready, 0, &["ready (running)"]);
    for wrong in [
        &[][..],
        &["--set", "admin.token=other-token0"],
        &["--set", "admin.token="],
    ] {
        for command in ["health", "events", "stop"] {
            let ended = Running::start(&[&[command], &here[..], wrong].concat())?.end()?;
            assert_eq!(ended.code, Some(77), "{ended:#?}");
            assert!(ended.log.contains("[PL1527]"), "{ended:#?}");
        }
    }
    for words in [&["config", "show", "--live"][..], &["graph", "--live"]] {
        let ended = Running::start(&[words, &here, &token].concat())?.end()?;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        assert!(ended.said.len() > 10, "{ended:#?}");
    }
    let stop = Running::start(&[&["stop"], &here[..], &token].concat())?.end()?;
    expect(&stop, 0, &["stopping"]);
    let ended = running.end()?;
    assert!(!ended.log.contains("canary"), "{ended:#?}");
    expect(&ended, 0, &["second told", "second stop", "first stop"]);
    let gone = Running::start(&[&["ready"], &here[..], &token].concat())?.end()?;
    assert_eq!(gone.code, Some(69), "{gone:#?}");
    assert!(gone.log.contains("[PL1522]"), "{gone:#?}");
    Ok(())
}
