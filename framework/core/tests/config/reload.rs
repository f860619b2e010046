//! `running.reload()` is all or nothing.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use purlin::{
    app::Running,
    config::{ConfigValue, Feeder, Live, Reloaded, Source},
    events::EventKind,
    prelude::*,
    testing::{ManualClock, Recorder},
};

use crate::desk::{CatalogConfig, Desk, Log, OrdersConfig, Queue, Queues, Shop};

struct Stage {
    folder: tempfile::TempDir,
    recorder: Recorder,
    running: Running<Shop>,
}

impl Stage {
    async fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::new();
        fs::write(folder.path().join("shop.toml"), text).unwrap();
        let running = Shop::builder()
            .config_file(folder.path().join("shop.toml"))
            .config_source(Source::directory(folder.path().join("secrets")).optional())
            .observe(recorder.observer())
            .start()
            .await
            .unwrap();
        running.get::<Log>().take();
        Self {
            folder,
            recorder,
            running,
        }
    }

    fn write(&self, text: &str) {
        fs::write(self.folder.path().join("shop.toml"), text).unwrap();
    }

    fn log(&self) -> Vec<String> {
        self.running.get::<Log>().take()
    }

    fn desk(&self) -> &Desk {
        self.running.get::<Desk>()
    }

    /// Stops, and gives what was told about reloads.
    async fn reloads(self) -> Vec<String> {
        self.running.stop().await.unwrap();
        let events = self.recorder.events();
        events
            .iter()
            .filter(|event| {
                matches!(
                    event.kind,
                    EventKind::ReloadStarted
                        | EventKind::ReloadUnchanged
                        | EventKind::Reloaded { .. }
                        | EventKind::ReloadFailed { .. }
                )
            })
            .map(|event| event.kind.to_string())
            .collect()
    }
}

#[tokio::test]
async fn a_reload_changes_every_live_handle_after_the_hooks_agreed() {
    let stage = Stage::new("[orders]\nmax_open = 5").await;
    assert_eq!(stage.desk().orders.read().max_open, 5);
    stage.write("[orders]\nmax_open = 7\n[catalog]\npage = 30");
    let outcome = stage.running.reload().await.unwrap();
    let Reloaded::Changed(changes) = outcome else {
        unreachable!("two fields changed");
    };
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["catalog.page: 20 → 30", "orders.max_open: 5 → 7"]);
    assert_eq!(
        stage.log(),
        [
            "first 5 → 7",
            "second [orders.max_open: 5 → 7]",
            "pages 20 → 30 while 20 is in force"
        ]
    );
    let desk = stage.desk();
    assert_eq!(
        (desk.orders.read().max_open, desk.catalog.read().page),
        (7, 30)
    );
    assert_eq!(desk.first.max_open, 5, "as it was at the start");
    let origin = stage.running.config().provenance("catalog.page").unwrap();
    assert_eq!(
        (origin.feeder(), origin.place().position()),
        (Feeder::File, Some((4, 8)))
    );
    assert_eq!(
        stage.reloads().await,
        [
            "reloading the configuration",
            "reloaded: catalog.page: 20 → 30, orders.max_open: 5 → 7"
        ]
    );
}

#[tokio::test]
async fn what_means_the_same_is_no_change_and_calls_nobody() {
    let stage = Stage::new("[orders]\nmax_open = 5\n[catalog]\nkeep = \"90s\"").await;
    stage.write("# a comment\n[catalog]\nkeep = \"1m30s\"\npage = 20\n[orders]\nmax_open = 5");
    assert_eq!(stage.running.reload().await.unwrap(), Reloaded::Unchanged);
    assert_eq!(stage.log(), Vec::<String>::new());
    let origin = stage
        .running
        .config()
        .provenance("orders.max_open")
        .unwrap();
    assert_eq!(
        origin.place().position(),
        Some((6, 12)),
        "places are up to date"
    );
    assert_eq!(
        stage.reloads().await,
        ["reloading the configuration", "reloaded, nothing changed"]
    );
}

