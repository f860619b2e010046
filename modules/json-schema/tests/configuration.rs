//! What `config schema` prints is a JSON Schema: what the application reads fits it, and what it
//! refuses does not.
#![expect(
    clippy::unwrap_used,
    dead_code,
    reason = "helpers of tests fail the test, and some fields are only read"
)]

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use purlin::config::{
    ByteSize, ConfigLoader, SampleFormat, Secret, SectionInfo, Url, config, sample, schema,
};
use purlin_json_schema::{Schema, SchemaCompiler};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Careful,
}

/// Where orders are kept.
#[config(prefix = "shop.orders")]
struct OrdersConfig {
    #[config(default = 10, range(1..=1000))]
    max_open: u32,
    #[config(length(8..))]
    key: Secret<String>,
    #[config(default = Mode::Fast)]
    mode: Mode,
    #[config(default = "30m", range("1m"..="1h"))]
    open_for: Duration,
    #[config(default = "64MiB", deprecated("memory"))]
    cache: ByteSize,
    #[config(default = "shop", pattern = "[a-z]+", length(..=8))]
    name: String,
    #[config(default = 0.5)]
    share: f64,
    #[config(default = true)]
    compress: bool,
    #[config(default = "127.0.0.1:80")]
    address: SocketAddr,
    warehouse: Option<Url>,
    archive: Option<PathBuf>,
    #[config(default = Vec::new())]
    countries: Vec<String>,
    #[config(default = BTreeMap::new())]
    labels: BTreeMap<String, u8>,
    #[config(nested)]
    pool: Pool,
    #[config(nested)]
    lanes: Vec<Lane>,
}

#[config]
struct Pool {
    #[config(default = 4, range(1..=64))]
    size: u32,
}

#[config]
struct Lane {
    name: String,
    #[config(default = 1, range(1..=9))]
    size: u32,
}

const SECTIONS: &[SectionInfo] = &[SectionInfo::of::<OrdersConfig>()];

fn compiled() -> Schema {
    let schema = schema("Shop", SECTIONS);
    SchemaCompiler::default().compile("Shop", &schema).unwrap()
}

/// Whether the application reads the file.
fn is_read(file: &Value) -> bool {
    let loader = ConfigLoader::new("Shop").file_text("shop.json", file.to_string());
    let env = [("KEY", "a-long-key"), ("MAX", "12")];
    loader.env(env).section::<OrdersConfig>().is_ok()
}

/// A file with these fields beside the required one.
fn file(fields: Value) -> Value {
    let mut orders = json!({ "key": "long enough" });
    let (Value::Object(orders_fields), Value::Object(fields)) = (&mut orders, fields) else {
        unreachable!("both are objects");
    };
    orders_fields.extend(fields);
    json!({ "shop": { "orders": orders } })
}

#[test]
fn a_sample_fits_the_schema() {
    let text = sample("Shop", SECTIONS, SampleFormat::Json);
    let sample: Value = serde_json::from_str(&text).unwrap();
    compiled().check(&sample).unwrap();
}

#[test]
fn what_the_application_reads_fits_the_schema_and_what_it_refuses_does_not() {
    let schema = compiled();
    for (fields, right) in [
        (json!({}), true),
        (json!({ "max_open": 1000 }), true),
        (json!({ "max_open": 0 }), false),
        (json!({ "max_open": 1001 }), false),
        (json!({ "max_open": "many" }), false),
        (json!({ "max_open": "${env:MAX}" }), true),
        (json!({ "max_opne": 3 }), false),
        (json!({ "key": "short" }), false),
        (json!({ "key": "${env:KEY}" }), true),
        (json!({ "mode": "careful" }), true),
        (json!({ "mode": "careless" }), false),
        (json!({ "open_for": "45m" }), true),
        (json!({ "open_for": "soon" }), false),
        (json!({ "cache": "1GiB" }), true),
        (json!({ "cache": "much" }), false),
        (json!({ "memory": "1GiB" }), true),
        (json!({ "name": "depot" }), true),
        (json!({ "name": "Depot" }), false),
        (json!({ "name": "abcdefghi" }), false),
        (json!({ "share": 1 }), true),
        (json!({ "share": "half" }), false),
        (json!({ "compress": "yes" }), false),
        (json!({ "warehouse": "https://example.org" }), true),
        (json!({ "archive": "/var/invoices" }), true),
        (json!({ "archive": 3 }), false),
        (json!({ "countries": ["nl", "dk"] }), true),
        (json!({ "countries": ["nl", 3] }), false),
        (json!({ "labels": { "x": 255 } }), true),
        (json!({ "labels": { "x": 256 } }), false),
        (json!({ "pool": { "size": 64 } }), true),
        (json!({ "pool": { "size": 65 } }), false),
        (json!({ "pool": 3 }), false),
        (
            json!({ "lanes": [{ "name": "a" }, { "name": "b", "size": 9 }] }),
            true,
        ),
        (json!({ "lanes": [{ "size": 9 }] }), false),
        (json!({ "lanes": [{ "name": "a", "size": 10 }] }), false),
        (json!({ "lanes": [{ "name": "a", "sise": 1 }] }), false),
    ] {
        let text = fields.to_string();
        let file = file(fields);
        assert_eq!(is_read(&file), right, "the application: {text}");
        assert_eq!(schema.is_valid(&file), right, "the schema: {text}");
    }
    // The key is required, and may come from elsewhere.
    assert!(schema.is_valid(&json!({ "shop": { "orders": {} } })));
}
