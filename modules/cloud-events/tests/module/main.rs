//! What goes out, where to, and what the settings do.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

mod life;
#[cfg(feature = "nats")]
mod nats;
mod support;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(any(feature = "nats", feature = "tls")))]
mod without;

use purlin::{
    app::Running,
    events::{Events, event},
    prelude::*,
};
use purlin_cloud_events::CloudEventsModule;

/// An order was placed.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct OrderPlaced {
    /// Its number.
    order: u64,
    note: &'static str,
}

event!(OrderPlaced as "orders.placed");

/// A shop was closed.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
struct ShopClosed;

event!(ShopClosed as "shop.closed");

#[app(modules = [CloudEventsModule], expose = [Events])]
struct Shop;

fn place(running: &Running<Shop>, order: u64) {
    let note = "paid with 4111 1111 1111 1111, thanks \u{20ac}";
    running.get::<Events>().emit(OrderPlaced { order, note });
}

async fn stop(running: Running<Shop>) {
    running.stop().await.unwrap();
}
