//! Where values come from, and who wins.

#![expect(dead_code, reason = "some fields are only read from a configuration")]

use std::{collections::BTreeMap, fs, path::Path};

use super::super::{
    ConfigLoader, ConfigTree, ConfigValue, Feeder, Priority, Problems, Secret, SecretResolver,
    SectionInfo, Source, SourceState, config,
};
use crate::error::BoxError;

#[config(prefix = "shop.orders")]
#[derive(Debug)]
struct OrdersConfig {
    #[config(default = 10)]
    max_open: u32,
    #[config(default = "none")]
    name: String,
    key: Option<Secret<String>>,
    #[config(default = Vec::new())]
    tags: Vec<String>,
}

fn loader() -> ConfigLoader {
    ConfigLoader::new("Shop")
}

fn load(loader: &ConfigLoader) -> (ConfigTree, OrdersConfig) {
    let mut problems = Problems::new();
    let tree = loader.load(&[SectionInfo::of::<OrdersConfig>()], &mut problems);
    let orders = tree.section(&mut problems);
    problems.into_result().expect("it is right");
    (tree, orders.expect("it is right"))
}

fn report(loader: &ConfigLoader) -> String {
    let result = loader.section::<OrdersConfig>();
    result.expect_err("it is wrong").to_string()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
    fs::write(path, text).expect("a file");
}

#[test]
fn every_feeder_overrides_those_below_it_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let section = |number: u32| format!("[shop.orders]\nmax_open = {number}\n");
    for (name, number) in [
        ("purlin.toml", 1),
        ("purlin.prod.toml", 2),
        ("purlin.instance-eu1.toml", 3),
        ("purlin.tenant-acme.toml", 4),
    ] {
        write(folder.path(), name, &section(number));
    }
    write(
        folder.path(),
        ".env",
        "# local\nSHOP__SHOP__ORDERS__MAX_OPEN=5\n",
    );
    write(folder.path(), "secrets/shop.orders.max_open", "7\n");
    write(folder.path(), "secrets/..data/shop.orders.max_open", "0\n");
    let steps: Vec<(Feeder, Box<dyn Fn(ConfigLoader) -> ConfigLoader>)> = vec![
        (
            Feeder::File,
            Box::new(|loader| loader.file(Some(at("purlin.toml")))),
        ),
        (Feeder::Profile, Box::new(|loader| loader.profile("prod"))),
        (Feeder::Instance, Box::new(|loader| loader.instance("eu1"))),
        (Feeder::Tenant, Box::new(|loader| loader.tenant("acme"))),
        (
            Feeder::DotEnv,
            Box::new(|loader| loader.source(Source::dotenv(at(".env")))),
        ),
        (
            Feeder::Environment,
            Box::new(|loader| loader.env([("SHOP__SHOP__ORDERS__MAX_OPEN", "6")])),
        ),
        (
            Feeder::SecretDirectory,
            Box::new(|loader| loader.source(Source::directory(at("secrets")))),
        ),
        (
            Feeder::CommandLine,
            Box::new(|loader| loader.set_text("shop.orders.max_open", "8")),
        ),
        (
            Feeder::Code,
            Box::new(|loader| loader.set("shop.orders.max_open", 9)),
        ),
    ];
    let mut loader = loader();
    for (index, (feeder, step)) in steps.iter().enumerate() {
        loader = step(loader);
        let (tree, orders) = load(&loader);
        assert_eq!(
            orders.max_open,
            u32::try_from(index).expect("small") + 1,
            "{feeder:?}"
        );
        let origin = tree.provenance("shop.orders.max_open").expect("it is set");
        assert_eq!(origin.feeder(), *feeder);
        assert_eq!(origin.overrode().len(), index + 1, "{origin}");
    }
    let (tree, _) = load(&loader);
    let origin = tree.provenance("shop.orders.max_open").expect("it is set");
    let dotenv = format!("{}:2:30", at(".env").display());
    assert!(
        origin
            .overrode()
            .iter()
            .any(|place| place.to_string() == dotenv),
        "{origin}"
    );
}

