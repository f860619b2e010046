//! Over NATS, with a server where there is one.

use async_nats::{Client, Message, Subscriber};
use futures_util::StreamExt;
use purlin::{app::AppBuilder, context::Id, context::Randomness, error::Category};
use serde_json::Value;

use crate::{
    Shop, place, stop,
    support::{Answer, Receiver, delivers},
};

const SERVER: &str = "nats://127.0.0.1:4222";

/// A client of the server. Where there is none it says so; with `PURLIN_REQUIRE_SERVICES=1` it
/// fails.
#[expect(clippy::print_stderr, reason = "says what was not tested")]
async fn client() -> Option<Client> {
    match async_nats::connect(SERVER).await {
        Ok(client) => Some(client),
        Err(error) => {
            let required = std::env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
            assert!(!required, "no NATS server: {error}");
            eprintln!("NOT RUN on NATS: {error}");
            None
        }
    }
}

/// A subject of this test's own.
fn own() -> String {
    format!("purlin.test.{}", Id::random(&Randomness::system()))
}

fn shop(subject: &str) -> AppBuilder<Shop> {
    Shop::builder()
        .config("cloud_events.nats", SERVER)
        .config("cloud_events.subject", subject)
        .config("cloud_events.only", vec!["orders.*"])
}

async fn next(subscriber: &mut Subscriber) -> Message {
    subscriber.next().await.unwrap()
}

fn header<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    let headers = message.headers.as_ref()?;
    headers.get(name).map(async_nats::HeaderValue::as_str)
}

#[tokio::test]
async fn structured_mode_publishes_one_document() {
    let Some(client) = client().await else { return };
    let subject = own();
    let mut subscriber = client.subscribe(format!("{subject}.>")).await.unwrap();
    client.flush().await.unwrap();
    let running = shop(&subject).start().await.unwrap();
    place(&running, 7);
    place(&running, 8);
    stop(running).await;
    for order in [7, 8] {
        let message = next(&mut subscriber).await;
        assert_eq!(message.subject.as_str(), format!("{subject}.orders.placed"));
        assert_eq!(
            header(&message, "content-type"),
            Some("application/cloudevents+json; charset=utf-8")
        );
        let event: Value = serde_json::from_slice(&message.payload).unwrap();
        assert_eq!(
            (&event["specversion"], &event["type"]),
            (&"1.0".into(), &"orders.placed".into())
        );
        assert_eq!(event["data"]["order"], order);
    }
}

#[tokio::test]
async fn binary_mode_publishes_attributes_as_headers_and_the_data_as_the_payload() {
    let Some(client) = client().await else { return };
    let subject = own();
    let mut subscriber = client.subscribe(format!("{subject}.>")).await.unwrap();
    client.flush().await.unwrap();
    let running = shop(&subject)
        .config("cloud_events.mode", "binary")
        .config("cloud_events.source", "/shops/\u{20ac}")
        .config(
            "cloud_events.only",
            vec!["orders.placed", "rs.purlin.draining"],
        )
        .start()
        .await
        .unwrap();
    place(&running, 7);
    stop(running).await;
    let placed = next(&mut subscriber).await;
    assert_eq!(header(&placed, "ce-specversion"), Some("1.0"));
    assert_eq!(header(&placed, "ce-type"), Some("orders.placed"));
    assert_eq!(header(&placed, "ce-source"), Some("/shops/%E2%82%AC"));
    assert_eq!(header(&placed, "content-type"), Some("application/json"));
    let data: Value = serde_json::from_slice(&placed.payload).unwrap();
    assert_eq!(data["order"], 7);
    let draining = next(&mut subscriber).await;
    assert_eq!(
        draining.subject.as_str(),
        format!("{subject}.rs.purlin.draining")
    );
    assert!(draining.payload.is_empty());
    assert_eq!(header(&draining, "content-type"), None);
}

