//! Over HTTP, into a file, or nowhere.

use std::time::Duration;

use purlin::{
    context::{Clock, ExecutionContext, Randomness},
    error::Category,
    events::Events,
    health::HealthStatus,
    lifecycle::Tasks,
    prelude::*,
};
use serde_json::Value;

use crate::{
    OrderPlaced, Shop, ShopClosed, place, stop,
    support::{Answer, Receiver},
};

/// The lines of a file, which is one document each.
fn documents(path: &std::path::Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn a_file_has_every_event_of_the_life_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    for _ in 0..2 {
        let builder = Shop::builder().config("cloud_events.file", path.to_str().unwrap());
        let running = builder.start().await.unwrap();
        place(&running, 7);
        stop(running).await;
    }
    let all = documents(&path);
    let (first, second) = all.split_at(all.len() / 2);
    let types: Vec<_> = first
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(types[0], "rs.purlin.configured");
    assert_eq!(types.last(), Some(&"rs.purlin.stopped"));
    let placed = first
        .iter()
        .find(|event| event["type"] == "orders.placed")
        .unwrap();
    assert_eq!(placed["specversion"], "1.0");
    assert_eq!(placed["source"], "/Shop");
    assert_eq!(placed["datacontenttype"], "application/json");
    assert_eq!(placed["data"]["order"], 7);
    // What the log masks is masked here, too.
    assert_eq!(
        placed["data"]["note"],
        "paid with \u{2039}secret\u{203a}, thanks \u{20ac}"
    );
    let draining = first
        .iter()
        .find(|event| event["type"] == "rs.purlin.draining")
        .unwrap();
    assert!(draining.get("data").is_none() && draining.get("datacontenttype").is_none());
    for (number, event) in (1..).zip(first) {
        assert_eq!(event["sequence"], format!("{number}"));
        let time = event["time"].as_str().unwrap();
        assert!(time.ends_with('Z') && time.len() == 27, "{time}");
    }
    // The same number of two lives is two events.
    assert_ne!(first[0]["id"], second[0]["id"]);
}

#[tokio::test]
async fn a_secret_of_the_configuration_is_in_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let running = Shop::builder()
        .config("cloud_events.file", path.to_str().unwrap())
        .config("cloud_events.token", "canary-token")
        .start()
        .await
        .unwrap();
    running.get::<Events>().emit(OrderPlaced {
        order: 8,
        note: "paid with canary-token",
    });
    let failing = async { panic!("it was canary-token") };
    let failed: Result<(), _> = running.get::<Tasks>().spawn("mail", failing).await;
    assert!(failed.is_err());
    stop(running).await;
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("canary"), "{text}");
    let all = documents(&path);
    let data = |name: &str| {
        let event = all.iter().find(|event| event["type"] == name);
        event.unwrap()["data"].to_string()
    };
    assert!(data("orders.placed").contains("paid with \u{2039}secret\u{203a}"));
    assert!(data("rs.purlin.task-failed").contains("it was \u{2039}secret\u{203a}"));
}

#[tokio::test]
async fn structured_mode_posts_one_document() {
    let receiver = Receiver::start(|_| Answer::Ok).await;
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.only", vec!["orders.*"])
        .config("cloud_events.source", "/shops/1")
        .config("cloud_events.token", "s3cret-token")
        .start()
        .await
        .unwrap();
    place(&running, 7);
    running.get::<Events>().emit(ShopClosed);
    stop(running).await;
    let requests = receiver.received();
    assert_eq!(requests.len(), 1);
    let (head, body) = &requests[0];
    assert_eq!(head.method, "POST");
    assert_eq!(
        head.headers["content-type"],
        "application/cloudevents+json; charset=utf-8"
    );
    assert_eq!(head.headers["authorization"], "Bearer s3cret-token");
    let event: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(
        (&event["type"], &event["source"]),
        (&"orders.placed".into(), &"/shops/1".into())
    );
    assert_eq!(event["data"]["order"], 7);
}

