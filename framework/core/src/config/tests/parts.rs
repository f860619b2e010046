//! Lists and tables of sections: every rule of their fields holds in each element.

use std::collections::{BTreeMap, HashMap};

use super::super::{
    ConfigLoader, Findings, Problems, SampleFormat, Secret, SectionInfo, config, sample, schema,
};

/// A server behind the proxy.
#[config(validate = plausible)]
struct Upstream {
    /// Where it is.
    #[config(pattern = "[a-z0-9.]+")]
    host: String,
    #[config(default = 80, range(1..=65_535), deprecated("ports"))]
    port: u32,
    #[config(default = 1)]
    weight: u32,
    key: Option<Secret<String>>,
    #[config(secret, length(4..))]
    pin: Option<String>,
    #[config(nested)]
    pool: Pool,
}

#[config]
struct Pool {
    #[config(default = 4, range(1..=64))]
    size: u32,
}

fn plausible(upstream: &Upstream, findings: &mut Findings) {
    if upstream.weight == 0 && upstream.pool.size > 1 {
        findings.field("weight", "it must not be 0 where the pool is larger than 1");
    }
}

#[config(prefix = "proxy")]
struct ProxyConfig {
    /// In order of preference.
    #[config(nested, length(1..=3), dynamic)]
    upstreams: Vec<Upstream>,
    #[config(nested)]
    tenants: BTreeMap<String, Upstream>,
    #[config(nested)]
    spare: HashMap<String, Pool>,
}

fn report(loader: &ConfigLoader) -> String {
    let error = loader.section::<ProxyConfig>().err();
    error.map(|error| error.to_string()).unwrap_or_default()
}

fn file(text: &str) -> ConfigLoader {
    ConfigLoader::new("App").file_text("purlin.toml", text)
}

#[test]
fn each_element_has_its_defaults_and_is_read_whole() {
    let loader = file(
        "[[proxy.upstreams]]\nhost = 'a'\nports = 81\n\
         [[proxy.upstreams]]\nhost = 'b'\npool.size = 9\nkey = 'k'\n\
         [proxy.tenants.acme]\nhost = 'c'\n[proxy.spare.x]\n",
    );
    let proxy = loader.section::<ProxyConfig>().unwrap();
    let read: Vec<(&str, u32, u32)> = proxy
        .upstreams
        .iter()
        .map(|upstream| (upstream.host.as_str(), upstream.port, upstream.pool.size))
        .collect();
    assert_eq!(read, [("a", 81, 4), ("b", 80, 9)]);
    assert!(proxy.upstreams[1].key.is_some());
    assert_eq!(proxy.tenants["acme"].host, "c");
    assert_eq!(proxy.spare["x"].size, 4);
}

#[test]
fn what_is_wrong_in_an_element_has_its_path_and_its_place() {
    let found = report(&file(
        "[[proxy.upstreams]]\nhost = 'A b'\nport = 0\nweihgt = 3\n\
         [[proxy.upstreams]]\nport = 'x'\npool.size = 65\n\
         [proxy.tenants.acme]\nhost = 'c'\nweight = 0\n",
    ));
    for expected in [
        "`proxy.upstreams[0].host` must match `[a-z0-9.]+`",
        "--> purlin.toml:2:8",
        "`proxy.upstreams[0].port` must be 1 to 65535, found integer `0`",
        "--> purlin.toml:3:8",
        "unknown key `proxy.upstreams[0].weihgt`",
        "did you mean `weight`?",
        "`proxy.upstreams[1].host` is required and missing",
        "--> purlin.toml:5:1",
        "`proxy.upstreams[1].port` must be an integer",
        "`proxy.upstreams[1].pool.size` must be 1 to 64, found integer `65`",
        "--> purlin.toml:7:13",
        "`proxy.tenants.acme.weight` must not be 0 where the pool is larger than 1",
        "--> purlin.toml:10:10",
    ] {
        assert!(found.contains(expected), "{expected} in\n{found}");
    }
    assert_eq!(found.matches("[PL10").count(), 7, "{found}");
}

#[test]
fn a_list_is_held_to_its_own_rules_and_may_be_left_out() {
    let found = report(&file(""));
    assert!(
        found.contains("`proxy.upstreams` must have 1 to 3 elements, found the default `[]`"),
        "{found}"
    );
    let found = report(&file("[proxy]\nupstreams = 3\ntenants = ['a']\n"));
    assert!(found.contains("`proxy.upstreams` must be a list of tables, found a single value"));
    assert!(found.contains("`proxy.tenants` must be a table of tables, found a list"));
    let found = report(&file("[proxy]\nupstreams = ['a']\n"));
    assert!(
        found.contains("`proxy.upstreams[0]` must be a table"),
        "{found}"
    );
}

