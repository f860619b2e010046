use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{JsonSchemaConfig, JsonSchemaError, Schema, SchemaCompiler};

/// The schemas of the directory that the settings name, and a compiler for others.
#[derive(Clone, Debug)]
pub struct Schemas {
    compiler: SchemaCompiler,
    compiled: BTreeMap<String, Schema>,
}

impl Schemas {
    /// Compiles all of the directory. They can refer to each other by their `$id`, or by the names of
    /// their files.
    ///
    /// # Errors
    /// PL1714 if the directory or a file cannot be read, PL1711 if one of them is no schema.
    pub fn load(config: &JsonSchemaConfig) -> Result<Self, JsonSchemaError> {
        let mut compiler = SchemaCompiler::new(config);
        let mut documents = BTreeMap::new();
        for path in files(config.directory.as_deref())? {
            let wrong = |reason: String| JsonSchemaError::Directory {
                path: path.clone(),
                reason,
            };
            let text = fs::read(&path).map_err(|error| wrong(error.to_string()))?;
            let document: Value =
                serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
            let name = path.file_stem().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            // What a file calls another by its name resolves to this.
            compiler =
                compiler.with_document(format!("json-schema:///{name}.json"), document.clone());
            if let Some(id) = document["$id"].as_str() {
                compiler = compiler.with_document(id, document.clone());
            }
            documents.insert(name, document);
        }
        let mut schemas = BTreeMap::new();
        for (name, document) in documents {
            let schema = compiler.compile(&name, &document)?;
            schemas.insert(name, schema);
        }
        Ok(Self {
            compiler,
            compiled: schemas,
        })
    }

    /// The schema of the file `name.json`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Schema> {
        self.compiled.get(name)
    }

    /// The names of all.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.compiled.keys().map(String::as_str)
    }

    /// Compiles another, which can refer to those of the directory.
    #[must_use]
    pub fn compiler(&self) -> &SchemaCompiler {
        &self.compiler
    }
}

/// The files of the directory, by name.
fn files(directory: Option<&Path>) -> Result<Vec<PathBuf>, JsonSchemaError> {
    let Some(directory) = directory else {
        return Ok(Vec::new());
    };
    let wrong = |error: std::io::Error| JsonSchemaError::Directory {
        path: directory.to_owned(),
        reason: error.to_string(),
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