#[test]
fn toml_json_and_yaml_say_the_same_and_name_the_same_places() {
    let mut files = vec![
        (
            "a.toml",
            "[shop.orders]\nname = \"x\"\nmax_open = \"ten\"\ntags = [\"a\", 3]\n",
            "a.toml:3:12",
        ),
        (
            "a.json",
            "{ \"shop\": { \"orders\": {\n  \"name\": \"x\",\n  \"max_open\": \"ten\",\n  \"tags\": [\"a\", 3]\n} } }",
            "a.json:3:15",
        ),
    ];
    if cfg!(feature = "yaml") {
        files.push((
            "a.yaml",
            "shop:\n  orders:\n    name: x\n    max_open: ten\n    tags: [a, 3]\n",
            "a.yaml:4:15",
        ));
    }
    for (name, text, place) in files {
        let wrong = report(&loader().file_text(name, text));
        assert!(wrong.contains("found string \"ten\""), "{wrong}");
        assert!(wrong.contains(&format!("--> {place}")), "{wrong}");
        assert!(
            wrong.contains("`shop.orders.tags[1]` must be a string, found integer `3`"),
            "{wrong}"
        );
        let right = text
            .replace("\"ten\"", "5")
            .replace(": ten", ": 5")
            .replace(", 3", "");
        let (_, orders) = load(&loader().file_text(name, right));
        assert_eq!((orders.max_open, orders.name.as_str()), (5, "x"), "{name}");
    }
}

#[test]
fn a_file_that_is_not_in_its_format_shows_where_and_no_value() {
    for text in [
        "{ \"shop\": canary }",
        "{ \"a\": 1 ",
        "[1]",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": 01}",
    ] {
        let wrong = report(&loader().file_text("a.json", text));
        assert!(wrong.contains("[PL1004] `a.json` is not JSON"), "{wrong}");
        assert!(!wrong.contains("canary"), "{wrong}");
    }
    if !cfg!(feature = "yaml") {
        let wrong = report(&loader().file_text("a.yaml", "a: b"));
        assert!(
            wrong.contains("the feature `yaml` of Purlin is off"),
            "{wrong}"
        );
    }
}

#[test]
fn of_sources_with_the_same_priority_the_later_one_wins_and_says_so() {
    let text = |number: u32| format!("[shop.orders]\nmax_open = {number}");
    let loader = loader()
        .source(Source::text("a.toml", text(1)).priority(Priority::PROFILE + 5))
        .source(Source::text("b.toml", text(2)).priority(Priority::PROFILE + 5))
        .source(Source::text("c.toml", text(3)));
    let (tree, orders) = load(&loader);
    assert_eq!(orders.max_open, 2);
    let origin = tree.provenance("shop.orders.max_open").expect("it is set");
    assert_eq!(
        origin.to_string(),
        "b.toml:2:12 (file), over a.toml:2:12 (same priority, the later source wins), c.toml:2:12, default"
    );
}

#[test]
fn a_required_source_that_cannot_be_read_is_named_and_an_optional_one_is_noted() {
    for source in [
        Source::file("no/such.toml"),
        Source::dotenv("no/such.env"),
        Source::directory("no/such"),
    ] {
        let name = source.name();
        let wrong = report(&loader().source(source.clone()));
        assert!(wrong.contains("[PL1004]"), "{wrong}");
        assert!(
            wrong.contains(&format!("`{name}` cannot be read: it does not exist")),
            "{wrong}"
        );
        let (tree, _) = load(&loader().source(source.optional()));
        assert_eq!(tree.sources()[0].state, SourceState::Absent);
    }
    let vault = Source::custom("vault", || Err("it is sealed".into()));
    let wrong = report(&loader().source(vault.clone()));
    assert!(
        wrong.contains("`vault` cannot be read: it is sealed"),
        "{wrong}"
    );
    load(&loader().source(vault.optional()));
}

