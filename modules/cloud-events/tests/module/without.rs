//! A program that was built without features says so.

use purlin::error::Category;

use crate::Shop;

#[tokio::test]
async fn pl1533_a_setting_needs_a_feature_that_is_not_there() {
    for (setting, value, feature) in [
        ("cloud_events.url", "https://example.org/events", "tls"),
        ("cloud_events.nats", "nats://example.org", "nats"),
    ] {
        let error = Shop::builder().config(setting, value).start().await;
        let error = error.unwrap_err();
        let text = error.render();
        assert_eq!(error.category(), Category::Config, "{text}");
        assert!(text.contains("[PL1533]"), "{text}");
        assert!(
            text.contains(&format!("`cloud-events-{feature}`")),
            "{text}"
        );
    }
}