#[tokio::test]
async fn a_static_field_refuses_the_whole_reload_and_is_named() {
    let stage = Stage::new("[orders]\nmax_open = 5").await;
    stage.write("[orders]\nmax_open = 7\nstore = \"disk\"");
    let error = stage.running.reload().await.unwrap_err();
    assert_eq!(error.code(), "PL1010");
    let text = error.render();
    assert!(
        text.contains("orders.store: \"memory\" → \"disk\""),
        "{text}"
    );
    assert!(!text.contains("max_open"), "{text}");
    assert_eq!(stage.desk().orders.read().max_open, 5);
    assert_eq!(stage.log(), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_configuration_refuses_the_reload_with_the_whole_report() {
    let stage = Stage::new("[orders]\nmax_open = 5").await;
    stage.write("[orders]\nmax_open = 0\n[catalog]\npages = 3");
    let error = stage.running.reload().await.unwrap_err();
    assert_eq!(error.code(), "PL1000");
    let text = error.render();
    assert!(
        text.contains("`orders.max_open` must be 1 to 1000, found integer `0`"),
        "{text}"
    );
    assert!(text.contains("unknown key `catalog.pages`"), "{text}");
    assert_eq!(stage.desk().orders.read().max_open, 5);
    assert_eq!(
        stage.reloads().await,
        [
            "reloading the configuration",
            "reload refused: [PL1000] the configuration has 2 problems"
        ]
    );
}

#[tokio::test]
async fn if_the_second_hook_refuses_the_first_is_told_the_reverse_and_the_old_values_stay() {
    let stage = Stage::new("[orders]\nmax_open = 5").await;
    stage
        .running
        .get::<Log>()
        .refuse
        .store(true, Ordering::SeqCst);
    stage.write("[orders]\nmax_open = 7\n[catalog]\npage = 30");
    let error = stage.running.reload().await.unwrap_err();
    assert_eq!(error.code(), "PL1011");
    let text = error.render();
    assert!(
        text.contains("reload hook `DeskModule::second` refused the change"),
        "{text}"
    );
    assert!(text.contains("cause: not now"), "{text}");
    assert_eq!(
        stage.log(),
        ["first 5 → 7", "first 7 → 5"],
        "the third is never told"
    );
    let desk = stage.desk();
    assert_eq!(
        (desk.orders.read().max_open, desk.catalog.read().page),
        (5, 20)
    );
    stage
        .running
        .get::<Log>()
        .refuse
        .store(false, Ordering::SeqCst);
    stage.running.reload().await.unwrap();
    assert_eq!(desk.orders.read().max_open, 7, "the next one is not hurt");
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_does_not_answer_or_panics_refuses_the_reload() {
    let stage = Stage::new("[orders]\nmax_open = 5").await;
    stage.write("[orders]\nmax_open = 7");
    stage
        .running
        .get::<Log>()
        .hang
        .store(true, Ordering::SeqCst);
    let error = stage.running.reload().await.unwrap_err();
    assert_eq!(error.code(), "PL1011");
    assert!(
        error.message().contains("did not answer within 1s"),
        "{error}"
    );
    stage
        .running
        .get::<Log>()
        .hang
        .store(false, Ordering::SeqCst);
    stage
        .running
        .get::<Log>()
        .panic
        .store(true, Ordering::SeqCst);
    let error = stage.running.reload().await.unwrap_err();
    assert!(
        error.render().contains("panicked: on purpose"),
        "{}",
        error.render()
    );
    assert_eq!(stage.desk().orders.read().max_open, 5);
}

#[tokio::test]
async fn a_secret_that_changes_is_a_change_that_nobody_sees() {
    let stage = Stage::new("").await;
    let secrets = stage.folder.path().join("secrets");
    fs::create_dir(&secrets).unwrap();
    for (text, before) in [("canary-1", "nothing"), ("canary-2", "‹secret›")] {
        fs::write(secrets.join("orders.key"), text).unwrap();
        let outcome = stage.running.reload().await.unwrap();
        let shown = format!("{outcome:?} {:?}", stage.log());
        assert!(
            shown.contains(&format!("orders.key: {before} → ‹secret›")),
            "{shown}"
        );
        assert!(!shown.contains("canary"), "{shown}");
        let orders = stage.desk().orders.now();
        assert_eq!(orders.key.as_ref().unwrap().expose(), text);
    }
    assert_eq!(stage.running.reload().await.unwrap(), Reloaded::Unchanged);
    assert!(!stage.reloads().await.concat().contains("canary"));
}

#[tokio::test]
async fn a_mount_that_swaps_its_link_is_read_anew() {
    let stage = Stage::new("").await;
    let secrets = stage.folder.path().join("secrets");
    fs::create_dir_all(secrets.join("..one")).unwrap();
    fs::create_dir_all(secrets.join("..two")).unwrap();
    fs::write(secrets.join("..one/orders.max_open"), "5").unwrap();
    fs::write(secrets.join("..two/orders.max_open"), "6").unwrap();
    link(Path::new("..one"), &secrets.join("..data"));
    link(
        Path::new("..data/orders.max_open"),
        &secrets.join("orders.max_open"),
    );
    stage.running.reload().await.unwrap();
    assert_eq!(stage.desk().orders.read().max_open, 5);
    link(Path::new("..two"), &secrets.join("..new"));
    fs::rename(secrets.join("..new"), secrets.join("..data")).unwrap();
    stage.running.reload().await.unwrap();
    assert_eq!(stage.desk().orders.read().max_open, 6);
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[tokio::test]
async fn where_values_came_from_is_kept_as_long_as_the_application_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let hand = ManualClock::at_unix_millis(0);
    let day = Duration::from_hours(24);
    for (keep, expected) in [(None, 2), (Some(Duration::from_hours(24)), 1)] {
        fs::write(&path, "[orders]\nmax_open = 5").unwrap();
        let builder = Shop::builder()
            .config_file(&path)
            .clock(Clock::manual(&hand));
        let builder = match keep {
            Some(limit) => builder.config_retention(move |_, age| age <= limit),
            None => builder,
        };
        let running = builder.start().await.unwrap();
        for (days, max_open) in [(20, 6), (20, 7)] {
            hand.advance(day * days);
            fs::write(&path, format!("\n[orders]\nmax_open = {max_open}")).unwrap();
            running.reload().await.unwrap();
        }
        let records = running.config_history();
        assert_eq!(
            records.len(),
            expected,
            "30 days, or the {keep:?} that it says"
        );
        let last = records.last().unwrap();
        let origins = last.origins();
        let mut origins = origins.iter();
        let max_open = origins
            .find(|field| field.path == "orders.max_open")
            .unwrap();
        let place = max_open.origin.as_ref().unwrap().place().clone();
        assert_eq!(place.position(), Some((3, 12)));
        running.stop().await.unwrap();
    }
}

/// What the hooks of a reload tell never stands between those of another, and each sees what the
/// one before it left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reloads_that_are_asked_for_at_once_run_one_after_another() {
    let recorder = Recorder::new();
    let reads = AtomicU32::new(0);
    // Another value each time that somebody looks.
    let numbers = Source::custom("numbers", move || {
        let number = reads.fetch_add(1, Ordering::SeqCst) + 1;
        let value = |path: &str| (path.to_owned(), ConfigValue::from(number));
        Ok(BTreeMap::from([
            value("orders.max_open"),
            value("catalog.page"),
        ]))
    });
    let running = Shop::builder()
        .config_source(numbers)
        .observe(recorder.observer())
        .start()
        .await
        .unwrap();
    running.get::<Log>().take();
    let reloads = (0..8).map(|_| running.reload());
    for outcome in futures_util::future::join_all(reloads).await {
        outcome.unwrap();
    }
    let log = running.get::<Log>().take();
    let told: Vec<String> = (1..9)
        .flat_map(|number| {
            let next = number + 1;
            [
                format!("first {number} → {next}"),
                "second [orders.max_open: ‹secret› → ‹secret›]".to_owned(),
                format!("pages {number} → {next} while {number} is in force"),
            ]
        })
        .collect();
    assert_eq!(log, told);
    running.stop().await.unwrap();
    let lines = recorder.lines();
    let events = lines.iter().filter(|line| line.contains("reload"));
    let events: Vec<bool> = events
        .map(|line| line == "reloading the configuration")
        .collect();
    assert_eq!(events, [true, false].repeat(8), "{lines:#?}");
}

#[tokio::test]
async fn a_list_of_sections_follows_reloads_as_a_whole_and_its_rules_hold() {
    let lanes = |text: &str| format!("[queue]\nlanes = [{text}]");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let write = |text: &str| fs::write(&path, lanes(text)).unwrap();
    write("{ name = \"a\", key = \"canary-1\" }");
    let running = Queues::builder().config_file(&path).start().await.unwrap();
    let live = &running.get::<Queue>().settings;
    write("{ name = \"a\", key = \"canary-2\" }, { name = \"b\", size = 3 }");
    let Reloaded::Changed(changes) = running.reload().await.unwrap() else {
        unreachable!("the list is another");
    };
    let told = format!("{changes:?}");
    assert_eq!(
        told,
        "[queue.lanes: [{ key = \"‹secret›\", name = \"a\" }] → [{ key = \"‹secret›\", name = \"a\" }, { name = \"b\", size = 3 }]]"
    );
    assert_eq!((live.read().lanes.len(), live.read().lanes[1].size), (2, 3));
    // Only the secret is another: that is a change, too.
    write("{ name = \"a\", key = \"canary-3\" }, { name = \"b\", size = 3 }");
    assert!(matches!(
        running.reload().await.unwrap(),
        Reloaded::Changed(_)
    ));
    // In another order of its keys it is the same.
    write("{ key = \"canary-3\", name = \"a\" }, { size = 3, name = \"b\" }");
    assert_eq!(running.reload().await.unwrap(), Reloaded::Unchanged);
    write("{ name = \"a\" }, { name = \"b\", size = 30 }");
    let refused = running.reload().await.unwrap_err().render();
    assert!(
        refused.contains("`queue.lanes[1].size` must be 1 to 9, found integer `30`"),
        "{refused}"
    );
    assert_eq!(live.read().lanes[1].size, 3);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_handle_can_be_had_from_outside_of_an_application() {
    let live = Live::fixed(CatalogConfig {
        page: 3,
        keep: Duration::ZERO,
    });
    assert_eq!(live.read().page, 3);
    let other = Live::fixed(OrdersConfig {
        max_open: 1,
        store: String::new(),
        key: None,
    });
    assert_eq!(live.moment().get(&other).max_open, 1);
    assert!(!format!("{live:?}").contains('3'));
}