#[tokio::test]
async fn binary_mode_posts_attributes_as_headers_and_the_data_as_the_body() {
    let receiver = Receiver::start(|_| Answer::Ok).await;
    let context = ExecutionContext::new(&Clock::system(), &Randomness::seeded(7));
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.mode", "binary")
        .config(
            "cloud_events.only",
            vec!["orders.placed", "rs.purlin.draining"],
        )
        .config("cloud_events.source", "/shops/\u{20ac}")
        .start()
        .await
        .unwrap();
    context.enter(|| place(&running, 7));
    stop(running).await;
    let requests = receiver.received();
    let (placed, data) = &requests[0];
    assert_eq!(placed.headers["ce-specversion"], "1.0");
    assert_eq!(placed.headers["ce-type"], "orders.placed");
    assert_eq!(placed.headers["ce-source"], "/shops/%E2%82%AC");
    assert_eq!(placed.headers["content-type"], "application/json");
    let ids = [
        ("ce-correlationid", context.correlation_id().to_string()),
        ("ce-requestid", context.request_id().to_string()),
        ("ce-traceparent", context.trace().to_string()),
    ];
    for (name, id) in ids {
        assert_eq!(placed.headers[name], *id, "{name}");
    }
    assert!(!placed.headers.contains_key("authorization"));
    let data: Value = serde_json::from_slice(data).unwrap();
    assert_eq!(data["order"], 7);
    let (draining, data) = &requests[1];
    assert_eq!(draining.headers["ce-type"], "rs.purlin.draining");
    assert!(data.is_empty() && !draining.headers.contains_key("content-type"));
}

#[tokio::test]
async fn an_event_that_is_not_taken_is_posted_again_and_then_counted() {
    let receiver = Receiver::start(|number| match number {
        0 => Answer::Unavailable,
        1 => Answer::Ok,
        _ => Answer::Refused,
    })
    .await;
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.only", vec!["orders.*"])
        .start()
        .await
        .unwrap();
    place(&running, 1);
    receiver.wait_for(2).await;
    place(&running, 2);
    receiver.wait_for(3).await;
    // It is refused for what it is: posting it again would not help.
    let report = loop {
        let report = running.health().refresh().await;
        if report.status == HealthStatus::Degraded {
            break report;
        }
        tokio::task::yield_now().await;
    };
    assert!(report.ready);
    let check = report
        .checks
        .iter()
        .find(|check| check.name == "CloudEventsModule::delivers")
        .unwrap();
    assert_eq!(
        check.message.as_deref(),
        Some("the latest event is not delivered: the answer is 400 Bad Request")
    );
    assert_eq!(
        (&check.details["delivered"], &check.details["failed"]),
        (&1.into(), &1.into())
    );
    stop(running).await;
    let orders: Vec<Value> = receiver
        .received()
        .iter()
        .map(|(_, body)| serde_json::from_slice::<Value>(body).unwrap()["data"]["order"].take())
        .collect();
    assert_eq!(orders, [1, 1, 2]);
}

#[tokio::test]
async fn without_further_attempts_an_event_is_posted_once() {
    let receiver = Receiver::start(|_| Answer::Unavailable).await;
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.only", vec!["orders.*"])
        .config("cloud_events.retries", 0)
        .start()
        .await
        .unwrap();
    place(&running, 1);
    place(&running, 2);
    stop(running).await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_nobody_and_what_does_not_fit_is_counted() {
    let receiver = Receiver::start(|_| Answer::Never).await;
    let running = Shop::builder()
        .config("cloud_events.url", receiver.url())
        .config("cloud_events.only", vec!["orders.*"])
        .config("cloud_events.queue", 2)
        .config("cloud_events.retries", 0)
        .config("cloud_events.timeout", "1s")
        .start()
        .await
        .unwrap();
    place(&running, 0);
    receiver.wait_for(1).await;
    let began = tokio::time::Instant::now();
    for order in 1..=1_000 {
        place(&running, order);
    }
    assert!(
        began.elapsed() < Duration::from_millis(900),
        "{:?}",
        began.elapsed()
    );
    // The first attempt is given up after its time, and the next event goes out.
    receiver.wait_for(2).await;
    let observers = running.get::<Events>().observers();
    assert_eq!(
        (observers[0].name.as_str(), observers[0].dropped),
        ("cloud-events", 998)
    );
    drop(running);
}

#[tokio::test]
async fn nothing_is_sent_if_nothing_says_where() {
    let running = Shop::builder().start().await.unwrap();
    assert!(running.get::<Events>().observers().is_empty());
    stop(running).await;
}

#[tokio::test]
async fn an_address_that_is_not_posted_to_and_a_file_that_cannot_be_written_fail_the_start() {
    let error = Shop::builder()
        .config("cloud_events.url", "ftp://shop:pa55word@example.org/in")
        .start()
        .await
        .unwrap_err();
    let text = error.render();
    assert_eq!(error.category(), Category::Config, "{text}");
    assert!(
        text.contains("[PL1531] events cannot be sent to `ftp://"),
        "{text}"
    );
    assert!(!text.contains("pa55word"), "{text}");
    let error = Shop::builder()
        .config("cloud_events.file", "/nonexistent/events")
        .start()
        .await
        .unwrap_err();
    let text = error.render();
    assert_eq!(error.category(), Category::Dependency, "{text}");
    assert!(
        text.contains("[PL1532]") && text.contains("No such file"),
        "{text}"
    );
}
