//! The rules of configuration, over the whole room.

mod commands;
mod declaration;
mod faults;
mod leak;
mod parts;
mod sources;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::Deserialize;

use super::{
    ConfigError, ConfigLoader, ConfigSection, ConfigTree, Feeder, Problems, Secret, SectionInfo,
    config,
};
use crate::error::{Category, Error};

/// Where orders are kept and how many.
#[config(prefix = "orders")]
struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10)]
    max_open: u32,
    /// Key of the payment provider.
    payment_key: Secret<String>,
    /// How long an order stays open.
    #[config(default = "30m")]
    open_for: Duration,
    /// Where invoices go.
    archive: Option<PathBuf>,
    /// Where orders are shipped to.
    #[config(default = Vec::new())]
    countries: Vec<String>,
    #[config(default = Limits { daily: 100, pause: Duration::from_secs(1) })]
    limits: Limits,
    #[config(default = Mode::Fast)]
    mode: Mode,
    /// A number that is nobody's business.
    #[config(default = 0, secret)]
    pin: u16,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Limits {
    daily: u32,
    pause: Duration,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Careful,
}

#[config(prefix = "http.server")]
struct HttpConfig {
    #[config(default = "127.0.0.1:8080")]
    address: SocketAddr,
    #[config(default = "::1")]
    admin: IpAddr,
    #[config(default = true)]
    compress: bool,
    #[config(default = 0.5)]
    share: f64,
    #[config(default = "storefront")]
    name: String,
    #[config(default = BTreeMap::new())]
    headers: BTreeMap<String, String>,
    r#type: Option<Mode>,
}

const SECTIONS: &[SectionInfo] = &[
    SectionInfo::of::<OrdersConfig>(),
    SectionInfo::of::<HttpConfig>(),
];

fn loader() -> ConfigLoader {
    ConfigLoader::new("Storefront")
}

struct Loaded {
    tree: ConfigTree,
    orders: Option<OrdersConfig>,
    http: Option<HttpConfig>,
    result: Result<(), ConfigError>,
}

fn load(loader: &ConfigLoader) -> Loaded {
    let mut problems = Problems::new();
    let tree = loader.load(SECTIONS, &mut problems);
    Loaded {
        orders: tree.section(&mut problems),
        http: tree.section(&mut problems),
        result: problems.into_result(),
        tree,
    }
}

fn report(loader: &ConfigLoader) -> String {
    load(loader).result.expect_err("it is wrong").to_string()
}

fn codes(loader: &ConfigLoader) -> Vec<(&'static str, String)> {
    let error = load(loader).result.expect_err("it is wrong");
    let problems = error.problems().iter();
    problems
        .map(|problem| (problem.code(), problem.path().to_owned()))
        .collect()
}

const KEY: (&str, &str) = ("STOREFRONT__ORDERS__PAYMENT_KEY", "k");

#[test]
fn all_problems_of_all_sources_are_in_one_report() {
    let file = r#"colour = "blue"
[orders]
max_open = "ten"
max_opne = 3
limits = { daily = 5, pause = "soon" }
[http.server]
address = "nowhere"
type = "fats"
"#;
    let loader = loader().file_text("purlin.toml", file).env([
        ("STOREFRONT__HTTP__SERVER__COMPRESS", "yes"),
        ("STOREFRONT__ORDERS_OPEN_FOR", "1h"),
        ("OTHER__ORDERS__OPEN_FOR", "1h"),
    ]);
    let expected = r#"in `purlin.toml`:
  [PL1003] unknown key `colour`
    --> purlin.toml:1:1
     |
   1 | colour = …
     | ^^^^^^
    = help: remove it, or add the module that knows it
  [PL1002] `orders.max_open` must be an integer from 0 to 4294967295, found string "ten"
    --> purlin.toml:3:12
     |
   3 | max_open = "ten"
     |            ^^^^^
  [PL1003] unknown key `orders.max_opne`
    --> purlin.toml:4:1
     |
   4 | max_opne = …
     | ^^^^^^^^
    = help: did you mean `max_open`?
  [PL1002] `orders.limits.pause` must be a duration such as "1m30s" or "250ms", found string "soon"
    --> purlin.toml:5:31
     |
   5 | limits = { daily = …, pause = "soon" }
     |                               ^^^^^^
  [PL1006] `http.server.address` is not valid: invalid socket address syntax, found string "nowhere"
    --> purlin.toml:7:11
     |
   7 | address = "nowhere"
     |           ^^^^^^^^^
  [PL1006] `http.server.type` must be one of `fast` and `careful`, found string "fats"
    --> purlin.toml:8:8
     |
   8 | type = "fats"
     |        ^^^^^^
    = help: did you mean `fast`?

in the environment:
  [PL1003] unknown variable `STOREFRONT__ORDERS_OPEN_FOR`
    = help: did you mean `STOREFRONT__ORDERS__OPEN_FOR`?
  [PL1002] `http.server.compress` must be `true` or `false`, found string "yes"
    --> STOREFRONT__HTTP__SERVER__COMPRESS

set nowhere:
  [PL1001] `orders.payment_key` is required and set nowhere
    = note: Key of the payment provider.
    = help: set `payment_key` under `[orders]` in `purlin.toml`, or the variable `STOREFRONT__ORDERS__PAYMENT_KEY`"#;
    assert_eq!(report(&loader), expected);
}

