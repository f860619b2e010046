//! What is kept of a configuration after it was read: origins, and values that are no secrets.

use std::{
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
};

use super::{
    ConfigTree, FieldInfo,
    describe::Shape,
    known::{Known, join},
    node::{Node, Table, Value},
    shapes::Shapes,
};

impl ConfigTree {
    /// The same, without the values of secrets, and without the texts of files: only places.
    #[must_use]
    pub(crate) fn settled(mut self) -> Self {
        let mut values = std::mem::take(&mut self.values);
        let shapes = Shapes::of(&self.sections);
        settle_table(&mut values, &self.known, "", &shapes);
        self.values = values;
        for warning in &mut self.warnings {
            warning.settle();
        }
        self
    }
}

fn settle_table(table: &mut Table, known: &Known, path: &str, shapes: &Shapes<'_>) {
    for (key, node) in table {
        let Some(child) = known.child(key) else {
            continue;
        };
        let path = join(path, key);
        match (child.field(), &mut node.value) {
            (Some(field), _) => settle_field(node, field, &path, shapes),
            (None, Value::Table(below)) => {
                settle_table(below, child, &path, shapes);
                node.settle_places();
            }
            (None, _) => node.settle(&Shape::Unknown),
        }
    }
}

fn settle_field(node: &mut Node, field: &FieldInfo, path: &str, shapes: &Shapes<'_>) {
    if field.secret {
        node.wipe();
    } else {
        node.settle(shapes.at(path));
    }
}

impl Node {
    fn settle(&mut self, shape: &Shape) {
        if self.hidden || matches!(shape, Shape::Secret(_) | Shape::Variant(_) | Shape::Unknown) {
            self.wipe();
            return;
        }
        self.settle_places();
        match &mut self.value {
            Value::List(items) => {
                let below = match shape {
                    Shape::List(item) => (**item).clone(),
                    other => other.clone(),
                };
                for item in items {
                    item.settle(&below);
                }
            }
            Value::Table(entries) => {
                for (key, entry) in entries {
                    let below = if shape.is_open() {
                        Shape::Text
                    } else {
                        shape.below(key)
                    };
                    entry.settle(&below);
                }
            }
            // A single value in the place of a list or table may be what should be in it.
            _ if !shape.is_open() => self.wipe(),
            _ => {}
        }
    }

    fn settle_places(&mut self) {
        self.place.settle();
        self.key = None;
        self.overrode.iter_mut().for_each(super::Place::settle);
    }

    /// Leaves nothing of the value but whether another one is the same.
    fn wipe(&mut self) {
        static KEYS: OnceLock<RandomState> = OnceLock::new();
        self.settle_places();
        let mut text = String::new();
        self.value.write_canonical(&mut text);
        let mark = KEYS.get_or_init(RandomState::new).hash_one(&text);
        zeroize::Zeroize::zeroize(&mut text);
        self.value.wipe();
        self.value = Value::Wiped(mark);
        self.hidden = true;
    }
}
