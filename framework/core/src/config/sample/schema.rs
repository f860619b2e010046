use serde_json::{Map, Value as Json, json};

use super::{
    super::{
        FieldInfo,
        describe::Shape,
        rule::{Bounds, Rule},
    },
    Chapter, Presence, Row, Standing,
};

/// The schema of the whole file.
pub(super) fn of(app: &str, root: &Chapter) -> Json {
    let mut schema = chapter_of(root);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Configuration of {app}"),
        "$defs": {
            "reference": {
                "description": "A value that is kept elsewhere: `${env:NAME}`, `${file:PATH}`.",
                "type": "string",
                "pattern": "\\$\\{[a-z][a-z0-9_-]*:[^}]*\\}"
            }
        }
    });
    if let (Json::Object(schema), Json::Object(head)) = (&mut schema, head) {
        schema.extend(head);
        if let Some(Json::Object(properties)) = schema.get_mut("properties") {
            properties.insert("$schema".to_owned(), json!({ "type": "string" }));
        }
    }
    schema
}

fn chapter_of(chapter: &Chapter) -> Json {
    let mut properties = Map::new();
    // Secrets are required too, and seldom in a file.
    let mut required: Vec<&str> = Vec::new();
    for row in &chapter.rows {
        if row.must_stand() {
            required.push(row.info.name);
        }
        for alias in row.info.aliases {
            let mut old = field(row);
            old.insert("deprecated".to_owned(), Json::Bool(true));
            properties.insert((*alias).to_owned(), Json::Object(old));
        }
        properties.insert(row.info.name.to_owned(), Json::Object(field(row)));
    }
    for below in &chapter.chapters {
        properties.insert(below.name.clone(), chapter_of(below));
        if !below.optional && below.must_stand() {
            required.push(&below.name);
        }
    }
    let mut schema = Map::from_iter([
        ("type".to_owned(), Json::from("object")),
        ("properties".to_owned(), Json::Object(properties)),
        ("additionalProperties".to_owned(), Json::Bool(false)),
    ]);
    if !chapter.doc.is_empty() {
        schema.insert("description".to_owned(), Json::from(chapter.doc));
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Json::from(required));
    }
    Json::Object(schema)
}

impl Chapter {
    /// Whether a file without it is wrong for sure.
    fn must_stand(&self) -> bool {
        self.rows.iter().any(Row::must_stand)
            || self
                .chapters
                .iter()
                .any(|below| !below.optional && below.must_stand())
    }
}

impl Row {
    /// Whether a file without it is wrong for sure: secrets and variables stand elsewhere, and
    /// what instances share stands with all of them.
    fn must_stand(&self) -> bool {
        self.is_required()
            && self.standing == Standing::Own
            && !self.info.secret
            && self.info.env.is_none()
    }
}

fn field(row: &Row) -> Map<String, Json> {
    described(row.info, &row.shape, row.presence())
}

fn described(info: &FieldInfo, shape: &Shape, presence: Presence) -> Map<String, Json> {
    let mut plain = ruled(shape, info.rules);
    match shape {
        Shape::List(item) if !info.elements.is_empty() => {
            plain.insert("items".to_owned(), element(info.elements, item));
        }
        Shape::Map(item) if !info.elements.is_empty() => {
            let item = element(info.elements, item);
            plain.insert("additionalProperties".to_owned(), item);
        }
        _ => {}
    }
    let text = matches!(plain.get("type"), Some(Json::String(kind)) if kind == "string");
    // A text may be a reference whatever its rules are; anything else may be one instead.
    let mut schema = if plain.is_empty() || text && plain.len() == 1 {
        plain
    } else {
        Map::from_iter([(
            "anyOf".to_owned(),
            json!([plain, { "$ref": "#/$defs/reference" }]),
        )])
    };
    let mut description: Vec<String> = Vec::new();
    if !info.doc.is_empty() {
        description.push(info.doc.to_owned());
    }
    description.extend(info.unit.map(|unit| format!("In {unit}.")));
    if info.dynamic {
        description.push("Follows reloads.".to_owned());
    }
    if !description.is_empty() {
        schema.insert("description".to_owned(), Json::from(description.join("\n")));
    }
    if let Presence::Default(Some(value)) = presence
        && !info.secret
    {
        schema.insert("default".to_owned(), value);
    }
    if info.secret || shape.is_secret() {
        schema.insert("writeOnly".to_owned(), Json::Bool(true));
    }
    schema
}

