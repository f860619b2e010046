use purlin::{
    app::{AppBuilder, Lookup as _, Running},
    config::Source,
    context::{Clock, ExecutionContext, Randomness},
    logging::{LogLevel, Logging},
};

use crate::stage::{Shop, logging};

async fn running(logging: &Logging, file: &std::path::Path) -> Running<Shop> {
    AppBuilder::<Shop>::new()
        .logging(logging.clone())
        .config_file(file)
        .start()
        .await
        .unwrap()
}

fn write(folder: &tempfile::TempDir, logging: &str) -> std::path::PathBuf {
    let path = folder.path().join("shop.toml");
    let text = format!("[logging]\n{logging}\n[vault]\nkey = \"canary-key\"\n");
    std::fs::write(&path, text).unwrap();
    path
}

fn speak() {
    tracing::debug!(target: "test", "debug");
    tracing::info!(target: "test", "info");
    tracing::warn!(target: "test", "warn");
}

#[tokio::test]
async fn levels_follow_reloads() {
    let (logging, paper, _guard) = logging();
    let folder = tempfile::tempdir().unwrap();
    let path = write(&folder, "level = \"warn\"");
    let running = running(&logging, &path).await;
    speak();
    assert_eq!(paper.messages(), ["warn"]);
    write(&folder, "level = \"error\"\ntargets = { test = \"debug\" }");
    running.reload().await.unwrap();
    speak();
    assert_eq!(paper.messages(), ["warn", "debug", "info", "warn"]);
    write(&folder, "level = \"loud\"");
    assert_eq!(running.reload().await.unwrap_err().code(), "PL1000");
    assert_eq!(logging.levels().to_string(), "error,test=debug");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn levels_can_be_changed_by_hand_while_it_runs() {
    let (logging, paper, _guard) = logging();
    let running = Shop::builder()
        .logging(logging)
        .config("vault.key", "canary-key")
        .config("logging.level", "error")
        .start()
        .await
        .unwrap();
    speak();
    assert_eq!(paper.messages(), [""; 0]);
    let service = running.get::<Logging>();
    service.set_level(None, LogLevel::Info);
    speak();
    service.set_level(Some("test"), LogLevel::Off);
    speak();
    assert_eq!(paper.messages(), ["info", "warn"]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn records_say_for_whom_they_are() {
    let (logging, paper, _guard) = logging();
    let running = Shop::builder()
        .logging(logging)
        .config("vault.key", "canary-key")
        .config("logging.instance", "shop-7")
        .start()
        .await
        .unwrap();
    let context = ExecutionContext::new(&Clock::system(), &Randomness::seeded(7));
    context
        .clone()
        .scope(async {
            let span = tracing::info_span!(target: "test", "sale", module = "TillModule", till = 3);
            span.in_scope(|| tracing::info!(target: "test", amount = 12.5, "sold"));
        })
        .await;
    tracing::info!(target: "test", "outside");
    let records = paper.records();
    let [_opened, inside, outside] = records.as_slice() else {
        panic!("{records:#?}")
    };
    assert_eq!(inside["application"], "Shop");
    assert_eq!(inside["instance"], "shop-7");
    assert_eq!(inside["module"], "TillModule");
    assert_eq!(inside["request"], context.request_id().to_string());
    assert_eq!(inside["correlation"], context.correlation_id().to_string());
    let trace = format!("{:032x}", context.trace().trace_id());
    assert_eq!(inside["trace"], trace);
    assert_eq!(
        inside["fields"],
        serde_json::json!({ "till": 3, "amount": 12.5 })
    );
    assert!(outside["request"].is_null() && outside["trace"].is_null());
    running.stop().await.unwrap();
}

#[tokio::test]
async fn an_application_writes_nothing_unless_it_is_told_where() {
    let (_other, paper, _guard) = logging();
    let running = Shop::builder()
        .config_source(Source::text("shop.toml", "[vault]\nkey = \"canary-key\""))
        .start()
        .await
        .unwrap();
    // The application has a logging of its own, which follows its configuration; the subscriber
    // of the test stays what it is.
    assert_eq!(running.get::<Logging>().levels().general(), LogLevel::Info);
    assert_eq!(paper.messages().len(), 1);
    running.stop().await.unwrap();
}
