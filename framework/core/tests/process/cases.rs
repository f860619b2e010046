//! The cases, and what runs them.

use std::{
    env,
    io::{self, Write},
    panic::catch_unwind,
    process::ExitCode,
};

use crate::{
    admin,
    child::{Ended, Running},
    follow, leak, manager, matrix,
};

type Case = (&'static str, fn() -> io::Result<()>);

const CASES: &[Case] = &[
    ("sigterm_stops_in_order_and_exits_0", sigterm),
    ("sigint_stops_in_order_and_exits_0", sigint),
    ("the_log_tells_of_every_module_how_long_it_took", log),
    ("a_task_that_fails_or_panics_is_logged", failed_task),
    (
        "a_second_signal_during_a_hanging_stop_exits_75",
        second_signal,
    ),
    (
        "a_second_signal_during_a_hanging_drain_exits_75",
        second_signal_in_drain,
    ),
    (
        "a_signal_during_the_start_stops_what_had_started_and_exits_0",
        signal_in_start,
    ),
    (
        "a_second_signal_during_a_hanging_rollback_exits_75",
        signal_in_rollback,
    ),
    (
        "a_task_that_blocks_its_thread_does_not_keep_the_process",
        blocked,
    ),
    (
        "a_second_signal_ends_hooks_that_block_their_threads",
        blocked_hooks,
    ),
    (
        "a_failed_start_exits_with_the_class_of_its_cause",
        failed_start,
    ),
    (
        "a_failed_stop_exits_with_the_class_of_its_cause",
        failed_stop,
    ),
    (
        "every_fault_of_what_makes_and_starts_has_its_events_and_its_exit_code",
        matrix::starting,
    ),
    (
        "every_fault_of_what_stops_has_its_events_and_its_exit_code",
        matrix::stopping,
    ),
    (
        "every_fault_of_what_stops_after_a_failed_start_is_told_and_the_rest_stops",
        matrix::rolling_back,
    ),
    (
        "every_fault_of_a_drain_has_its_events_and_its_exit_code",
        matrix::draining,
    ),
    (
        "every_fault_of_a_task_that_runs_is_told_and_the_rest_goes_on",
        matrix::running_task,
    ),
    (
        "every_fault_of_a_health_check_is_told_and_the_rest_goes_on",
        matrix::health,
    ),
    (
        "every_fault_of_a_reload_hook_is_told_and_the_rest_goes_on",
        matrix::reload,
    ),
    ("a_service_manager_hears_of_start_and_stop", manager::hears),
    #[cfg(target_os = "linux")]
    (
        "a_service_manager_may_listen_at_an_abstract_name",
        manager::hears_at_an_abstract_name,
    ),
    (
        "a_service_manager_that_is_not_there_holds_nothing_up",
        manager::absent,
    ),
    (
        "a_file_that_changes_and_a_link_that_is_swapped_are_reloaded",
        watched,
    ),
    ("sighup_reloads_and_a_refused_reload_goes_on", hangup),
    ("the_sample_starts_the_application", sample),
    (
        "an_operator_sees_health_and_readiness",
        admin::health_and_readiness,
    ),
    (
        "an_unhealthy_application_lets_the_question_exit_69",
        admin::an_unhealthy_one_exits_69,
    ),
    ("an_operator_sees_the_latest_events", admin::events),
    ("a_setting_says_how_many_events_are_kept", admin::few_events),
    (
        "an_operator_sees_the_configuration_in_force_and_reloads_it",
        admin::configuration_and_reload,
    ),
    ("an_operator_changes_what_is_logged", admin::levels),
    (
        "an_operator_follows_what_happens_to_its_end",
        follow::to_the_end,
    ),
    (
        "one_who_follows_during_the_start_sees_it_from_its_beginning",
        follow::during_the_start,
    ),
    (
        "pl1522_an_application_that_is_killed_is_no_end",
        follow::killed,
    ),
    ("one_who_leaves_is_not_followed_any_more", follow::leaves),
    (
        "an_operator_drains_the_application_and_then_stops_it",
        admin::drain,
    ),
    (
        "a_drain_that_hangs_is_cut_short_by_a_second_signal",
        admin::hanging_drain,
    ),
    ("an_operator_sees_the_graph_that_runs", admin::graph),
    ("an_operator_sees_how_far_each_module_is", admin::modules),
    (
        "pl1526_pl1527_a_door_at_an_address_opens_for_who_knows_the_token",
        admin::address,
    ),
    ("an_operator_stops_the_application", admin::stop),
    ("pl1521_pl1522_nobody_answers", admin::nobody),
    ("pl1523_two_applications_want_one_socket", admin::taken),
    ("an_operator_sees_how_it_has_started", admin::report),
    ("the_door_is_open_during_the_start", admin::during_the_start),
    (
        "no_command_and_no_log_shows_a_secret",
        leak::nothing_shows_a_secret,
    ),
    (
        "nothing_that_is_wrong_shows_a_secret",
        leak::nothing_wrong_shows_a_secret,
    ),
    (
        "no_error_and_no_panic_of_user_code_shows_a_secret",
        leak::no_error_and_no_panic_shows_a_secret,
    ),
    (
        "a_program_that_starts_the_application_itself_shows_no_secret",
        leak::a_program_that_starts_it_itself_shows_no_secret,
    ),
    ("a_wrong_configuration_exits_78", wrong_configuration),
    #[cfg(target_os = "linux")]
    (
        "an_error_is_in_colour_at_a_terminal_and_nowhere_else",
        colour,
    ),
    ("a_wrong_command_line_exits_64", wrong_usage),
    ("commands_that_start_nothing_exit_0", commands),
    #[cfg(target_os = "linux")]
    ("pl1107_without_files_there_is_no_runtime", pl1107),
];

/// Runs the cases whose name contains the first argument that is no option.
pub(crate) fn run() -> ExitCode {
    let filter = env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let mut out = io::stdout();
    let mut failures = 0;
    for (name, case) in CASES {
        if filter
            .as_ref()
            .is_some_and(|filter| !name.contains(filter.as_str()))
        {
            continue;
        }
        let verdict = match catch_unwind(case) {
            Ok(Ok(())) => "ok".to_owned(),
            Ok(Err(error)) => format!("FAILED: {error}"),
            Err(_) => "FAILED".to_owned(),
        };
        failures += u8::from(verdict != "ok");
        let _ = writeln!(out, "process {name} ... {verdict}");
    }
    ExitCode::from(failures.min(1))
}

#[track_caller]
pub(crate) fn expect(ended: &Ended, code: i32, said: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:#?}");
    assert_eq!(ended.said, said, "{ended:#?}");
}

/// In the last that is logged about a start.
pub(crate) const READY: &str = " is ready after ";

/// The application when it is ready and its task has begun.
pub(crate) fn ready(arguments: &[&str]) -> io::Result<Running> {
    let mut running = Running::start(arguments)?;
    running.wait_for("second task")?;
    running.wait_for_log(READY)?;
    Ok(running)
}

fn stopped_by(signal: &str) -> io::Result<()> {
    let running = ready(&[])?;
    running.signal(signal)?;
    let ended = running.end()?;
    expect(&ended, 0, &["second told", "second stop", "first stop"]);
    assert!(ended.log.contains(&format!("SIG{signal}")), "{ended:#?}");
    Ok(())
}

fn sigterm() -> io::Result<()> {
    stopped_by("TERM")
}

fn sigint() -> io::Result<()> {
    stopped_by("INT")
}

fn log() -> io::Result<()> {
    let running = ready(&[])?;
    running.signal("TERM")?;
    let ended = running.end()?;
    let says = [
        ("starting", "", 1),
        ("module started", "LifecycleModule", 4),
        ("module started", "LoggingModule", 6),
        ("module started", "AdminModule", 8),
        ("module started", "FirstModule", 10),
        ("module started", "SecondModule", 12),
        ("ready", "", 13),
        ("Process 0.1.0 is ready after", "", 0),
        ("asked to stop", "", 0),
        ("draining", "", 0),
        ("stopping", "", 0),
        ("stopped", "", 26),
    ];
    let lines: Vec<serde_json::Value> = ended
        .log
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(io::Error::other)?;
    assert_eq!(lines.len(), says.len(), "{ended:#?}");
    for (line, (message, module, sequence)) in lines.iter().zip(says) {
        let said = line["message"].as_str().unwrap_or_default();
        assert!(said.starts_with(message), "{line}");
        assert_eq!(line["level"], "INFO", "{line}");
        assert_eq!(line["application"], "Process", "{line}");
        assert_eq!(line["module"].as_str().unwrap_or_default(), module);
        if sequence > 1 {
            assert_eq!(line["fields"]["sequence"], sequence, "{line}");
            assert!(line["fields"]["took"].is_string(), "{line}");
        }
    }
    assert_eq!(lines[8]["fields"]["signal"], "SIGTERM");
    Ok(())
}

fn watched() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    for (mount, level) in [("..one", 1), ("..two", 3)] {
        std::fs::create_dir(at(mount))?;
        std::fs::write(at(mount).join("shop.toml"), text(level))?;
    }
    std::os::unix::fs::symlink("..one", at("..data"))?;
    std::os::unix::fs::symlink("..data/shop.toml", at("shop.toml"))?;
    let path = at("shop.toml").display().to_string();
    let mut running = ready(&["--config", &path])?;
    std::fs::write(at("..one").join("shop.toml"), text(2))?;
    running.wait_for("level 2")?;
    std::os::unix::fs::symlink("..two", at("..new"))?;
    std::fs::rename(at("..new"), at("..data"))?;
    running.wait_for("level 3")?;
    running.signal("TERM")?;
    expect(
        &running.end()?,
        0,
        &["second told", "second stop", "first stop"],
    );
    Ok(())
}