/// The schema of a section in a list or table.
fn element(fields: &'static [FieldInfo], shape: &Shape) -> Json {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    for info in fields {
        let below = shape.below(info.name);
        let field = if info.is_nested() {
            let nested = element(info.nested, &below);
            let must = nested.get("required").is_some();
            if info.required && must {
                required.push(info.name);
            }
            nested
        } else {
            // A secret may stand elsewhere, and then there is a reference to it here.
            if info.required && info.default.is_none() {
                required.push(info.name);
            }
            let presence = match info.default {
                Some(_) => Presence::Default(info.default_value.and_then(|value| value())),
                None => Presence::Optional,
            };
            Json::Object(described(info, &below, presence))
        };
        for alias in info.aliases {
            let mut old = field.clone();
            if let Json::Object(old) = &mut old {
                old.insert("deprecated".to_owned(), Json::Bool(true));
            }
            properties.insert((*alias).to_owned(), old);
            required.retain(|name| *name != info.name);
        }
        properties.insert(info.name.to_owned(), field);
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = Json::from(required);
    }
    schema
}

/// The schema of a value that is held to rules.
fn ruled(shape: &Shape, rules: &[Rule]) -> Map<String, Json> {
    let mut schema = match value(shape) {
        Json::Object(schema) => schema,
        _ => Map::new(),
    };
    let kind = schema.get("type").cloned().unwrap_or_default();
    for rule in rules {
        match rule {
            Rule::Range(bounds) if kind == "integer" || kind == "number" => {
                range(*bounds, &mut schema);
            }
            Rule::Length(bounds) => {
                let (min, max) = match kind.as_str() {
                    Some("array") => ("minItems", "maxItems"),
                    Some("object") => ("minProperties", "maxProperties"),
                    _ => ("minLength", "maxLength"),
                };
                let number = |text: Option<&str>| text?.parse::<u64>().ok();
                let last = u64::from(bounds.exclusive);
                let ends = [
                    (min, number(bounds.min)),
                    (max, number(bounds.max).map(|max| max.saturating_sub(last))),
                ];
                for (name, end) in ends {
                    schema.extend(end.map(|end| (name.to_owned(), Json::from(end))));
                }
            }
            Rule::Pattern(pattern) => {
                schema.insert("pattern".to_owned(), Json::from(format!("^(?:{pattern})$")));
            }
            Rule::Range(_) | Rule::Custom => {}
        }
    }
    schema
}

fn range(bounds: Bounds, schema: &mut Map<String, Json>) {
    let number = |text: Option<&str>| -> Option<Json> {
        let text = text?;
        let whole = text.parse::<i64>().ok().map(Json::from);
        whole.or_else(|| text.parse::<f64>().ok().map(Json::from))
    };
    let max = if bounds.exclusive {
        "exclusiveMaximum"
    } else {
        "maximum"
    };
    for (name, end) in [("minimum", number(bounds.min)), (max, number(bounds.max))] {
        schema.extend(end.map(|end| (name.to_owned(), end)));
    }
}

fn value(shape: &Shape) -> Json {
    match shape {
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer(low, high) => {
            let mut schema = Map::from_iter([("type".to_owned(), Json::from("integer"))]);
            let ends = [("minimum", *low), ("maximum", *high)];
            for (name, end) in ends {
                let end = i64::try_from(end).map(Json::from);
                schema.extend(end.ok().map(|end| (name.to_owned(), end)));
            }
            Json::Object(schema)
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Text | Shape::Path => json!({ "type": "string" }),
        Shape::Duration => json!({
            "type": "string",
            "pattern": "^(0|([0-9]+(d|h|m|s|ms|us|µs|ns) *)+)$",
            "examples": ["1m30s", "250ms"]
        }),
        Shape::Size => json!({
            "type": ["string", "integer"],
            "pattern": "^[0-9]+ ?([kKMGT]?B|[KMGT]iB)?$",
            "minimum": 0,
            "examples": ["64MiB"]
        }),
        Shape::Url => json!({ "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+" }),
        Shape::Address(what) => json!({ "type": "string", "description": what }),
        Shape::List(item) => json!({ "type": "array", "items": value(item) }),
        Shape::Map(entry) => json!({ "type": "object", "additionalProperties": value(entry) }),
        Shape::Table(entries) => {
            let properties: Map<String, Json> = entries
                .iter()
                .map(|entry| (entry.name.to_owned(), value(&entry.shape)))
                .collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Shape::Choice(names) => json!({ "type": "string", "enum": names }),
        Shape::Variant(names) => json!({ "anyOf": [
            { "type": "string", "enum": names },
            {
                "type": "object",
                "propertyNames": { "enum": names },
                "minProperties": 1,
                "maxProperties": 1
            }
        ] }),
        Shape::Secret(inner) => value(inner),
        Shape::Unknown => json!({}),
    }
}
