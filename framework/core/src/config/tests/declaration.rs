//! What `#[config]` on a struct and its fields means.

#![expect(dead_code, reason = "some fields are only read from a configuration")]

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf, time::Duration};

use super::super::{
    ByteSize, ConfigLoader, ConfigSection, Findings, Problems, Secret, SectionInfo, Url, config,
};

/// How many connections are kept.
#[config]
#[derive(Debug, PartialEq)]
struct PoolConfig {
    /// The most there are.
    #[config(default = 10, range(1..=1000), unit = "connections", dynamic)]
    max: u32,
    #[config(default = 1, range(..1000))]
    min: u32,
    #[config(default = "5s", range("1s"..="1m"))]
    wait: Duration,
}

#[config]
#[derive(Debug, PartialEq)]
struct ReplicaConfig {
    address: IpAddr,
}

/// Where the shop keeps things.
#[config(prefix = "store", validate = consistent)]
struct StoreConfig {
    #[config(nested)]
    pool: PoolConfig,
    #[config(nested)]
    replica: Option<ReplicaConfig>,
    #[config(default = "https://example.org", deprecated("address", "location"))]
    url: Url,
    #[config(default = "64MiB", range("1MiB".."1GiB"))]
    buffer: ByteSize,
    #[config(default = "shop", length(1..=8), pattern = "[a-z]+")]
    name: String,
    #[config(default = Vec::new(), append)]
    tags: Vec<String>,
    #[config(default = BTreeMap::new(), length(..=2))]
    labels: BTreeMap<String, String>,
    #[config(env = "STORE_KEY", length(8..))]
    key: Secret<String>,
    #[config(default = "/tmp", validate = absolute)]
    folder: PathBuf,
    #[config(range(1..=5))]
    retries: Option<u8>,
}

fn absolute(folder: &PathBuf) -> Result<(), String> {
    if folder.is_absolute() {
        return Ok(());
    }
    Err(format!("`{}` is relative", folder.display()))
}

fn consistent(store: &StoreConfig, findings: &mut Findings) {
    if store.pool.min > store.pool.max {
        findings.field("pool.min", "it must not be above `pool.max`");
    }
    if store.key.expose().starts_with("weak") {
        findings.field("key", format!("`{}` is weak", store.key.expose()));
    }
    if store.name == "nothing" {
        findings.section("there is nothing to keep");
    }
}

const KEY: (&str, &str) = ("STORE_KEY", "canary-key");

fn loader(file: &str) -> ConfigLoader {
    ConfigLoader::new("Shop")
        .file_text("purlin.toml", file)
        .env([KEY])
}

fn report(file: &str) -> String {
    let result = loader(file).section::<StoreConfig>();
    result.err().expect("it is wrong").to_string()
}

#[test]
fn a_nested_section_is_a_table_and_levels_of_a_variable() {
    let store: StoreConfig = loader("[store.pool]\nmax = 5")
        .env([
            ("SHOP__STORE__POOL__MIN", "2"),
            ("SHOP__STORE__REPLICA__ADDRESS", "::1"),
        ])
        .section()
        .expect("it is right");
    let pool = PoolConfig {
        max: 5,
        min: 2,
        wait: Duration::from_secs(5),
    };
    assert_eq!(store.pool, pool);
    assert_eq!(
        store.replica.map(|replica| replica.address.to_string()),
        Some("::1".to_owned())
    );
    assert_eq!(store.key.expose(), KEY.1, "the declared variable");
    let store: StoreConfig = loader("").section().expect("it is right");
    assert_eq!((store.pool, store.replica), (PoolConfig::default(), None));
}

#[test]
fn problems_inside_of_a_nested_section_name_the_whole_path() {
    let text = report("[store.pool]\nmaxx = 5\n[store.replica]");
    assert!(text.contains("unknown key `store.pool.maxx`"), "{text}");
    assert!(text.contains("did you mean `max`?"), "{text}");
    assert!(
        text.contains("`store.replica.address` is required and set nowhere"),
        "{text}"
    );
    let text = report("[store]\npool = 3");
    assert!(
        text.contains("`store.pool` is a section and cannot be a single value"),
        "{text}"
    );
}