#[test]
fn a_variable_holds_the_list_as_inline_toml_and_to_the_same_rules() {
    let loader = ConfigLoader::new("App").env([(
        "APP__PROXY__UPSTREAMS",
        "[{ host = \"a\", pool = { size = 2 } }]",
    )]);
    let proxy = loader.section::<ProxyConfig>().unwrap();
    assert_eq!(proxy.upstreams[0].pool.size, 2);
    let loader =
        ConfigLoader::new("App").env([("APP__PROXY__UPSTREAMS", "[{ host = \"a\", prot = 1 }]")]);
    let found = report(&loader);
    assert!(
        found.contains("unknown key `proxy.upstreams[0].prot`"),
        "{found}"
    );
    assert!(found.contains("APP__PROXY__UPSTREAMS"), "{found}");
}

#[test]
fn a_secret_in_an_element_is_never_shown() {
    let loader = file("[[proxy.upstreams]]\nhost = 'a'\nkey = 'canary-7'\n");
    let mut problems = Problems::new();
    let tree = loader
        .load(&[SectionInfo::of::<ProxyConfig>()], &mut problems)
        .settled();
    let shown = format!("{}{}{tree:?}", tree.show(), tree.to_json());
    assert!(
        !shown.contains("canary-7") && shown.contains("host = \"a\""),
        "{shown}"
    );
    let wrong = report(&file(
        "[[proxy.upstreams]]\nhost = 'a'\nkey = ['canary-7']\n",
    ));
    assert!(!wrong.is_empty() && !wrong.contains("canary-7"), "{wrong}");
}

/// The word `secret` on a field of an element counts as much as its type would.
#[test]
fn a_field_of_an_element_that_is_called_secret_is_never_shown() {
    let files = [
        "[[proxy.upstreams]]\nhost = 'a'\npin = 'canary-7'\n",
        "[proxy]\nupstreams = [{ host = 'a', pin = 'canary-7' }]\n",
        "[[proxy.upstreams]]\nhost = 'a'\n[proxy.tenants.acme]\nhost = 'a'\npin = 'canary-7'\n",
    ];
    let variable = "[{ host = \"a\", pin = \"canary-7\" }]";
    let loaders = files
        .map(file)
        .into_iter()
        .chain([ConfigLoader::new("App").env([("APP__PROXY__UPSTREAMS", variable)])]);
    for loader in loaders {
        let masks = crate::logging::Masks::new();
        let mut problems = Problems::new();
        let tree = loader.load(&[SectionInfo::of::<ProxyConfig>()], &mut problems);
        tree.tell_secrets(&masks);
        let proxy: ProxyConfig = tree.section(&mut problems).unwrap();
        let pins = proxy.upstreams.iter().chain(proxy.tenants.values());
        assert_eq!(
            pins.filter_map(|upstream| upstream.pin.as_deref())
                .collect::<Vec<_>>(),
            ["canary-7"]
        );
        assert_eq!(masks.mask("canary-7"), "‹secret›", "logs are told of it");
        let tree = tree.settled();
        let shown = format!(
            "{}{}{tree:?}{}",
            tree.show(),
            tree.to_json(),
            tree.explain("proxy").unwrap()
        );
        assert!(!shown.contains("canary-7"), "{shown}");
        assert!(shown.contains("‹secret›"), "{shown}");
    }
    for wrong in [
        "'can'",
        "['canary-7']",
        "{ canary-7 = 1 }",
        "'canary-7', pni = 'canary-8'",
    ] {
        let text = format!("[proxy]\nupstreams = [{{ host = 'a', pin = {wrong} }}]\n");
        let wrong = report(&file(&text));
        assert!(
            wrong.contains("`proxy.upstreams[0].p")
                && !wrong.contains("canary")
                && !wrong.contains("'can'"),
            "{wrong}"
        );
    }
}

#[test]
fn samples_and_schema_describe_the_elements() {
    let info = [SectionInfo::of::<ProxyConfig>()];
    let text = sample("App", &info, SampleFormat::Toml);
    assert!(text.contains("upstreams = ["), "{text}");
    let schema = schema("App", &info);
    let item = &schema["properties"]["proxy"]["properties"]["upstreams"];
    let item = &item["anyOf"][0]["items"];
    assert_eq!(item["required"], serde_json::json!(["host"]));
    let fields = &item["properties"];
    assert_eq!(fields["host"]["description"], "Where it is.");
    assert_eq!(fields["port"]["anyOf"][0]["maximum"], 65_535);
    assert_eq!(fields["ports"]["deprecated"], true);
    assert_eq!(fields["pin"]["writeOnly"], true);
    let size = &fields["pool"]["properties"]["size"];
    assert_eq!(
        (&size["default"], &size["anyOf"][0]["minimum"]),
        (&4.into(), &1.into())
    );
}
