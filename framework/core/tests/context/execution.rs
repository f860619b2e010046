//! What a context holds, and that it never changes.

use std::{collections::BTreeMap, time::Duration};

use purlin::{
    context::{
        Baggage, Clock, Contexts, ExecutionContext, Id, ManualClock, Principal, Randomness,
        TraceContext,
    },
    prelude::*,
};
use serde_json::json;

fn context() -> ExecutionContext {
    ExecutionContext::new(&Clock::system(), &Randomness::seeded(1))
}

#[tokio::test]
async fn with_makes_another_and_leaves_the_first_as_it_was() {
    let first = context();
    let second = first
        .with_principal(
            Principal::new("ada")
                .with_roles(["buyer"])
                .with_claim("age", 36),
        )
        .with_rule("discount", json!({ "percent": 5 }))
        .with_extension(7_u8)
        .with_locale("de-AT")
        .unwrap()
        .with_time_zone("Europe/Vienna")
        .unwrap()
        .with_baggage(Baggage::default().with("shop", "a"));
    assert!(first.principal().is_none() && first.extension::<u8>().is_none());
    let principal = second.principal().unwrap();
    assert!(principal.has_role("buyer") && !principal.has_role("seller"));
    assert_eq!(principal.claim("age"), Some(&json!(36)));
    assert_eq!(second.rule("discount").unwrap()["percent"], 5);
    assert_eq!(second.extension::<u8>().as_deref(), Some(&7));
    assert_eq!(
        (second.locale(), second.time_zone()),
        (Some("de-AT"), Some("Europe/Vienna"))
    );
    assert_eq!(second.baggage().get("shop"), Some("a"));
    assert!(second.without_principal().principal().is_none());
    // Ids are given once, however often they are asked for, and shared by clones.
    assert_eq!(first.request_id(), first.clone().request_id());
    assert_eq!(first.correlation_id(), first.request_id());
    assert!(
        !format!("{second:?}").contains("36"),
        "claims are not shown"
    );
}

#[tokio::test]
async fn of_rules_with_one_name_the_one_that_was_laid_last_counts() {
    let home = context()
        .with_rule("discount", 1)
        .with_rule("currency", "EUR");
    let project = home.with_rule("discount", 2);
    let session = project.with_rule("discount", 3);
    let seen = |context: &ExecutionContext| {
        let rule = |name: &str| context.rule(name).cloned().unwrap();
        (rule("discount"), rule("currency"))
    };
    assert_eq!(seen(&home), (1.into(), "EUR".into()));
    assert_eq!(seen(&project), (2.into(), "EUR".into()));
    assert_eq!(seen(&session.child()), (3.into(), "EUR".into()));
}

#[tokio::test]
async fn a_variation_is_the_same_request_whoever_asks_first() {
    let plain = context();
    let named = plain.with_principal(Principal::new("ada"));
    assert_eq!(named.request_id(), plain.request_id());
    assert_eq!(named.correlation_id(), plain.correlation_id());
    assert_eq!(named.trace(), plain.trace());
    let renamed = context().with_request_id(plain.request_id());
    assert_eq!(renamed.correlation_id(), plain.request_id());
    assert_eq!(context().with_trace_state("a=1").trace_state(), Some("a=1"));
    assert_eq!(
        context().with_trace_state("a=1\r\nx: y").trace_state(),
        None
    );
}

#[tokio::test]
async fn a_locale_or_time_zone_that_is_none_is_a_validation_error() {
    for wrong in ["", "de AT", "../etc", &"x".repeat(36)] {
        let error = context().with_locale(wrong).unwrap_err();
        assert_eq!(error.code(), "PL1421", "{wrong}");
    }
    assert_eq!(
        context().with_time_zone("a b").unwrap_err().code(),
        "PL1421"
    );
}