#[test]
fn the_report_becomes_one_error_of_the_category_config() {
    let error = Error::from(load(&loader()).result.expect_err("the key is missing"));
    assert_eq!(error.category(), Category::Config);
    assert_eq!(error.code(), "PL1000");
    let text = error.render();
    assert!(
        text.starts_with("[PL1000] the configuration has 1 problem\n  cause: set nowhere:\n"),
        "{text}"
    );
    assert!(text.contains("[PL1001] `orders.payment_key`"), "{text}");
}

#[test]
fn defaults_hold_where_nothing_is_set() {
    let loaded = load(&loader().env([KEY]));
    loaded.result.expect("it is right");
    let orders = loaded.orders.expect("it is right");
    assert_eq!(orders.max_open, 10);
    assert_eq!(orders.payment_key.expose(), "k");
    assert_eq!(orders.open_for, Duration::from_mins(30));
    assert_eq!(orders.archive, None);
    assert_eq!(orders.countries, Vec::<String>::new());
    assert_eq!(orders.limits.daily, 100);
    assert_eq!(orders.mode, Mode::Fast);
    assert_eq!(orders.pin, 0);
    let http = loaded.http.expect("it is right");
    assert_eq!(http.address.to_string(), "127.0.0.1:8080");
    assert_eq!(http.admin.to_string(), "::1");
    assert_eq!(http.name, "storefront");
    assert!(http.compress && http.headers.is_empty() && http.r#type.is_none());
    assert!((http.share - 0.5).abs() < f64::EPSILON);
}

#[test]
fn code_beats_environment_beats_file_beats_default_and_says_so() {
    let file =
        "[orders]\nmax_open = 1\nopen_for = \"1s\"\n\n[orders.limits]\ndaily = 7\npause = \"2s\"";
    let place = std::panic::Location::caller();
    let loader = loader()
        .file_text("purlin.toml", file)
        .env([
            KEY,
            ("STOREFRONT__ORDERS__MAX_OPEN", "2"),
            ("storefront__Orders__Limits__Daily", "8"),
        ])
        .set_at(place, "orders.max_open", 3)
        .set("orders.countries", ["nl", "dk"])
        .set("http.server.type", "careful");
    let Loaded {
        tree,
        orders,
        http,
        result,
    } = load(&loader);
    result.expect("it is right");
    let orders = orders.expect("it is right");
    assert_eq!(orders.max_open, 3);
    assert_eq!(orders.open_for, Duration::from_secs(1));
    assert_eq!(orders.countries, ["nl", "dk"]);
    let expected = Limits {
        daily: 8,
        pause: Duration::from_secs(2),
    };
    assert_eq!(orders.limits, expected, "tables are merged key by key");
    assert_eq!(http.expect("it is right").r#type, Some(Mode::Careful));

    let origin = tree.provenance("orders.max_open").expect("it is set");
    assert_eq!(origin.feeder(), Feeder::Code);
    assert_eq!(
        origin.place().position().map(|at| at.0),
        Some(place.line() as usize)
    );
    let lost: Vec<String> = origin.overrode().iter().map(ToString::to_string).collect();
    assert_eq!(
        lost,
        [
            "STOREFRONT__ORDERS__MAX_OPEN",
            "purlin.toml:2:12",
            "default"
        ]
    );
    let origin = |path| tree.provenance(path).map(|origin| origin.to_string());
    assert_eq!(
        origin("orders.open_for").as_deref(),
        Some("purlin.toml:3:12 (file), over default")
    );
    assert_eq!(
        origin("orders.limits.daily").as_deref(),
        Some("storefront__Orders__Limits__Daily (environment), over purlin.toml:6:9")
    );
    assert_eq!(origin("http.server.compress").as_deref(), Some("default"));
    assert_eq!(origin("orders.archive"), None);
    assert_eq!(origin("no.such"), None);
}

#[test]
fn the_type_of_the_field_decides_what_the_text_of_a_variable_is() {
    let loaded = load(&loader().env([
        ("STOREFRONT__ORDERS__MAX_OPEN", "42"),
        ("STOREFRONT__ORDERS__PAYMENT_KEY", "12345"),
        ("STOREFRONT__ORDERS__OPEN_FOR", "1m30s"),
        ("STOREFRONT__ORDERS__ARCHIVE", "/var/invoices"),
        ("STOREFRONT__ORDERS__COUNTRIES", r#"["nl", "dk"]"#),
        (
            "STOREFRONT__ORDERS__LIMITS",
            r#"{ daily = 3, pause = "5s" }"#,
        ),
        ("STOREFRONT__ORDERS__MODE", "careful"),
        ("STOREFRONT__HTTP__SERVER__ADDRESS", "0.0.0.0:80"),
        ("STOREFRONT__HTTP__SERVER__COMPRESS", "false"),
        ("STOREFRONT__HTTP__SERVER__SHARE", "1"),
        ("STOREFRONT__HTTP__SERVER__NAME", "true"),
        ("STOREFRONT__HTTP__SERVER__HEADERS__X", "y"),
    ]));
    loaded.result.expect("it is right");
    let orders = loaded.orders.expect("it is right");
    assert_eq!(orders.max_open, 42);
    assert_eq!(orders.payment_key.expose(), "12345");
    assert_eq!(orders.open_for, Duration::from_secs(90));
    assert_eq!(orders.archive, Some(PathBuf::from("/var/invoices")));
    assert_eq!(orders.countries, ["nl", "dk"]);
    let expected = Limits {
        daily: 3,
        pause: Duration::from_secs(5),
    };
    assert_eq!(orders.limits, expected);
    assert_eq!(orders.mode, Mode::Careful);
    let http = loaded.http.expect("it is right");
    assert_eq!(http.address.to_string(), "0.0.0.0:80");
    assert!(!http.compress);
    assert!((http.share - 1.0).abs() < f64::EPSILON);
    assert_eq!(http.name, "true");
    assert_eq!(http.headers.get("x").map(String::as_str), Some("y"));
}

#[test]
fn a_variable_that_cannot_be_used_is_a_problem() {
    let mut variables: Vec<(OsString, OsString)> = vec![
        ("STOREFRONT__ORDERS".into(), "x".into()),
        ("STOREFRONT__ORDERS__COUNTRIES".into(), "nl,dk".into()),
        ("STOREFRONT__orders__max_open".into(), "1".into()),
        ("STOREFRONT__ORDERS__MAX_OPEN".into(), "2".into()),
        ("STOREFRONT__ORDERS__LIMITS".into(), "{}".into()),
        ("STOREFRONT__ORDERS__LIMITS__DAILY".into(), "2".into()),
        (KEY.0.into(), KEY.1.into()),
    ];
    let mut expected = vec![
        ("PL1005", "STOREFRONT__ORDERS"),
        ("PL1005", "STOREFRONT__ORDERS__LIMITS__DAILY"),
        ("PL1005", "STOREFRONT__orders__max_open"),
        ("PL1002", "orders.countries"),
        ("PL1001", "orders.limits.daily"),
    ];
    if cfg!(unix) {
        use std::os::unix::ffi::OsStringExt;
        let bytes = OsString::from_vec(vec![0xff]);
        variables.push(("STOREFRONT__HTTP__SERVER__NAME".into(), bytes));
        expected.insert(0, ("PL1005", "STOREFRONT__HTTP__SERVER__NAME"));
    }
    let found = codes(&loader().env(variables));
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(code, path)| (*code, path.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn an_unknown_key_of_a_section_that_is_there_is_told_what_the_section_has() {
    let file = "colour = 'blue'\n[mail]\nfrom = 'desk'\n[orders]\npayment_key = 'k'\nburst = 3\n[orders.express]\nfee = 3\n[http]\nport = 80";
    let loader = loader().file_text("purlin.toml", file).env([
        ("STOREFRONT__ORDERS__BURST", "3"),
        ("STOREFRONT__HTTP__SERVER__BURST", "3"),
        ("STOREFRONT__MAIL__FROM", "desk"),
        ("STOREFRONT__LANGUAGE", "en"),
    ]);
    let found = load(&loader).result.expect_err("much is unknown");
    let helps: Vec<(&str, &str)> = found
        .problems()
        .iter()
        .map(|problem| (problem.path(), problem.hint().unwrap_or_default()))
        .collect();
    let orders = "`orders` has `archive`, `countries`, `limits`, `max_open`, `mode`, `open_for`, `payment_key`, `pin`";
    let server =
        "`http.server` has `address`, `admin`, `compress`, `headers`, `name`, `share`, `type`";
    let unset = "unset it, or add the module that knows it";
    let remove = "remove it, or add the module that knows it";
    assert_eq!(
        helps,
        [
            ("colour", remove),
            ("mail", remove),
            ("orders.burst", orders),
            ("orders.express", remove),
            ("http.port", "`http` has `server`"),
            ("STOREFRONT__HTTP__SERVER__BURST", server),
            ("STOREFRONT__LANGUAGE", unset),
            ("STOREFRONT__MAIL__FROM", unset),
            ("STOREFRONT__ORDERS__BURST", orders),
        ]
    );
}

#[test]
fn an_unknown_key_is_named_with_what_was_probably_meant() {
    let file = "max_open = 3\n[order]\n[orders]\npayment-key = 'k'\n[orders.limits]\ndayly = 3\ndaily = 1\npause = '1s'\n[http]\nserver = 3";
    let text = report(&loader().file_text("purlin.toml", file));
    for part in [
        "[PL1003] unknown key `max_open`",
        "`max_open` belongs under `[orders]`",
        "[PL1003] unknown section `order`",
        "did you mean `orders`?",
        "[PL1003] unknown key `orders.payment-key`",
        "did you mean `payment_key`?",
        "[PL1003] unknown key `orders.limits.dayly`\n    --> purlin.toml:6:1",
        "did you mean `daily`?",
        "[PL1007] `http.server` is a section and cannot be a single value",
        "write `[http.server]` and its fields below",
    ] {
        assert!(text.contains(part), "{part:?} is not in {text}");
    }
    assert!(
        !text.contains("PL1001"),
        "one mistake is one problem: {text}"
    );
}

#[test]
fn a_key_that_code_sets_is_checked_like_any_other() {
    let loader = loader()
        .env([KEY])
        .set("orders.max_opn", 3)
        .set("orders.pin", "x");
    let text = report(&loader);
    assert!(text.starts_with("set in code:"), "{text}");
    assert!(text.contains("tests/mod.rs:"), "{text}");
    assert!(text.contains("did you mean `max_open`?"), "{text}");
    assert!(
        text.contains("`orders.pin` must be an integer from 0 to 65535"),
        "{text}"
    );
}

#[test]
fn a_file_that_is_not_toml_is_one_problem_beside_those_of_the_environment() {
    let loader = loader()
        .file_text("purlin.toml", "[orders]\nmax_open = = 3\n")
        .env([("STOREFRONT__ORDERS__OPEN_FOR", "soon")]);
    let found = codes(&loader);
    let found: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(found, ["PL1004", "PL1002"]);
}

#[test]
fn an_explicit_file_must_exist_and_the_default_file_need_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.toml");
    let wrong = loader().file(Some(path.clone())).env([KEY]);
    let text = report(&wrong);
    assert!(
        text.contains("[PL1004]") && text.contains("it does not exist"),
        "{text}"
    );
    std::fs::write(&path, "[orders]\nmax_open = 4").expect("a file");
    let loaded = load(&wrong);
    loaded.result.expect("it is right");
    assert_eq!(loaded.orders.expect("it is right").max_open, 4, "read anew");
    load(&loader().file(None).env([KEY]))
        .result
        .expect("there is no such file here");
}

/// Every way to get a secret into a problem, and none shows it.
#[test]
fn a_secret_is_in_no_report() {
    #[derive(Deserialize)]
    struct Login {
        #[expect(dead_code, reason = "it is only read")]
        name: u32,
        #[expect(dead_code, reason = "it is only read")]
        password: Secret<u32>,
    }
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        #[expect(dead_code, reason = "it is only read")]
        login: Login,
    }
    #[config(prefix = "vault")]
    #[expect(dead_code, reason = "it is only read")]
    struct VaultConfig {
        key: Secret<u32>,
        #[config(secret)]
        pin: u32,
        #[config(secret)]
        address: Option<SocketAddr>,
        login: Option<Login>,
        flat: Option<Flat>,
        keys: Option<Vec<Secret<u32>>>,
        note: Option<String>,
    }
    let files = [
        "[vault]\nkey = 'canary'",
        "[vault]\npin = 'canary'",
        "[vault]\nkey = ['canary']",
        "[vault]\nkye = 'canary'",
        "[vault]\naddress = 'canary'",
        "[vault]\nlogin = { name = 'x', password = 'canary' }",
        "[vault]\nlogin = { name = 1, password = 'canary' }",
        "[vault]\nflat = { name = 1, password = 'canary' }",
        "[vault]\nkeys = [1, 'canary']",
        "[vault]\nkey = 'canary",
        "[vault]\nkey = \"\"\"\ncanary\ncanary \\x \"\"\"",
        "[vault]\nnote = 3 # canary",
        "[vault]\nnote = 3, key = 'canary'",
        "[vault]\nnote = [ 'canary' ]",
        "vault = 'canary'",
        "canary-less = 'canary'",
    ];
    for file in files {
        let loader = loader().file_text("purlin.toml", file);
        assert_hidden(&loader.section::<VaultConfig>(), &loader, file);
    }
    let variables = [
        ("STOREFRONT__VAULT__KEY", "canary"),
        ("STOREFRONT__VAULT__KYE", "canary"),
        ("STOREFRONT__VAULT__PIN", "canary"),
        ("STOREFRONT__VAULT__ADDRESS", "canary"),
        ("STOREFRONT__VAULT__KEYS", "['canary'"),
        ("STOREFRONT__VAULT__KEYS", "['canary']"),
        (
            "STOREFRONT__VAULT__LOGIN",
            "{ name = 1, password = 'canary' }",
        ),
        ("STOREFRONT__VAULT__LOGIN__PASSWORD", "canary"),
        ("STOREFRONT__VAULT", "canary"),
    ];
    for variable in variables {
        let loader = loader().env([variable]);
        assert_hidden(&loader.section::<VaultConfig>(), &loader, variable.0);
    }
    let loader = loader()
        .set("vault.key", "canary")
        .set("vault.pni", "canary");
    assert_hidden(&loader.section::<VaultConfig>(), &loader, "code");
}

fn assert_hidden<C: ConfigSection>(
    result: &Result<C, ConfigError>,
    loader: &ConfigLoader,
    case: &str,
) {
    let mut problems = Problems::new();
    let tree = loader.load(&[SectionInfo::of::<C>()], &mut problems);
    let Err(error) = result else {
        panic!("{case:?} is wrong");
    };
    let mut found = error.problems().iter();
    assert!(
        found.any(|problem| problem.code() != "PL1001"),
        "{case:?} is not found: {error}"
    );
    let text = format!("{error}\n{error:?}\n{loader:?}\n{tree:?}\n{problems:?}");
    let text = text.replace("canary-less", "");
    assert!(!text.contains("canary"), "{case:?}: {text}");
}

#[test]
fn a_section_that_does_not_load_says_so_even_if_it_gives_no_reason() {
    struct Silent;
    impl ConfigSection for Silent {
        const PREFIX: &'static str = "silent";
        const FIELDS: &'static [super::FieldInfo] = &[];
        fn load(_: &mut super::SectionReader<'_>) -> Option<Self> {
            None
        }
    }
    let error = loader().section::<Silent>().err().expect("it is wrong");
    assert_eq!(error.problems().len(), 1);
}
