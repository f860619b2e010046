//! The module in an application of its own, by a clock that the test holds in its hand.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use purlin::{
    app::{Lookup, Running},
    context::ManualClock,
    prelude::*,
};
use third_party_module::{QuotaError, Quotas, QuotasModule};

/// An application of this module only.
#[app(modules = [QuotasModule])]
struct Alone;

async fn start(hand: &ManualClock) -> Running<Alone> {
    Alone::builder()
        .clock(Clock::manual(hand))
        .config("quotas.per_minute", 2)
        .config("quotas.keys", 2)
        .start()
        .await
        .unwrap()
}

#[tokio::test]
async fn what_is_used_up_comes_back_with_the_next_minute() {
    let hand = ManualClock::at_unix_millis(1_800_000_000_000);
    let app = start(&hand).await;
    let quotas = app.get::<Quotas>();
    assert_eq!(quotas.take("ada"), Ok(()));
    assert_eq!(quotas.take("ada"), Ok(()));
    let used_up = QuotaError::UsedUp { per_minute: 2 };
    assert_eq!(quotas.take("ada"), Err(used_up));
    assert_eq!(quotas.take("bob"), Ok(()));
    hand.advance(Duration::from_mins(1));
    assert_eq!(quotas.take("ada"), Ok(()));
    app.stop().await.unwrap();
}

#[tokio::test]
async fn more_keys_than_there_is_room_for_are_refused_and_health_says_so() {
    let hand = ManualClock::at_unix_millis(1_800_000_000_000);
    let app = start(&hand).await;
    let quotas = app.get::<Quotas>();
    assert!(!quotas.is_full());
    assert_eq!(quotas.take("ada"), Ok(()));
    assert_eq!(quotas.take("bob"), Ok(()));
    assert_eq!(quotas.take("eve"), Err(QuotaError::Full));
    let checks = app.health().refresh().await.checks;
    let messages: Vec<_> = checks
        .iter()
        .filter_map(|check| check.message.as_deref())
        .collect();
    assert_eq!(messages, ["no room for new keys: see `quotas.keys`"]);
    hand.advance(Duration::from_mins(1));
    assert_eq!(quotas.take("eve"), Ok(()));
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_quota_of_nothing_is_refused_before_anything_starts() {
    let refused = Alone::builder().config("quotas.per_minute", 0).check();
    let report = refused.unwrap_err().render();
    assert!(report.contains("quotas.per_minute"), "{report}");
}
