//! Values, bytes and readers are checked against compiled schemas.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::io::{self, Read};

use purlin::error::{Category, Error};
use purlin_json_schema::{JsonSchemaConfig, JsonSchemaError, Schema, SchemaCompiler};
use serde_json::{Value, json};

fn compile(schema: &Value) -> Result<Schema, JsonSchemaError> {
    SchemaCompiler::default().compile("test", schema)
}

fn order() -> Schema {
    let line = json!({
        "type": "object", "required": ["product", "quantity"],
        "properties": { "quantity": { "type": "integer", "minimum": 1 } },
    });
    let order = json!({
        "type": "object", "required": ["email"],
        "properties": {
            "email": { "type": "string", "format": "email" },
            "lines": { "type": "array", "prefixItems": [line], "unevaluatedItems": false },
        },
    });
    compile(&order).unwrap()
}

#[test]
fn every_violation_is_told_with_its_places_and_without_the_value() {
    let value = json!({ "email": "secret-thing", "lines": [{ "quantity": 0 }] });
    let error = order().check(&value).unwrap_err();
    let paths: Vec<_> = error
        .violations()
        .iter()
        .map(|one| (one.instance_path.as_str(), one.schema_path.as_str()))
        .collect();
    assert!(
        paths.contains(&("/email", "/properties/email/format")),
        "{paths:?}"
    );
    let minimum = "/properties/lines/prefixItems/0/properties/quantity/minimum";
    assert!(paths.contains(&("/lines/0/quantity", minimum)), "{paths:?}");
    assert!(paths.contains(&("/lines/0", "/properties/lines/prefixItems/0/required")));
    let count = paths.len();
    let error = Error::from(error);
    assert_eq!(
        (error.code(), error.category()),
        ("PL1712", Category::Validation)
    );
    assert!(!format!("{error:?}{}", error.render()).contains("secret-thing"));
    assert_eq!(error.contexts().len(), count - 1);
}

#[test]
fn the_words_of_2020_12_are_known() {
    let more = json!({ "email": "a@b.example", "lines": [{ "product": 1, "quantity": 1 }, 2] });
    let error = order().check(&more).unwrap_err();
    assert_eq!(error.violations()[0].instance_path, "/lines");
    assert!(order().is_valid(&json!({ "email": "a@b.example" })));
}

/// A source that breaks off.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn bytes_and_readers_are_read_to_the_limit_and_not_further() {
    let config = JsonSchemaConfig {
        max_size: 10,
        ..JsonSchemaConfig::default()
    };
    let schema = SchemaCompiler::new(&config).compile("list", &json!({ "type": "array" }));
    let schema = schema.unwrap();
    assert_eq!(schema.check_bytes(b"[1,2,3,44]").unwrap()[3], 44);
    assert_eq!(schema.check_reader(&b"[1,2,3,44]"[..]).unwrap()[3], 44);
    let large = b"[1,2,3,444]";
    assert!(matches!(
        schema.check_bytes(large),
        Err(JsonSchemaError::TooLarge { most: 10 })
    ));
    // It never ends, and is given up all the same.
    let endless = io::repeat(b' ');
    assert!(matches!(
        schema.check_reader(endless),
        Err(JsonSchemaError::TooLarge { .. })
    ));

    let error = Error::from(schema.check_bytes(b"[1,").unwrap_err());
    assert_eq!(
        (error.code(), error.category()),
        ("PL1713", Category::Validation)
    );
    let error = schema.check_bytes(b"{}").unwrap_err();
    assert_eq!(error.violations()[0].instance_path, "");
    let error = Error::from(schema.check_reader(Broken).unwrap_err());
    assert_eq!(
        (error.code(), error.category()),
        ("PL1713", Category::Dependency)
    );
}

#[test]
fn a_schema_that_is_none_is_refused_with_its_place() {
    let wrong = json!({ "properties": { "a": { "type": "integre" } } });
    let error = Error::from(compile(&wrong).unwrap_err());
    assert_eq!(
        (error.code(), error.category()),
        ("PL1711", Category::Config)
    );
    assert!(error.message().contains("`test`"), "{error}");
}

#[test]
fn nothing_is_fetched() {
    let remote = json!({ "$ref": "https://schemas.example/order.json" });
    let error = compile(&remote).unwrap_err();
    assert!(error.to_string().contains("nothing is fetched"), "{error}");
    let file = json!({ "$ref": "file:///etc/hostname" });
    assert!(compile(&file).is_err());
}

#[test]
fn a_pattern_cannot_be_kept_busy() {
    let schema = compile(&json!({ "type": "string", "pattern": "^(a+)+$" })).unwrap();
    let text = format!("{}!", "a".repeat(50_000));
    assert!(!schema.is_valid(&json!(text)));
    // What would need to go back is no pattern here.
    assert!(compile(&json!({ "pattern": "(a)\\1" })).is_err());
}

#[test]
fn settings_make_the_difference_that_they_promise() {
    let strict = order();
    let value = json!({ "email": "nobody" });
    assert!(strict.check(&value).is_err());
    let loose = JsonSchemaConfig {
        formats: false,
        max_violations: 2,
        ..JsonSchemaConfig::default()
    };
    let compiler = SchemaCompiler::new(&loose);
    let email = compiler
        .compile("email", &json!({ "format": "email" }))
        .unwrap();
    assert!(email.check(&json!("nobody")).is_ok());
    let numbers = json!({ "items": { "type": "integer" } });
    let numbers = compiler.compile("numbers", &numbers).unwrap();
    let error = numbers.check(&json!(["a", "b", "c"])).unwrap_err();
    assert_eq!(error.violations().len(), 2);
}