#[tokio::test]
async fn a_child_is_another_request_of_the_same_chain() {
    let parent = context().with_principal(Principal::new("ada"));
    let child = parent.child();
    assert_eq!(child.correlation_id(), parent.correlation_id());
    assert_ne!(child.request_id(), parent.request_id());
    assert_eq!(child.trace().trace_id(), parent.trace().trace_id());
    assert_ne!(child.trace().span_id(), parent.trace().span_id());
    assert_eq!(child.principal().unwrap().subject(), "ada");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_only_comes_nearer() {
    let context = context().with_timeout(Duration::from_secs(10));
    let nearer = context.with_timeout(Duration::from_secs(2));
    assert_eq!(
        nearer.with_timeout(Duration::from_mins(1)).remaining(),
        nearer.remaining()
    );
    assert_eq!(nearer.remaining(), Some(Duration::from_secs(2)));
    assert_eq!(nearer.child().remaining(), Some(Duration::from_secs(2)));
    let slow = tokio::time::sleep(Duration::from_secs(3));
    let error = nearer.within_deadline(slow).await.unwrap_err();
    assert_eq!(error.code(), "PL1420");
    assert_eq!(nearer.remaining(), Some(Duration::ZERO));
    assert_eq!(context.within_deadline(async { 1 }).await.unwrap(), 1);
}

#[tokio::test]
async fn fields_of_a_request_come_in_and_go_out() {
    let contexts = Contexts::new(Clock::system(), Randomness::seeded(2));
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let incoming: BTreeMap<String, String> = [
        ("traceparent", parent),
        ("tracestate", "vendor=1"),
        ("baggage", "shop=a"),
        ("x-request-id", "0123456789abcdef0123456789abcdef"),
        ("x-correlation-id", "7"),
        ("accept-language", "de-AT,de;q=0.8,*;q=0.1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let context = contexts.extract(&incoming);
    let sent: TraceContext = parent.parse().unwrap();
    assert_eq!(context.trace().trace_id(), sent.trace_id());
    assert_ne!(context.trace().span_id(), sent.span_id());
    assert!(context.trace().is_sampled());
    assert_eq!(
        context.request_id().to_string(),
        "0123456789abcdef0123456789abcdef"
    );
    assert_eq!(context.correlation_id(), Id::from(7));
    assert_eq!(context.locale(), Some("de-AT"));

    let mut outgoing = BTreeMap::new();
    context.inject(&mut outgoing);
    assert_eq!(outgoing["traceparent"], context.trace().to_string());
    assert_eq!(outgoing["tracestate"], "vendor=1");
    assert_eq!(outgoing["baggage"], "shop=a");
    assert_eq!(outgoing["x-correlation-id"], Id::from(7).to_string());
    assert_eq!(outgoing["accept-language"], "de-AT");
    assert!(!outgoing.contains_key("x-request-id"));
    context.inject_tenant(&mut outgoing, "x-tenant");
    assert!(!outgoing.contains_key("x-tenant"), "it has no tenant");

    // What is malformed is as if it were not there.
    let broken = [
        ("traceparent", "00-x"),
        ("x-request-id", "../"),
        ("accept-language", "*"),
    ];
    let broken: BTreeMap<String, String> = broken
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let context = contexts.extract(&broken);
    assert!(context.locale().is_none() && context.trace().trace_id() != 0);
}

#[provides]
struct Draws {
    clock: Arc<Clock>,
    randomness: Arc<Randomness>,
    contexts: Arc<Contexts>,
}

#[module(components = [Draws])]
struct DrawModule;

#[app(modules = [DrawModule], expose = [Draws])]
struct Lottery;

#[tokio::test]
async fn clock_and_randomness_of_an_application_are_those_of_its_builder() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let running = Lottery::builder()
            .clock(Clock::manual(&ManualClock::at_unix_millis(5)))
            .randomness(Randomness::seeded(9))
            .start()
            .await
            .unwrap();
        let draws = running.get::<Draws>();
        let context = draws.contexts.root();
        assert_eq!(
            (draws.clock.unix_millis(), context.clock().unix_millis()),
            (5, 5)
        );
        seen.push((draws.randomness.number(), context.request_id()));
        running.stop().await.unwrap();
    }
    assert_eq!(seen[0], seen[1]);
}