fn sample() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    for format in ["toml", "json"] {
        let printed = Running::start(&["config", "sample", "--format", format])?.end()?;
        let path = folder.path().join(format!("shop.{format}"));
        std::fs::write(&path, printed.said.join("\n"))?;
        let path = path.display().to_string();
        let running = ready(&["--config", &path])?;
        running.signal("TERM")?;
        expect(
            &running.end()?,
            0,
            &["second told", "second stop", "first stop"],
        );
    }
    Ok(())
}

fn text(level: u32) -> String {
    format!("[fault]\nlevel = {level}\n")
}

fn hangup() -> io::Result<()> {
    let (folder, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (path, level) = (folder.path().join("shop.toml"), other.path().join("level"));
    std::fs::write(&level, "1")?;
    let text = format!("[fault]\nlevel = \"${{file:{}}}\"\n", level.display());
    std::fs::write(&path, text)?;
    let path = path.display().to_string();
    let mut running = ready(&["--config", &path])?;
    std::fs::write(&level, "2")?;
    running.signal("HUP")?;
    running.wait_for("level 2")?;
    std::fs::write(&level, "canary")?;
    running.signal("HUP")?;
    running.wait_for_log("[PL1000]")?;
    running.signal("TERM")?;
    let ended = running.end()?;
    expect(&ended, 0, &["second told", "second stop", "first stop"]);
    assert!(
        ended.log.contains("`fault.level` must be an integer"),
        "{ended:#?}"
    );
    assert!(!ended.log.contains("canary"), "{ended:#?}");
    Ok(())
}

fn failed_task() -> io::Result<()> {
    for (fault, reason) in [
        ("fail", "[PROCESS1] told to fail"),
        ("panic", "panicked: told to panic"),
    ] {
        let fault = format!("fault.{fault}=second task");
        let mut running = ready(&["--set", &fault])?;
        running.wait_for_log("[PL1106]")?;
        running.signal("TERM")?;
        let ended = running.end()?;
        let line = format!("[PL1106] task `SecondModule::work` failed: {reason}");
        let told = ended
            .log
            .lines()
            .any(|told| told.contains("\"level\":\"ERROR\"") && told.contains(&line));
        assert!(told, "{ended:#?}");
    }
    Ok(())
}

fn second_signal_in_drain() -> io::Result<()> {
    for hang in ["second drain", "second drain blocking"] {
        let mut running = ready(&["run", "--set", &format!("fault.hang={hang}")])?;
        running.signal("TERM")?;
        running.wait_for("second drain")?;
        running.signal("TERM")?;
        expect(&running.end()?, 75, &[]);
    }
    Ok(())
}

fn second_signal() -> io::Result<()> {
    let mut running = ready(&["run", "--set", "fault.hang=second stop"])?;
    running.signal("TERM")?;
    running.wait_for("second stop")?;
    running.signal("TERM")?;
    expect(&running.end()?, 75, &[]);
    Ok(())
}

fn signal_in_start() -> io::Result<()> {
    let mut running = Running::start(&["--set", "fault.hang=second start"])?;
    running.wait_for("second start")?;
    running.signal("TERM")?;
    expect(&running.end()?, 0, &["first stop"]);
    Ok(())
}

fn signal_in_rollback() -> io::Result<()> {
    let arguments = [
        "--set",
        "fault.hang=first stop",
        "--set",
        "fault.fail=second start",
    ];
    let mut running = Running::start(&arguments)?;
    running.wait_for("first stop")?;
    running.signal("TERM")?;
    running.signal("INT")?;
    expect(&running.end()?, 75, &[]);
    Ok(())
}

fn blocked() -> io::Result<()> {
    let mut running = ready(&["--set", "fault.hang=second told blocking"])?;
    running.signal("TERM")?;
    running.wait_for("second told")?;
    running.signal("TERM")?;
    expect(&running.end()?, 75, &[]);
    Ok(())
}

fn blocked_hooks() -> io::Result<()> {
    let mut running = Running::start(&["--set", "fault.hang=first start blocking"])?;
    running.wait_for("first start")?;
    running.signal("TERM")?;
    running.wait_for_log("asked to stop")?;
    running.signal("TERM")?;
    expect(&running.end()?, 75, &[]);
    let mut running = ready(&["--set", "fault.hang=second stop blocking"])?;
    running.signal("TERM")?;
    running.wait_for("second stop")?;
    running.signal("TERM")?;
    expect(&running.end()?, 75, &[]);
    Ok(())
}

const CLASSES: [(&str, i32); 5] = [
    ("config", 78),
    ("validation", 65),
    ("dependency", 69),
    ("security", 77),
    ("lifecycle", 70),
];

fn failed_start() -> io::Result<()> {
    for (category, code) in CLASSES {
        let category = format!("fault.category={category}");
        let arguments = ["--set", "fault.fail=second start", "--set", &category];
        let ended = Running::start(&arguments)?.end()?;
        expect(&ended, code, &["first start", "second start", "first stop"]);
        let error = "error: [PL1102] start hook `SecondModule::start` failed\n  \
                     while: starting module `SecondModule`\n  \
                     cause: [PROCESS1] told to fail";
        assert!(ended.log.contains(error), "{ended:#?}");
    }
    Ok(())
}

fn failed_stop() -> io::Result<()> {
    for (category, code) in CLASSES {
        let category = format!("fault.category={category}");
        let arguments = ["--set", "fault.fail=second stop", "--set", &category];
        let running = ready(&arguments)?;
        running.signal("TERM")?;
        let ended = running.end()?;
        expect(&ended, code, &["second told", "second stop", "first stop"]);
        assert!(ended.log.contains("error: [PL1104]"), "{ended:#?}");
    }
    Ok(())
}

fn wrong_configuration() -> io::Result<()> {
    let ended = Running::start(&["level", "--set", "fault.level=x"])?.end()?;
    expect(&ended, 78, &[]);
    assert!(ended.log.contains("fault.level"), "{ended:#?}");
    for command in ["run", "check"] {
        let ended = Running::start(&[command, "--set", "fault.hung=x"])?.end()?;
        expect(&ended, 78, &[]);
        assert!(ended.log.contains("error: [PL1000]"), "{ended:#?}");
    }
    Ok(())
}

/// `script` (of util-linux) gives the command a terminal.
#[cfg(target_os = "linux")]
fn colour() -> io::Result<()> {
    let shown = |no_color: &str| {
        let program = env::current_exe()?.display().to_string();
        let command = format!("{program} check --set fault.hung=x");
        let mut terminal = std::process::Command::new("script");
        terminal
            .args(["-q", "-e", "-c", &command, "/dev/null"])
            .env(crate::child::ROLE, "1")
            .env("NO_COLOR", no_color)
            .stdin(std::process::Stdio::null());
        let output = terminal.output()?;
        assert_eq!(output.status.code(), Some(78), "{output:?}");
        Ok::<_, io::Error>(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let coloured = shown("")?;
    assert!(
        coloured.starts_with("\u{1b}[1;31merror\u{1b}[0m: \u{1b}[1m[PL1000] "),
        "{coloured:?}"
    );
    let plain = shown("1")?;
    assert!(plain.starts_with("error: [PL1000] "), "{plain:?}");
    let piped = Running::start(&["check", "--set", "fault.hung=x"])?.end()?;
    assert!(piped.log.starts_with("error: [PL1000] "), "{piped:#?}");
    Ok(())
}

fn wrong_usage() -> io::Result<()> {
    for arguments in [
        &["fly"][..],
        &["--fast"],
        &["run", "--set", "a"],
        &["config", "shwo"],
        &["explain"],
        &["completions", "tcsh"],
    ] {
        let ended = Running::start(arguments)?.end()?;
        expect(&ended, 64, &[]);
        assert!(ended.log.contains("See --help."), "{ended:#?}");
    }
    let ended = Running::start(&["levle"])?.end()?;
    assert!(
        ended.log.contains("`help`, `drain`, `events`"),
        "{ended:#?}"
    );
    assert!(ended.log.contains("`level`"), "{ended:#?}");
    Ok(())
}

fn commands() -> io::Result<()> {
    for (arguments, line) in [
        (&["check"][..], "configuration and wiring are fine"),
        (&["--version"], "Process 0.1.0"),
        (&["graph", "--format", "dot"], "digraph"),
        (&["--help"], "Commands:"),
        (&["--help"], "  level    print the level"),
        (&["version"], "Process 0.1.0"),
        (&["version", "--output", "json"], "  \"version\": \"0.1.0\""),
        (&["check", "--output", "json"], "  \"fine\": true"),
        (&["graph", "--output", "json"], "  \"app\": \"Process\","),
        (&["--help"], " --config prod.toml --set logging.level=debug"),
        (&["--help"], " events --follow --type task-*,health-changed"),
        (&["explain", "pl1102"], "PL1102: a start hook failed"),
        (&["explain", "PL1102", "--output", "json"], "\"advice\": "),
        (&["completions", "bash"], "complete -F"),
        (&["level", "a", "--set", "fault.level=5", "b"], "5 a b"),
        (
            &["config", "show", "--set", "fault.level=4"],
            "level = \"4\" # --set fault.level (command line), over default",
        ),
        (
            &["config", "show", "--format", "json"],
            "\"fault.level\": {",
        ),
        (
            &["config", "explain", "fault.level"],
            "  searched:  `PROCESS__FAULT__LEVEL`",
        ),
        (
            &["config", "sample", "--format", "env"],
            "# PROCESS__FAULT__LEVEL=0",
        ),
        (
            &["config", "schema"],
            "https://json-schema.org/draft/2020-12/schema",
        ),
    ] {
        let ended = Running::start(arguments)?.end()?;
        assert_eq!(ended.code, Some(0), "{ended:#?}");
        assert!(
            ended.said.iter().any(|said| said.contains(line)),
            "{ended:#?}"
        );
    }
    Ok(())
}

/// Three are open anyway, and loading the program needs a fourth.
#[cfg(target_os = "linux")]
fn pl1107() -> io::Result<()> {
    let ended = Running::start_with_files(4)?.end()?;
    expect(&ended, 70, &[]);
    assert!(
        ended
            .log
            .contains("error: [PL1107] the asynchronous runtime"),
        "{ended:#?}"
    );
    Ok(())
}