/// A stream of `JetStream` answers so; here the test does.
#[tokio::test]
async fn an_event_is_delivered_when_a_stream_has_stored_it() {
    let Some(client) = client().await else { return };
    let subject = own();
    let mut stream = client.subscribe(format!("{subject}.>")).await.unwrap();
    client.flush().await.unwrap();
    let running = shop(&subject)
        .config("cloud_events.stored", true)
        .config("cloud_events.retries", 1)
        .start()
        .await
        .unwrap();
    place(&running, 7);
    let mut ids = Vec::new();
    for answer in [
        r#"{"error":{"code":503,"description":"no room"}}"#,
        r#"{"stream":"EVENTS","seq":1}"#,
    ] {
        let message = next(&mut stream).await;
        ids.push(header(&message, "Nats-Msg-Id").unwrap().to_owned());
        let reply = message.reply.unwrap();
        client.publish(reply, answer.into()).await.unwrap();
    }
    // By which a stream sees that it is one event.
    assert_eq!(ids[0], ids[1]);
    let check = delivers(&running, |check| check.details["delivered"] == 1).await;
    assert_eq!(check.details["failed"], 0);
    stop(running).await;
}

#[tokio::test]
async fn an_event_that_no_stream_stores_is_not_delivered() {
    if client().await.is_none() {
        return;
    }
    let running = shop(&own())
        .config("cloud_events.stored", true)
        .config("cloud_events.retries", 0)
        .start()
        .await
        .unwrap();
    place(&running, 7);
    let check = delivers(&running, |check| check.details["failed"] == 1).await;
    let message = check.message.unwrap();
    assert!(message.contains("no responders"), "{message}");
    stop(running).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_delays_nobody_and_is_told() {
    let running = Shop::builder()
        .config("cloud_events.nats", "nats://127.0.0.1:1")
        .config("cloud_events.only", vec!["orders.*"])
        .config("cloud_events.retries", 0)
        .config("cloud_events.timeout", "50ms")
        .start()
        .await
        .unwrap();
    place(&running, 7);
    let check = delivers(&running, |check| check.details["failed"] == 1).await;
    assert_eq!(
        check.message.as_deref(),
        Some("the latest event is not delivered: no answer within 50ms")
    );
    stop(running).await;
}

#[tokio::test]
async fn one_that_fails_keeps_the_others_from_nothing() {
    let Some(client) = client().await else { return };
    let subject = own();
    let mut subscriber = client.subscribe(format!("{subject}.>")).await.unwrap();
    client.flush().await.unwrap();
    let receiver = Receiver::start(|_| Answer::Refused).await;
    let running = shop(&subject)
        .config("cloud_events.url", receiver.url())
        .start()
        .await
        .unwrap();
    place(&running, 7);
    let check = delivers(&running, |check| check.details["failed"] == 1).await;
    let message = check.message.unwrap();
    assert!(
        message.ends_with("the answer is 400 Bad Request"),
        "{message}"
    );
    stop(running).await;
    next(&mut subscriber).await;
}

#[tokio::test]
async fn pl1531_an_address_that_is_none_of_nats_fails_the_start() {
    let error = Shop::builder()
        .config("cloud_events.nats", "http://shop:pa55word@example.org")
        .start()
        .await
        .unwrap_err();
    let text = error.render();
    assert_eq!(error.category(), Category::Config, "{text}");
    assert!(
        text.contains("[PL1531] events cannot be sent to `http://"),
        "{text}"
    );
    assert!(!text.contains("pa55word"), "{text}");
}

#[tokio::test]
async fn pl1534_authorities_that_are_not_there_fail_the_start() {
    let error = Shop::builder()
        .config("cloud_events.nats", "tls://localhost")
        .config("cloud_events.ca", "/nonexistent/ca.pem")
        .start()
        .await
        .unwrap_err();
    let text = error.render();
    assert_eq!(error.category(), Category::Config, "{text}");
    assert!(text.contains("[PL1534]"), "{text}");
}
