use std::fs;

use purlin::config::Source;

use crate::stage::{Shop, logging};

/// Says everything that could give the secret away.
fn tell(secret: &str) {
    let error = std::io::Error::other(format!("refused {secret}"));
    tracing::info!(target: "test", "the key is {secret}, quoted {secret:?}");
    tracing::info!(target: "test", plain = secret, debug = ?secret, shown = %error, "fields");
    let span = tracing::info_span!(target: "test", "span", secret);
    span.in_scope(|| tracing::info!(target: "test", "in a span"));
}

#[tokio::test]
async fn secrets_of_every_source_are_masked_and_so_are_those_of_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let secrets = folder.path().join("secrets");
    fs::create_dir(&secrets).unwrap();
    fs::write(secrets.join("vault.street"), "canary-folder\n").unwrap();
    let file = folder.path().join("shop.toml");
    fs::write(&file, "[vault]\nkey = \"canary-file\"").unwrap();
    let (logging, paper, _guard) = logging();
    let running = Shop::builder()
        .logging(logging)
        .config_file(&file)
        .config_source(Source::directory(&secrets))
        .env([(
            "SHOP__VAULT__MORE",
            "[\"canary-env\", \"canary-\\\"quoted\\\"\"]",
        )])
        .start()
        .await
        .unwrap();
    fs::write(&file, "[vault]\nkey = \"canary-reload\"").unwrap();
    running.reload().await.unwrap();
    for secret in [
        "canary-file",
        "canary-folder",
        "canary-env",
        "canary-\"quoted\"",
        "canary-reload",
    ] {
        tell(secret);
    }
    running.stop().await.unwrap();
    let text = paper.text();
    assert!(!text.contains("canary"), "{text}");
    assert!(text.contains("the key is ‹secret›"), "{text}");
    assert!(text.contains("refused ‹secret›"), "{text}");
}

#[tokio::test]
async fn fields_with_certain_names_are_masked_whatever_they_hold() {
    let (logging, paper, _guard) = logging();
    let running = Shop::builder()
        .logging(logging)
        .config("vault.key", "canary-key")
        .config("logging.mask", vec!["pin", "customer.name"])
        .start()
        .await
        .unwrap();
    tracing::info!(
        target: "test",
        pin = 1234, PIN = true, card.pin = "x", customer.name = "Ada", name = "shop", pinned = 1,
        "paid with 4111 1111 1111 1111"
    );
    running.stop().await.unwrap();
    let record = paper.records().pop().unwrap();
    assert_eq!(record["message"], "paid with ‹secret›");
    let expected = serde_json::json!({
        "pin": "‹secret›", "PIN": "‹secret›", "card.pin": "‹secret›",
        "customer.name": "‹secret›", "name": "shop", "pinned": 1,
    });
    assert_eq!(record["fields"], expected);
}

#[test]
fn a_number_of_a_card_is_masked_as_a_number_too() {
    let (_logging, paper, _guard) = logging();
    tracing::info!(target: "test", card = 4_111_111_111_111_111_u64, order = 17, "paid");
    let record = paper.records().pop().unwrap();
    assert_eq!(
        record["fields"],
        serde_json::json!({ "card": "‹secret›", "order": 17 })
    );
}
