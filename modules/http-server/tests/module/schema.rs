//! With the feature `schema`, a type that has a JSON schema is asked for it.

use axum::Json;
use purlin_http_server::{Routes as _, axum, routes};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
struct Wish {
    /// How many.
    count: u32,
}

#[derive(Serialize)]
struct Mute;

struct Wishes;

#[routes(crate = purlin_http_server)]
impl Wishes {
    #[post("/wishes")]
    fn wish(&self, Json(wish): Json<Wish>) -> Json<Mute> {
        assert!(wish.count < 10);
        Json(Mute)
    }
}

#[test]
fn only_a_type_with_a_schema_has_one() {
    let [wish] = Wishes.table() else {
        panic!("one route")
    };
    let body = wish.parameters[0].arguments[0];
    let mut generator = SchemaGenerator::default();
    let schema = body.schema.expect("a schema")(&mut generator);
    assert_eq!(schema.as_value()["$ref"], "#/$defs/Wish");
    let definition = &generator.definitions()["Wish"];
    assert_eq!(
        definition["properties"]["count"]["description"],
        "How many."
    );
    assert!(wish.answer.expect("named").arguments[0].schema.is_none());
    let _ = Wishes.wish(Json(Wish { count: 1 }));
}
