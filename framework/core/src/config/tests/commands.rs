//! What operators ask: show, explain, sample, schema.

#![expect(dead_code, reason = "some fields are only read from a configuration")]

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::super::{
    ByteSize, ConfigLoader, ConfigTree, Problems, SampleFormat, Secret, SectionInfo, Source, Url,
    config, sample, schema,
};

/// Where orders are kept.
#[config(prefix = "orders")]
#[derive(Debug)]
struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10, range(1..=1000), unit = "orders", dynamic)]
    max_open: u32,
    /// Key of the payment provider.
    #[config(length(8..))]
    key: Secret<String>,
    /// How fast.
    #[config(default = Mode::Fast)]
    mode: Mode,
    /// Which shop it is.
    name: String,
    #[config(range(5..10))]
    count: u8,
    #[config(nested)]
    pool: PoolConfig,
    #[config(nested)]
    replica: Option<ReplicaConfig>,
}

/// The connections.
#[config]
#[derive(Debug)]
struct PoolConfig {
    #[config(default = "1m30s", range("1s"..="1h"))]
    wait: Duration,
    #[config(default = "64MiB", deprecated("size"))]
    buffer: ByteSize,
    address: SocketAddr,
    url: Url,
    #[config(default = vec!["a".to_owned(), "b c".to_owned()])]
    tags: Vec<String>,
    #[config(length(1..))]
    hosts: Vec<Secret<String>>,
    #[config(default = BTreeMap::new())]
    labels: BTreeMap<String, u8>,
    archive: Option<PathBuf>,
    #[config(default = 7, secret)]
    pin: u16,
}

#[config]
#[derive(Debug)]
struct ReplicaConfig {
    address: SocketAddr,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    Fast,
    VeryCareful,
}

fn sections() -> [SectionInfo; 1] {
    [SectionInfo::of::<OrdersConfig>()]
}

fn tree(loader: &ConfigLoader) -> ConfigTree {
    loader.load(&sections(), &mut Problems::new()).settled()
}

fn loader() -> ConfigLoader {
    ConfigLoader::new("Shop")
        .file_text(
            "purlin.toml",
            "[orders]\nmax_open = 5\nkey = \"canary-1\"\n[orders.pool]\npin = 4711\n\
             url = \"pg://u:canary-2@h\"\nhosts = [\"canary-3\"]\nlabels = { x = 1 }",
        )
        .env([("SHOP__ORDERS__MAX_OPEN", "6")])
}

#[test]
fn explaining_a_setting_tells_its_value_its_origin_and_where_it_is_looked_for() {
    let expected = "orders.max_open = \"6\"
  Open orders that one customer may have.
  type:      integer from 0 to 4294967295, 1 to 1000 (orders)
  default:   10
  changes:   by a reload
  from:      SHOP__ORDERS__MAX_OPEN (environment), over purlin.toml:2:12, default
  searched:  `SHOP__ORDERS__MAX_OPEN`
  then:      `orders.max_open` in `purlin.toml`
";
    let tree = tree(&loader());
    assert_eq!(tree.explain("orders.max_open").as_deref(), Ok(expected));
    let section = tree.explain("orders.pool").expect("it is a section");
    assert_eq!(section.matches("  type: ").count(), 9, "{section}");
    assert!(
        section.contains("orders.pool.pin = \"‹secret›\""),
        "{section}"
    );
    let wrong = tree.explain("orders.max_opne").expect_err("it is wrong");
    assert_eq!(
        wrong,
        "there is no setting `orders.max_opne`: did you mean `orders.max_open`?"
    );
}

