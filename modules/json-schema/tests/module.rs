//! The module in an application: the schemas of a directory are compiled at start.

use std::{fs, path::Path};

use purlin::{
    app::Running,
    config::{SectionInfo, settings_table},
    error::Error,
    prelude::*,
};
use purlin_json_schema::{JsonSchemaConfig, JsonSchemaModule, Schemas};
use serde_json::json;

/// An application with schemas.
#[app(modules = [JsonSchemaModule], expose = [Schemas])]
struct Checker;

async fn start(directory: &Path) -> Result<Running<Checker>, Error> {
    let directory = directory.to_string_lossy().into_owned();
    let builder = Checker::builder().config("json_schema.directory", directory);
    builder.start().await
}

#[tokio::test]
async fn schemas_are_named_by_their_files_and_refer_to_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{ "$id": "https://shop.example/line", "required": ["product"] }"#;
    let order = r#"{ "items": { "$ref": "https://shop.example/line" } }"#;
    fs::write(folder.path().join("line.json"), line).unwrap();
    fs::write(folder.path().join("order.json"), order).unwrap();
    let basket = r#"{ "contains": { "$ref": "line.json" } }"#;
    fs::write(folder.path().join("basket.json"), basket).unwrap();
    fs::write(folder.path().join("notes.txt"), "no schema").unwrap();
    let app = start(folder.path()).await.unwrap();
    let schemas = app.get::<Schemas>();
    assert_eq!(
        schemas.names().collect::<Vec<_>>(),
        ["basket", "line", "order"]
    );
    assert!(!schemas.get("basket").unwrap().is_valid(&json!([{}])));
    let order = schemas.get("order").unwrap();
    assert_eq!(order.name(), "order");
    let error = order.check(&json!([{ "product": 1 }, {}])).unwrap_err();
    assert_eq!(error.violations()[0].instance_path, "/1");
    // One that is made later refers to them, too.
    let later = schemas
        .compiler()
        .compile("later", &json!({ "$ref": "https://shop.example/line" }));
    assert!(!later.unwrap().is_valid(&json!({})));
    assert!(schemas.get("notes").is_none());
    app.stop().await.unwrap();
}

#[tokio::test]
async fn a_directory_or_a_file_that_is_none_fails_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let cause = |error: &Error| {
        let mut text = error.render();
        text.retain(|letter| letter != '\n');
        text
    };
    let missing = start(&folder.path().join("missing")).await.unwrap_err();
    assert!(cause(&missing).contains("PL1714"), "{missing:?}");
    let file = folder.path().join("order.json");
    fs::write(&file, "{").unwrap();
    let broken = start(folder.path()).await.unwrap_err();
    assert!(cause(&broken).contains("order.json"), "{broken:?}");
    fs::write(&file, r#"{ "type": 7 }"#).unwrap();
    let wrong = start(folder.path()).await.unwrap_err();
    assert!(cause(&wrong).contains("PL1711"), "{wrong:?}");
}

#[test]
fn the_documentation_has_every_setting_with_its_default_and_description() {
    let pages = [
        include_str!("../README.md"),
        include_str!("../../../docs/src/modules/json-schema.md"),
    ];
    let table = settings_table(&[SectionInfo::of::<JsonSchemaConfig>()]);
    for page in pages {
        assert!(page.contains(&table), "the table should be\n{table}");
    }
}