#[test]
fn an_application_can_bring_a_source_of_its_own() {
    let vault = Source::custom("vault", || {
        Ok(BTreeMap::from([(
            "shop.orders.key".to_owned(),
            ConfigValue::from("canary"),
        )]))
    });
    let (tree, orders) = load(&loader().source(vault));
    assert_eq!(orders.key.expect("it is set").expose(), "canary");
    let origin = tree.provenance("shop.orders.key").expect("it is set");
    assert_eq!(origin.to_string(), "vault (source)");
}

#[test]
fn references_are_resolved_and_those_that_cannot_be_are_problems() {
    struct Vault;
    impl SecretResolver for Vault {
        fn scheme(&self) -> &'static str {
            "vault"
        }
        fn resolve(&self, reference: &str) -> Result<String, BoxError> {
            match reference {
                "shop/limit" => Ok("42".to_owned()),
                _ => Err("no such entry".into()),
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "key", "canary\n");
    write(folder.path(), ".env", "PASSWORD=p");
    let file = folder.path().join("key").display().to_string();
    let loader = |text: String| {
        loader()
            .file_text("purlin.toml", text)
            .env([("USER_NAME", "u")])
            .source(Source::dotenv(folder.path().join(".env")))
            .resolver(Vault)
    };
    let text = format!(
        "[shop.orders]\nmax_open = \"${{vault:shop/limit}}\"\nkey = \"${{file:{file}}}\"\n\
         name = \"pg://${{env:USER_NAME}}:${{env:PASSWORD}}@h $${{env:X}} ${{plain}}\""
    );
    let (_, orders) = load(&loader(text));
    assert_eq!(orders.max_open, 42);
    assert_eq!(orders.key.expect("it is set").expose(), "canary");
    assert_eq!(orders.name, "pg://u:p@h ${env:X} ${plain}");
    let text = "[shop.orders]\nmax_open = \"${vault:other}\"\nkey = \"${file:no/such}\"\nname = \"${env:NO_SUCH} ${nobody:x}\"";
    let wrong = report(&loader(text.to_owned()));
    for part in [
        "[PL1009] `shop.orders.max_open` refers to `${vault:other}`, which cannot be resolved: no such entry",
        "[PL1009] `shop.orders.key` refers to `${file:no/such}`, which cannot be read",
        "[PL1009] `shop.orders.name` refers to `${env:NO_SUCH}`, which is not set",
        "--> purlin.toml:2:12",
    ] {
        assert!(wrong.contains(part), "{part:?} is not in {wrong}");
    }
    assert_eq!(wrong.matches("[PL").count(), 3, "{wrong}");
}

#[test]
fn flat_names_are_searched_in_their_order_and_only_when_asked_for() {
    let variables = [
        ("MAX_OPEN", "1"),
        ("MAX_OPEN_SHOP_ORDERS", "2"),
        ("SHOP_ORDERS_MAX_OPEN", "3"),
    ];
    assert_eq!(load(&loader().env(variables)).1.max_open, 10);
    for count in 1..=3 {
        let given = variables.into_iter().take(count);
        let (_, orders) = load(&loader().flat_variables().env(given));
        assert_eq!(orders.max_open as usize, count);
    }
    let (tree, _) = load(&loader().flat_variables());
    assert_eq!(
        tree.searched("shop.orders.max_open")[..4],
        [
            "`SHOP__SHOP__ORDERS__MAX_OPEN`",
            "`SHOP_ORDERS_MAX_OPEN`",
            "`MAX_OPEN_SHOP_ORDERS`",
            "`MAX_OPEN`"
        ]
    );
}

#[test]
fn unknown_keys_are_warnings_where_that_is_asked_for() {
    let loader = loader()
        .file_text("purlin.toml", "other = 1\n[shop.orders]\nmax_opne = 3")
        .env([("SHOP__OTHER", "x")])
        .permissive();
    let (tree, orders) = load(&loader);
    assert_eq!(orders.max_open, 10);
    let codes: Vec<&str> = tree
        .warnings()
        .iter()
        .map(super::super::Problem::code)
        .collect();
    assert_eq!(codes, ["PL1003", "PL1003", "PL1003"]);
}
