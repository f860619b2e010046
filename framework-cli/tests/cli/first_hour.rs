//! From an empty folder to a tested service, with real builds.
use std::{fs, path::Path};

use crate::support::{cargo, purlin};
use serde_json::Value;

/// Lints and tests a package as its users would.
fn is_whole(folder: &Path) {
    cargo(folder, &["fmt", "--check"]).succeeded();
    cargo(
        folder,
        &["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"],
    )
    .succeeded();
    let tests = cargo(folder, &["test", "--quiet"]).succeeded();
    assert!(tests.out.contains("test result: ok."), "{}", tests.out);
}

/// An image, a README and a sample of the configuration, under the application's own name.
fn is_ready_to_be_shipped(folder: &Path, name: &str, variables: &str) {
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let image = read("Dockerfile");
    assert!(
        image.contains(&format!("/src/target/release/{name} ")),
        "{image}"
    );
    assert!(
        image.contains(&format!("ENV {variables}HTTP__ADDRESS=0.0.0.0:8080")),
        "{image}"
    );
    assert!(image.contains("STOPSIGNAL SIGTERM"), "{image}");
    let readme = read("README.md");
    assert!(
        readme.contains("cargo run") && readme.contains("/health/ready"),
        "{readme}"
    );
    assert!(read("purlin.toml").contains("[http]"));
    for file in [
        "Dockerfile",
        "README.md",
        "Cargo.toml",
        "purlin.toml",
        "src/lib.rs",
        "tests/app.rs",
    ] {
        let text = read(file);
        assert!(!text.to_lowercase().contains("template"), "{file}: {text}");
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_application_grows_from_nothing() {
    let here = tempfile::tempdir().unwrap();
    purlin(here.path(), &["new", "app", "shop"]).succeeded();
    let shop = here.path().join("shop");
    is_whole(&shop);

    let module = purlin(&shop, &["new", "module", "price-list"]).succeeded();
    assert!(
        module.out.contains("made    src/price_list/module.rs"),
        "{}",
        module.out
    );
    let twice = purlin(&shop, &["new", "module", "price-list"]);
    assert_eq!(twice.code, 2, "{}", twice.err);
    purlin(
        &shop,
        &["new", "component", "price-repo", "--module", "price-list"],
    )
    .succeeded();
    let unclear = purlin(&shop, &["new", "component", "stock"]);
    assert!(
        unclear.err.contains("`GreetingModule`, `PriceListModule`"),
        "{}",
        unclear.err
    );
    let lib = fs::read_to_string(shop.join("src/lib.rs")).unwrap();
    assert!(
        lib.contains(
            "#[app(modules = [HttpServerModule, GreetingModule, price_list::PriceListModule])]"
        ),
        "{lib}"
    );
    assert!(
        lib.contains("pub mod greeting;\npub mod price_list;\n"),
        "{lib}"
    );

    let added = purlin(&shop, &["add", "database"]).succeeded();
    assert!(
        added
            .out
            .contains("Cargo.toml: feature `database` of `purlin`"),
        "{}",
        added.out
    );
    let again = purlin(&shop, &["add", "database"]).succeeded();
    assert!(
        again.out.contains("has DatabaseModule already"),
        "{}",
        again.out
    );
    let configuration = fs::read_to_string(shop.join("purlin.toml")).unwrap();
    assert!(configuration.contains("\n[database]\n"), "{configuration}");
    assert!(
        configuration.contains("SHOP__DATABASE__URL"),
        "{configuration}"
    );
    cargo(&shop, &["fmt"]).succeeded();
    is_whole(&shop);

    let doctor = purlin(&shop, &["--json", "doctor"]).succeeded();
    let findings = json(&doctor.out);
    for finding in findings["findings"].as_array().unwrap() {
        assert_eq!(finding["level"], "fine", "{finding}");
    }
    let graph = json(
        &purlin(&shop, &["graph", "--format", "json"])
            .succeeded()
            .out,
    );
    assert_eq!(graph["app"], "Shop");
    let page = here.path().join("graph.html");
    let file = page.to_str().unwrap();
    purlin(&shop, &["graph", "--format", "html", "--output", file]).succeeded();
    assert!(
        fs::read_to_string(&page)
            .unwrap()
            .contains("PriceListModule")
    );
    let explained = purlin(&shop, &["config", "explain", "price_list.enabled"]).succeeded();
    assert!(
        explained.out.contains("price_list.enabled"),
        "{}",
        explained.out
    );

    // A mistake of each kind is told.
    fs::write(shop.join("purlin.toml"), "[greeting]\nnmae = \"Ada\"\n").unwrap();
    let sick = purlin(&shop, &["doctor"]);
    assert_eq!(sick.code, 1);
    assert!(sick.out.contains("error    configuration"), "{}", sick.out);
    assert!(sick.out.contains("nmae"), "{}", sick.out);
    let lib = lib.replace("HttpServerModule, GreetingModule, ", "HttpServerModule, ");
    fs::write(
        shop.join("src/lib.rs"),
        lib.replace(
            "price_list::PriceListModule",
            "price_list::PriceListModule, price_list::PriceListModule",
        ),
    )
    .unwrap();
    let broken = purlin(&shop, &["--json", "check"]);
    assert_eq!(broken.code, 1);
    let found = json(&broken.out);
    assert_eq!(found["diagnostics"][0]["code"], "PL0007", "{found}");
    assert_eq!(found["diagnostics"][0]["place"]["file"], "src/lib.rs");
}

#[test]
fn every_template_can_be_shipped_under_another_name() {
    for template in ["minimal", "api", "worker"] {
        let here = tempfile::tempdir().unwrap();
        let asked = ["new", "app", "order-desk", "--template", template];
        purlin(here.path(), &asked).succeeded();
        is_ready_to_be_shipped(
            &here.path().join("order-desk"),
            "order-desk",
            "ORDER_DESK__",
        );
    }
}

#[test]
fn every_template_is_whole_under_another_name() {
    for template in ["api", "worker"] {
        let here = tempfile::tempdir().unwrap();
        purlin(
            here.path(),
            &["new", "app", "order-desk", "--template", template],
        )
        .succeeded();
        is_whole(&here.path().join("order-desk"));
    }
}

#[test]
fn a_module_can_be_a_crate_of_a_workspace() {
    let here = tempfile::tempdir().unwrap();
    fs::write(
        here.path().join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = []\n",
    )
    .unwrap();
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"),
        here.path().join("Cargo.lock"),
    )
    .unwrap();
    let made = purlin(here.path(), &["new", "module", "PricesModule", "--crate"]).succeeded();
    assert!(made.out.contains("changed Cargo.toml"), "{}", made.out);
    let manifest = fs::read_to_string(here.path().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("members = [\"prices\"]"), "{manifest}");
    is_whole(&here.path().join("prices"));
}
