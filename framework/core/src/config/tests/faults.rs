//! Twelve faults in three files and the environment are twelve findings in one report.

#![expect(dead_code, reason = "some fields are only read from a configuration")]

use std::{fs, net::SocketAddr, time::Duration};

use serde::Deserialize;

use super::super::{
    ByteSize, ConfigLoader, Findings, Problems, Secret, SectionInfo, Source, Url, config,
};

#[config(prefix = "http", validate = patient)]
struct HttpConfig {
    #[config(default = "127.0.0.1:8080")]
    address: SocketAddr,
    #[config(default = "2MiB", range("1KiB"..="1GiB"))]
    body_limit: ByteSize,
    #[config(default = "30s")]
    head: Duration,
    #[config(default = "10s")]
    drain: Duration,
}

fn patient(http: &HttpConfig, findings: &mut Findings) {
    if http.drain < http.head {
        findings.field("drain", "it must not be shorter than `http.head`");
    }
}

#[config(prefix = "orders")]
struct OrdersConfig {
    #[config(default = 10, range(1..=1000))]
    max_open: u32,
    /// Key of the payment provider.
    key: Secret<String>,
    #[config(default = Mode::Fast)]
    mode: Mode,
    #[config(nested)]
    pool: PoolConfig,
}

#[config]
struct PoolConfig {
    /// Where the pool connects to.
    url: Url,
    #[config(default = 1)]
    min: u32,
    #[config(default = "shop", pattern = "[a-z]+")]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Careful,
}

#[test]
fn twelve_faults_in_three_files_and_the_environment_are_twelve_exact_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(
        at("shop.toml"),
        "colour = 1\n[http]\naddress = \"localhost\"\nbody_limit = \"2GiB\"\nhead = \"1m\"\n",
    )
    .expect("a file");
    fs::write(
        at("shop.prod.toml"),
        "[http]\ndrian = \"5s\"\n\n[orders]\nmode = \"fats\"\nmax_open = 0\npool = { min = -1, name = \"Shop\" }\n",
    )
    .expect("a file");
    fs::write(
        at("extra.json"),
        "{\n  \"orders\": { \"key\": \"${env:NO_SUCH_KEY}\" }\n}\n",
    )
    .expect("a file");
    let loader = ConfigLoader::new("Shop")
        .file(Some(at("shop.toml")))
        .profile("prod")
        .source(Source::file(at("extra.json")))
        .env([("SHOP__HTTP__HEAD", "soon"), ("SHOP__ORDERS_MAX_OPEN", "5")]);
    let sections = [
        SectionInfo::of::<HttpConfig>(),
        SectionInfo::of::<OrdersConfig>(),
    ];
    let mut problems = Problems::new();
    let tree = loader.load(&sections, &mut problems);
    let http: Option<HttpConfig> = tree.section(&mut problems);
    let orders: Option<OrdersConfig> = tree.section(&mut problems);
    assert!(http.is_none() && orders.is_none());
    let error = problems.into_result().expect_err("it is wrong");
    let text = error
        .to_string()
        .replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(text, EXPECTED);
    assert_eq!(error.problems().len(), 12);
}

const EXPECTED: &str = r#"in `extra.json`:
  [PL1009] `orders.key` refers to `${env:NO_SUCH_KEY}`, which is not set
    --> extra.json:2:22
     |
   2 |   "orders": { "key": ‹secret› }
     |                      ^^^^^^^^
    = help: set the variable `NO_SUCH_KEY`; a text that is to start with `${` is written `$${`

in `shop.prod.toml`:
  [PL1003] unknown key `http.drian`
    --> shop.prod.toml:2:1
     |
   2 | drian = …
     | ^^^^^
    = help: did you mean `drain`?
  [PL1006] `orders.mode` must be one of `fast` and `careful`, found string "fats"
    --> shop.prod.toml:5:8
     |
   5 | mode = "fats"
     |        ^^^^^^
    = help: did you mean `fast`?
  [PL1006] `orders.max_open` must be 1 to 1000, found integer `0`
    --> shop.prod.toml:6:12
     |
   6 | max_open = 0
     |            ^
  [PL1002] `orders.pool.min` must be an integer from 0 to 4294967295, found integer `-1`
    --> shop.prod.toml:7:16
     |
   7 | pool = { min = -1, name = … }
     |                ^^
  [PL1006] `orders.pool.name` must match `[a-z]+`, found string "Shop"
    --> shop.prod.toml:7:27
     |
   7 | pool = { min = …, name = "Shop" }
     |                          ^^^^^^

in `shop.toml`:
  [PL1003] unknown key `colour`
    --> shop.toml:1:1
     |
   1 | colour = …
     | ^^^^^^
    = help: remove it, or add the module that knows it
  [PL1006] `http.address` is not valid: invalid socket address syntax, found string "localhost"
    --> shop.toml:3:11
     |
   3 | address = "localhost"
     |           ^^^^^^^^^^^
  [PL1006] `http.body_limit` must be 1KiB to 1GiB, found string "2GiB"
    --> shop.toml:4:14
     |
   4 | body_limit = "2GiB"
     |              ^^^^^^

in the environment:
  [PL1003] unknown variable `SHOP__ORDERS_MAX_OPEN`
    = help: did you mean `SHOP__ORDERS__MAX_OPEN`?
  [PL1002] `http.head` must be a duration such as "1m30s" or "250ms", found string "soon"
    --> SHOP__HTTP__HEAD

set nowhere:
  [PL1001] `orders.pool.url` is required and set nowhere
    = note: Where the pool connects to.
    = help: set `url` under `[orders.pool]` in `shop.toml`, or the variable `SHOP__ORDERS__POOL__URL`"#;
