//! What clients of the shop are promised is recorded in `openapi.json`. A change that breaks them fails
//! here and is named; any other is written with `PURLIN_WRITE=1`.

use std::{path::Path, process::Command};

use purlin::{
    api::{ApiConfig, Contract},
    registry::Registry,
};
use serde_json::{Value, json};
use storefront::Storefront;

fn contract() -> Contract {
    Contract::of_application(&Registry::of::<Storefront>(), &ApiConfig::default())
}

#[test]
fn clients_get_what_they_were_promised() {
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    if let Err(error) = contract().check_file(recorded) {
        panic!("{}", purlin::error::Error::from(error).render());
    }
}

#[test]
fn every_route_of_the_shop_is_in_the_contract_with_its_schemas() {
    let contract = contract();
    let document = contract.document();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let known = [
        "/orders",
        "/orders/{id}",
        "/orders/{id}/pay",
        "/orders/{id}/receipt",
        "/products",
        "/products/{id}",
        "/products/{id}/goes-with",
    ];
    assert_eq!(paths, known);
    let order = &document["components"]["schemas"]["Order"]["properties"];
    assert_eq!(order["id"]["format"], "uuid");
    assert_eq!(order["created_at"]["format"], "date-time");
    let status = &document["components"]["schemas"]["OrderStatus"];
    assert!(status.to_string().contains("expired"), "{status}");
}

#[test]
fn a_field_that_a_client_relies_on_cannot_go_unnoticed() {
    let mut changed = contract().document().clone();
    let order = &mut changed["components"]["schemas"]["Order"];
    order["properties"]
        .as_object_mut()
        .unwrap()
        .remove("total_cents");
    let refused = Contract::recorded(changed).check(&contract()).unwrap_err();
    let text = refused.to_string();
    assert!(
        text.contains("total_cents` of the answer 201 is gone"),
        "{text}"
    );
}

#[test]
fn the_command_prints_it_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let printed = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .args(["openapi", "--set", "api.title=Shop"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let document: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(document["info"]["title"], "Shop");
    assert_eq!(document["paths"], contract().document()["paths"]);
    // Not even the database.
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);

    let recorded = folder.path().join("openapi.json");
    let mut promised = document;
    promised["paths"]["/refunds"] = json!({ "get": {} });
    std::fs::write(&recorded, promised.to_string()).unwrap();
    let refused = |words: &[&str]| {
        let checked = Command::new(env!("CARGO_BIN_EXE_storefront"))
            .arg("openapi")
            .args(words)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(!checked.status.success(), "{checked:?}");
        String::from_utf8_lossy(&checked.stderr).into_owned()
    };
    let said = refused(&["check", "openapi.json"]);
    assert!(said.contains("[PL1701]"), "{said}");
    assert!(said.contains("`GET /refunds` is gone"), "{said}");
    let said = refused(&["check", "nothing.json"]);
    assert!(
        said.contains("[PL1702]") && said.contains("nothing.json"),
        "{said}"
    );
    let said = refused(&["compare", "openapi.json"]);
    assert!(said.contains("[PL1703]"), "{said}");
    assert!(
        said.contains("`openapi compare openapi.json` is not understood"),
        "{said}"
    );
}
