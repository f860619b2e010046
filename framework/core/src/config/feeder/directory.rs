//! Directories with one file per value, as Kubernetes and Docker mount secrets.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    super::{
        Place,
        known::Known,
        layer::Layer,
        node::{Node, Table, Value, merge_at},
        place::Spot,
    },
    reading::{FileRole, Reading, unreadable},
};

/// Reads the directory: the name of each file is a path, `orders.payment_key` or
/// `orders__payment_key`, directories are levels, and the contents without the last line break
/// are the value. Names that start with a dot are the machinery of the mount.
pub(super) fn read(path: &Path, role: FileRole, known: &Known) -> Reading {
    let mut values = Table::new();
    match gather(path, &mut Vec::new(), role, &mut values) {
        Ok(()) => Reading::Values(Box::new(Layer::checked(values, known))),
        Err((_, error)) if error.kind() == io::ErrorKind::NotFound && role.optional => {
            Reading::Absent
        }
        Err((path, error)) => unreadable(&path.display().to_string(), &error, role),
    }
}

fn gather(
    directory: &Path,
    levels: &mut Vec<String>,
    role: FileRole,
    values: &mut Table,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (directory.to_path_buf(), error);
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()
        .map_err(failed)?;
    entries.sort();
    for path in entries {
        let Some(name) = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
        else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let before = levels.len();
        levels.extend(name.replace("__", ".").split('.').map(str::to_lowercase));
        if path.is_dir() {
            gather(&path, levels, role, values)?;
        } else {
            let mut text = fs::read_to_string(&path).map_err(|error| (path.clone(), error))?;
            let length = text.strip_suffix('\n').map_or(text.len(), |text| {
                text.strip_suffix('\r').unwrap_or(text).len()
            });
            text.truncate(length);
            let shown: Arc<str> = path.display().to_string().into();
            let place = Place::new(Spot::Whole(shown, role.feeder), role.priority);
            let mut node = Node::new(Value::Text(text), place);
            node.hidden = true;
            merge_at(values, levels, node);
        }
        levels.truncate(before);
    }
    Ok(())
}