#[test]
fn showing_a_configuration_gives_every_value_with_its_origin_and_no_secret() {
    let tree = tree(&loader());
    let text = tree.show();
    for part in [
        "# purlin.toml (file): read\n\n[orders]\n",
        "max_open = \"6\" # SHOP__ORDERS__MAX_OPEN (environment), over purlin.toml:2:12, default\n",
        "key = \"‹secret›\" # purlin.toml:3:7 (file)\n",
        "mode = \"fast\" # default\n",
        "# name is not set\n",
        "\n[orders.pool]\nwait = \"1m30s\" # default\nbuffer = \"64MiB\" # default\n",
        "url = \"pg://u:‹secret›@h\" # purlin.toml:6:7 (file)\n",
        "hosts = [\"‹secret›\"] # purlin.toml:7:9 (file)\n",
        "labels = { x = 1 } # purlin.toml:8:10 (file), over default\n",
        "pin = \"‹secret›\" # purlin.toml:5:7 (file), over default\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    let shown = format!("{text}{}{tree:?}{:?}", tree.to_json(), tree.origins());
    assert!(
        !shown.contains("canary") && !shown.contains("4711"),
        "{shown}"
    );
    assert_eq!(
        tree.to_json()["orders.max_open"],
        json!({
            "value": "6",
            "feeder": "environment",
            "place": "SHOP__ORDERS__MAX_OPEN",
            "overrode": ["purlin.toml:2:12", "default"],
        })
    );
}

#[test]
fn a_sample_in_every_format_loads_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    for (format, name) in [
        (SampleFormat::Toml, "a.toml"),
        (SampleFormat::Yaml, "a.yaml"),
        (SampleFormat::Json, "a.json"),
        (SampleFormat::Env, ".env"),
    ] {
        if format == SampleFormat::Yaml && cfg!(not(feature = "yaml")) {
            continue;
        }
        let text = sample("Shop", &sections(), format);
        let path = folder.path().join(name);
        std::fs::write(&path, &text).expect("a file");
        let source = match format {
            SampleFormat::Env => Source::dotenv(path),
            _ => Source::file(path),
        };
        let loaded = ConfigLoader::new("Shop")
            .source(source)
            .section::<OrdersConfig>();
        let orders = loaded.unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert_eq!(
            (orders.max_open, orders.count, orders.pool.pin),
            (10, 5, 7),
            "{name}"
        );
        assert_eq!(orders.pool.wait, Duration::from_secs(90));
        assert_eq!(orders.pool.tags, ["a", "b c"]);
        assert!(orders.key.expose().len() >= 8 && orders.replica.is_none());
        assert!(
            !text.contains("pin = 7") && !text.contains("\"pin\": 7"),
            "{text}"
        );
    }
}

/// Every comment of the sample that is an assignment, with the comment sign taken off, loads too.
#[test]
fn a_sample_with_every_line_switched_on_loads() {
    let text = sample("Shop", &sections(), SampleFormat::Toml);
    let is_on = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let name = rest.split(" = ").next()?;
        let key = rest.contains(" = ")
            && name
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_');
        (key || rest.starts_with('[')).then(|| rest.to_owned())
    };
    let all: Vec<String> = text
        .lines()
        .map(|line| is_on(line).unwrap_or_else(|| line.to_owned()))
        .collect();
    let all = all.join("\n").replace("pin = \"‹secret›\"", "pin = 3");
    let loaded = ConfigLoader::new("Shop")
        .file_text("a.toml", &all)
        .section::<OrdersConfig>();
    let orders = loaded.unwrap_or_else(|error| panic!("{error}\n{all}"));
    assert!(orders.replica.is_some(), "{all}");
}

#[test]
fn a_sample_says_what_each_setting_is() {
    let text = sample("Shop", &sections(), SampleFormat::Toml);
    let start = "# Configuration of Shop.

# Where orders are kept.
[orders]
# Open orders that one customer may have.
# integer from 0 to 4294967295, 1 to 1000 (orders); this is the default; follows reloads; SHOP__ORDERS__MAX_OPEN
# max_open = 10
# Key of the payment provider.
# secret text, length at least 8; required; SHOP__ORDERS__KEY
key = \"change-me\"
# How fast.
# one of `fast`, `very-careful`; this is the default; SHOP__ORDERS__MODE
# mode = \"fast\"
";
    assert!(text.starts_with(start), "{text}");
}

#[test]
fn the_schema_describes_every_setting_with_its_rules() {
    let schema = schema("Shop", &sections());
    let orders = &schema["properties"]["orders"];
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["required"], json!(["orders"]));
    assert_eq!(orders["required"], json!(["name", "count", "pool"]));
    assert_eq!(orders["additionalProperties"], false);
    assert_eq!(
        orders["properties"]["max_open"],
        json!({
            "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 1000 },
                { "$ref": "#/$defs/reference" }
            ],
            "description": "Open orders that one customer may have.\nIn orders.\nFollows reloads.",
            "default": 10
        })
    );
    assert_eq!(
        orders["properties"]["mode"]["anyOf"][0]["enum"],
        json!(["fast", "very-careful"])
    );
    assert_eq!(
        orders["properties"]["count"]["anyOf"][0]["exclusiveMaximum"],
        10
    );
    let pool = &orders["properties"]["pool"]["properties"];
    assert_eq!(pool["size"]["deprecated"], true);
    assert_eq!(pool["tags"]["default"], json!(["a", "b c"]));
    assert_eq!(pool["pin"]["writeOnly"], true);
    assert_eq!(pool["pin"].get("default"), None::<&Json>);
    assert_eq!(orders["properties"]["key"]["anyOf"][0]["minLength"], 8);
}
