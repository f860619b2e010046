//! Schemas of what is read and of what is written, under one set of names.
//!
//! A type can have two schemas: a field with a default may be left out of what is read and is
//! always in what is written. Where they differ, that of what is read is called `…Input`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use purlin_http_server::{Problem, TypeInfo};
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use crate::fields::names;

/// Where the schemas of what is written are, and in the end all.
const WRITTEN: &str = "#/components/schemas/";
/// Where those of what is read are until they have their names.
const READ: &str = "#/components/input/";

#[derive(Debug)]
pub(super) struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let generator = |place: &'static str| {
            let path = place.trim_start_matches('#').trim_end_matches('/');
            SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = path.into())
        };
        Self {
            read: generator(READ).for_deserialize().into_generator(),
            written: generator(WRITTEN).for_serialize().into_generator(),
        }
    }

    /// The schema of what a handler reads as this type, if it has one.
    pub(super) fn read(&mut self, ty: &TypeInfo) -> Option<Value> {
        let schema = ty.schema?;
        Some(schema(&mut self.read).to_value())
    }

    /// The schema of what a handler writes as this type, if it has one.
    pub(super) fn written(&mut self, ty: &TypeInfo) -> Option<Value> {
        let schema = ty.schema?;
        Some(schema(&mut self.written).to_value())
    }

    /// The schema of problem documents.
    pub(super) fn problem(&mut self) -> Value {
        self.written.subschema_for::<Problem>().to_value()
    }

    /// The names of the fields that a type has as it is written.
    pub(super) fn names(&mut self, ty: &TypeInfo) -> Arc<[String]> {
        let schema = ty.schema.map(|schema| schema(&mut self.written));
        let target = schema
            .as_ref()
            .and_then(|schema| schema.get("$ref")?.as_str());
        let name = target.and_then(|to| to.strip_prefix(WRITTEN));
        let definition = name.and_then(|name| self.written.definitions().get(name).cloned());
        let definition = definition.and_then(|schema| Schema::try_from(schema).ok());
        definition
            .or(schema)
            .as_ref()
            .map_or_else(|| [].into(), names)
    }

    /// What a schema of what is read refers to, or itself.
    pub(super) fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema["$ref"].as_str().and_then(|to| to.strip_prefix(READ));
        let found = name.and_then(|name| self.read.definitions().get(name));
        found.unwrap_or(schema)
    }

    /// Gives all schemas their names, and puts those that the document refers to into it.
    pub(super) fn settle(mut self, document: &mut Value) {
        let read = self.read.take_definitions(true);
        let mut all = self.written.take_definitions(true);
        let renamed = renamed(&read, &all);
        let rename = |schema: &mut Value| {
            follow(schema, &mut |to| {
                if let Some(name) = to.strip_prefix(READ) {
                    let suffix = if renamed.contains(name) { "Input" } else { "" };
                    *to = format!("{WRITTEN}{name}{suffix}");
                }
            });
        };
        for (name, mut schema) in read {
            rename(&mut schema);
            let suffix = if renamed.contains(&name) { "Input" } else { "" };
            all.insert(format!("{name}{suffix}"), schema);
        }
        rename(document);
        let used = reachable(document, &all);
        all.retain(|name, _| used.contains(name));
        document["components"]["schemas"] = Value::Object(all.into_iter().collect());
    }
}

/// The names of types whose two schemas differ, or refer to some that do.
fn renamed(read: &Map<String, Value>, written: &Map<String, Value>) -> BTreeSet<String> {
    let mut inputs: BTreeMap<&str, (Value, BTreeSet<String>)> = BTreeMap::new();
    for (name, schema) in read.iter().filter(|(name, _)| written.contains_key(*name)) {
        let (mut schema, mut refers) = (schema.clone(), BTreeSet::new());
        follow(&mut schema, &mut |to| {
            if let Some(name) = to.strip_prefix(READ) {
                refers.insert(name.to_owned());
                *to = format!("{WRITTEN}{name}");
            }
        });
        inputs.insert(name, (schema, refers));
    }
    let mut renamed: BTreeSet<String> = inputs
        .iter()
        .filter(|(name, (schema, _))| written.get(**name) != Some(schema))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    loop {
        let before = renamed.len();
        for (name, (_, refers)) in &inputs {
            if !refers.is_disjoint(&renamed) {
                renamed.insert((*name).to_owned());
            }
        }
        if renamed.len() == before {
            return renamed;
        }
    }
}

/// The names of the schemas that a document needs.
fn reachable(document: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![document.clone()];
    while let Some(mut value) = waiting.pop() {
        follow(&mut value, &mut |to| {
            let Some(name) = to.strip_prefix(WRITTEN) else {
                return;
            };
            if reached.insert(name.to_owned()) {
                waiting.extend(schemas.get(name).cloned());
            }
        });
    }
    reached
}

/// Calls `each` with every reference in a value.
fn follow(value: &mut Value, each: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(to) if name == "$ref" => each(to),
                    member => follow(member, each),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| follow(item, each)),
        _ => {}
    }
}
