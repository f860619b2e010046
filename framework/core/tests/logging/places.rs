use purlin::app::Lookup as _;
use purlin::logging::{LogFormat, LogLevel, Logging};
use tracing_subscriber::layer::SubscriberExt;

use crate::stage::{Archive, Paper, Shop, logging};

#[test]
fn two_places_differ_in_level_prefix_filter_and_format() {
    let logging = Logging::new("Shop");
    let (all, alarms) = (Paper::default(), Paper::default());
    let subscriber = tracing_subscriber::registry()
        .with(logging.layer(all.clone()).format(LogFormat::Pretty))
        .with(
            logging
                .layer(alarms.clone())
                .level(LogLevel::Warn)
                .prefix("shop: ")
                .filter(|record| record.fields.get("quiet").is_none()),
        );
    tracing::subscriber::with_default(subscriber, || {
        let span = tracing::warn_span!(target: "test", "night", watch = 2);
        let _entered = span.enter();
        tracing::info!(target: "test", "open");
        tracing::warn!(target: "test", "late\nvery");
        tracing::warn!(target: "test", quiet = true, "never mind");
        tracing::debug!(target: "test", "details");
    });
    assert_eq!(alarms.messages(), ["shop: late\nvery"]);
    let text = all.text();
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.split_once('Z').map_or(line, |(_, rest)| rest))
        .collect();
    let expected = [
        "  INFO test: open watch=2",
        "  WARN test: late",
        "    very watch=2",
        "  WARN test: never mind quiet=true watch=2",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    for (terminal, wanted, coloured) in [
        (true, true, true),
        (true, false, false),
        (false, true, false),
    ] {
        let paper = Paper::default();
        let layer = Logging::new("Shop")
            .layer(paper.clone())
            .terminal(terminal, wanted)
            .format(LogFormat::Pretty);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || tracing::info!(target: "test", "open"));
        assert_eq!(
            paper.text().contains('\u{1b}'),
            coloured,
            "{}",
            paper.text()
        );
    }
}

#[test]
fn people_read_at_a_terminal_and_machines_elsewhere() {
    for (terminal, json) in [(true, false), (false, true)] {
        let paper = Paper::default();
        let layer = Logging::new("Shop")
            .layer(paper.clone())
            .terminal(terminal, false);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || tracing::info!(target: "test", "open"));
        assert_eq!(paper.text().starts_with('{'), json, "{}", paper.text());
    }
}

#[tokio::test]
async fn a_module_contributes_an_output_and_ours_can_be_off() {
    let (logging, paper, _guard) = logging();
    let running = Shop::builder()
        .logging(logging)
        .config("vault.key", "canary-key")
        .config("logging.console", false)
        .start()
        .await
        .unwrap();
    let archive = running.get::<Archive>();
    tracing::warn!(target: "test", "kept: canary-key");
    let kept = archive.0.lock().unwrap().clone();
    let messages: Vec<&str> = kept
        .iter()
        .filter(|record| record.target == "test")
        .map(|record| record.message.as_str())
        .collect();
    assert_eq!(messages, ["kept: ‹secret›"]);
    assert_eq!(paper.messages(), [""; 0]);
    running.stop().await.unwrap();
}

/// The other tests have subscribers of their own thread, which go before this one.
#[test]
fn a_subscriber_that_the_program_has_set_stays() {
    tracing::subscriber::set_global_default(tracing_subscriber::registry()).unwrap();
    assert!(!Logging::new("Shop").install());
}