#[test]
fn every_rule_that_a_value_breaks_is_in_the_report_at_the_value() {
    let text = report(
        "[store]\nbuffer = \"2GiB\"\nname = \"Shop\"\nfolder = \"tmp\"\nretries = 9\n\
         labels = { a = \"\", b = \"\", c = \"\" }\nurl = \"nowhere\"\n\
         [store.pool]\nmax = 0\nmin = 1000\nwait = \"1h\"",
    );
    for part in [
        "`store.buffer` must be at least 1MiB and less than 1GiB, found string \"2GiB\"\n    --> purlin.toml:2:10",
        "`store.name` must match `[a-z]+`, found string \"Shop\"",
        "`store.folder` is not valid: `tmp` is relative, found string \"tmp\"",
        "`store.retries` must be 1 to 5, found integer `9`",
        "`store.labels` must have at most 2 entries, found a table",
        "`store.url` must be a URL such as \"https://example.org/path\", found string \"nowhere\"",
        "`store.pool.max` must be 1 to 1000, found integer `0`\n    --> purlin.toml:9:7",
        "`store.pool.min` must be less than 1000, found integer `1000`",
        "`store.pool.wait` must be 1s to 1m, found string \"1h\"",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    assert_eq!(text.matches("[PL").count(), 9, "{text}");
}

#[test]
fn a_rule_for_the_whole_section_finds_several_things_and_shows_no_secret() {
    let loader = loader("[store]\nname = \"nothing\"\n[store.pool]\nmax = 1\nmin = 2")
        .env([("STORE_KEY", "weak-canary")]);
    let text = loader
        .section::<StoreConfig>()
        .err()
        .expect("it is wrong")
        .to_string();
    assert!(
        text.contains("`store.pool.min` must not be above `pool.max`, found integer `2`"),
        "{text}"
    );
    assert!(
        text.contains("`store.key` is not valid, found ‹secret›"),
        "{text}"
    );
    assert!(
        text.contains("the section `store` is not valid: there is nothing to keep"),
        "{text}"
    );
    assert!(!text.contains("canary"), "{text}");
    let short = loader.env([("STORE_KEY", "canary")]);
    let text = short
        .section::<StoreConfig>()
        .err()
        .expect("it is wrong")
        .to_string();
    assert!(
        text.contains("`store.key` must have at least 8 characters, found ‹secret›"),
        "{text}"
    );
}

#[test]
fn an_old_name_still_works_and_is_warned_about() {
    let loader =
        loader("[store]\naddress = \"nats://a\"").env([("SHOP__STORE__LOCATION", "nats://b")]);
    let mut problems = Problems::new();
    let tree = loader.load(&[SectionInfo::of::<StoreConfig>()], &mut problems);
    let store: StoreConfig = tree.section(&mut problems).expect("it is right");
    assert_eq!(store.url.as_str(), "nats://b");
    let warnings: Vec<String> = tree
        .warnings()
        .iter()
        .map(super::super::Problem::to_line)
        .collect();
    assert_eq!(
        warnings,
        [
            "[PL1008] `store.address` is now called `store.url` (purlin.toml:2:1); write `url`",
            "[PL1008] `SHOP__STORE__LOCATION` is now called `SHOP__STORE__URL` (SHOP__STORE__LOCATION); set `SHOP__STORE__URL`",
        ]
    );
    let text = report("[store]\naddress = \"nats://a\"\nurl = \"nats://b\"");
    assert!(
        text.contains(
            "[PL1008] `store.address` is the old name of `store.url`, which is set as well"
        ),
        "{text}"
    );
}

#[test]
fn lists_are_replaced_unless_the_field_appends() {
    let store: StoreConfig = loader("[store]\ntags = [\"a\"]")
        .env([("SHOP__STORE__TAGS", "[\"b\"]")])
        .set("store.tags", ["c"])
        .section()
        .expect("it is right");
    assert_eq!(store.tags, ["a", "b", "c"]);
}

#[test]
fn a_section_without_required_fields_has_a_default() {
    /// Has no `Default` of its own: `address` is required.
    #[config(prefix = "a")]
    struct Outer {
        #[config(nested)]
        #[expect(dead_code, reason = "it is only declared")]
        replica: ReplicaConfig,
    }
    #[config(prefix = "b")]
    #[derive(Default)]
    struct Derived {
        #[config(default = 3)]
        limit: u32,
    }
    assert_eq!(PoolConfig::default().wait, Duration::from_secs(5));
    assert_eq!(Derived::default().limit, 0, "the derived one stays");
    assert_eq!(Outer::FIELDS[0].nested[0].name, "address");
}

#[test]
fn a_field_tells_everything_that_was_declared() {
    let pool = StoreConfig::FIELDS[0];
    assert!(pool.is_nested());
    let max = pool.nested[0];
    assert_eq!(
        (max.name, max.unit, max.dynamic),
        ("max", Some("connections"), true)
    );
    assert_eq!(max.rules[0].to_string(), "1 to 1000");
    assert_eq!(max.default_value.and_then(|value| value()), Some(10.into()));
    let wait = pool.nested[2];
    assert_eq!(
        wait.default_value.and_then(|value| value()),
        Some("5s".into())
    );
    let url = StoreConfig::FIELDS[2];
    assert_eq!(url.aliases, ["address", "location"]);
    assert_eq!(StoreConfig::FIELDS[7].env, Some("STORE_KEY"));
}
