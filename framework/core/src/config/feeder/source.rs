use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    super::{
        ConfigValue, Feeder, Place, Problem, codes,
        known::Known,
        layer::Layer,
        node::{Table, merge_at},
        place::Spot,
        text::SourceFile,
    },
    VariableNames, directory, dotenv,
    environment::{self, Given},
    priority::Priority,
    reading::{self, FileRole, Reading},
};
use crate::error::BoxError;

/// Gives values by their dotted paths, each time the configuration is read.
type Fetch = dyn Fn() -> Result<BTreeMap<String, ConfigValue>, BoxError> + Send + Sync;

/// A source of configuration values, with its priority. It is required unless it says otherwise:
/// the application does not start while it cannot be read.
#[derive(Clone)]
pub struct Source {
    kind: Kind,
    feeder: Feeder,
    priority: i32,
    optional: bool,
}

#[derive(Clone)]
enum Kind {
    File(PathBuf),
    Text(String, Arc<str>),
    DotEnv(PathBuf),
    Directory(PathBuf),
    Custom(Arc<str>, Arc<Fetch>),
}

/// What sources need to know to be read.
pub(in crate::config) struct Context<'a> {
    pub(in crate::config) known: &'a Known,
    pub(in crate::config) names: &'a VariableNames,
    /// Whether variables are also found under flat names.
    pub(in crate::config) flat: bool,
}

impl Source {
    const fn new(kind: Kind, feeder: Feeder, priority: i32) -> Self {
        Self {
            kind,
            feeder,
            priority,
            optional: false,
        }
    }

    /// A file; its extension says what it is: `.toml`, `.json`, `.yaml` (with the feature `yaml`).
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(Kind::File(path.into()), Feeder::File, Priority::BASE)
    }

    /// A text in the place of a file of this name.
    #[must_use]
    pub fn text(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let kind = Kind::Text(name.into(), text.into());
        Self::new(kind, Feeder::File, Priority::BASE)
    }

    /// A file of variables, one `NAME=value` per line.
    #[must_use]
    pub fn dotenv(path: impl Into<PathBuf>) -> Self {
        Self::new(Kind::DotEnv(path.into()), Feeder::DotEnv, Priority::DOTENV)
    }

    /// A directory with one file per value, as Kubernetes mounts secrets: `orders.payment_key`.
    /// Its values are never shown.
    #[must_use]
    pub fn directory(path: impl Into<PathBuf>) -> Self {
        let kind = Kind::Directory(path.into());
        Self::new(kind, Feeder::SecretDirectory, Priority::SECRETS)
    }

    /// Anything else: values by their dotted paths. Its values are never shown.
    #[must_use]
    pub fn custom(
        name: &str,
        fetch: impl Fn() -> Result<BTreeMap<String, ConfigValue>, BoxError> + Send + Sync + 'static,
    ) -> Self {
        let kind = Kind::Custom(name.into(), Arc::new(fetch));
        Self::new(kind, Feeder::Custom, Priority::SECRETS)
    }

    /// The same source, with another priority: see [`Priority`].
    #[must_use]
    pub const fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// The same source, which may also not be there.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same source, in the layer of a tenant.
    pub(crate) const fn of_tenant(mut self) -> Self {
        self.feeder = Feeder::Tenant;
        self.priority = Priority::TENANT;
        self
    }

    pub(in crate::config) const fn feeder(mut self, feeder: Feeder) -> Self {
        self.feeder = feeder;
        self
    }

    pub(in crate::config) const fn rank(&self) -> i32 {
        self.priority
    }

    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.kind {
            Kind::File(path) | Kind::DotEnv(path) | Kind::Directory(path) => {
                path.display().to_string()
            }
            Kind::Text(name, _) => name.clone(),
            Kind::Custom(name, _) => name.to_string(),
        }
    }

    /// What changes on disk when its values do.
    #[cfg_attr(
        not(feature = "watch"),
        expect(dead_code, reason = "nothing is watched")
    )]
    pub(in crate::config) fn path(&self) -> Option<&Path> {
        match &self.kind {
            Kind::File(path) | Kind::DotEnv(path) | Kind::Directory(path) => Some(path),
            Kind::Text(..) | Kind::Custom(..) => None,
        }
    }

    fn role(&self) -> FileRole {
        FileRole {
            feeder: self.feeder,
            priority: self.priority,
            optional: self.optional,
        }
    }

    /// The file of the same name with `infix` before the extension: `purlin.prod.toml`.
    pub(in crate::config) fn overlay(&self, infix: &str) -> Option<PathBuf> {
        let Kind::File(path) = &self.kind else {
            return None;
        };
        let stem = path.file_stem()?.to_string_lossy();
        let name = match path.extension() {
            Some(extension) => format!("{stem}.{infix}.{}", extension.to_string_lossy()),
            None => format!("{stem}.{infix}"),
        };
        Some(path.with_file_name(name))
    }

    /// The variables that a `.env` file gives, for references.
    pub(in crate::config) fn variables(&self) -> Vec<(String, String)> {
        let Kind::DotEnv(path) = &self.kind else {
            return Vec::new();
        };
        let Ok(file) = reading::text_of(path, self.role()) else {
            return Vec::new();
        };
        let found = dotenv::parse(&file).unwrap_or_default();
        found.into_iter().map(|one| (one.name, one.value)).collect()
    }

    pub(in crate::config) fn read(&self, context: &Context<'_>) -> Reading {
        match &self.kind {
            Kind::File(path) => match reading::text_of(path, self.role()) {
                Ok(file) => reading::parse(&file, self.role(), context.known),
                Err(reading) => reading,
            },
            Kind::Text(name, text) => {
                let file = SourceFile::new(name, text.to_string(), self.feeder);
                reading::parse(&Arc::new(file), self.role(), context.known)
            }
            Kind::DotEnv(path) => self.read_dotenv(path, context),
            Kind::Directory(path) => directory::read(path, self.role(), context.known),
            Kind::Custom(name, fetch) => self.fetch(name, &**fetch, context.known),
        }
    }

    fn read_dotenv(&self, path: &Path, context: &Context<'_>) -> Reading {
        let file = match reading::text_of(path, self.role()) {
            Ok(file) => file,
            Err(reading) => return reading,
        };
        let found = match dotenv::parse(&file) {
            Ok(found) => found,
            Err(broken) => return broken.into_reading(&file, self.role()),
        };
        let given = found.into_iter().map(|assignment| Given {
            name: assignment.name,
            value: Some(assignment.value),
            place: Place::new(Spot::File(file.clone(), assignment.span), self.priority),
        });
        Reading::Values(Box::new(environment::read(given, context)))
    }

    fn fetch(&self, name: &Arc<str>, fetch: &Fetch, known: &Known) -> Reading {
        let place = Place::new(Spot::Whole(Arc::clone(name), self.feeder), self.priority);
        let values = match fetch() {
            Ok(values) => values,
            Err(_) if self.optional => return Reading::Absent,
            Err(error) => {
                let message = format!("`{name}` cannot be read: {error}");
                let problem = Problem::new(codes::BAD_FILE, name.as_ref(), message).place(place);
                return Reading::Broken(Box::new(problem));
            }
        };
        let mut table = Table::new();
        for (path, value) in values {
            let levels: Vec<&str> = path.split('.').collect();
            let mut node = value.into_node(&place);
            node.hidden = true;
            merge_at(&mut table, &levels, node);
        }
        Reading::Values(Box::new(Layer::checked(table, known)))
    }
}

/// Names the source, never its values.
impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Source")
            .field("name", &self.name())
            .field("priority", &self.priority)
            .field("optional", &self.optional)
            .finish_non_exhaustive()
    }
}

/// A source as it was found when the configuration was read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceStatus {
    /// What reports call it.
    pub name: String,
    /// What kind of source it is.
    pub feeder: Feeder,
    /// Its priority.
    pub priority: i32,
    /// Whether it was there.
    pub state: SourceState,
}

/// Whether a source was there when the configuration was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// It was read.
    Read,
    /// It is optional and was not there.
    Absent,
    /// It could not be read.
    Broken,
}

impl Source {
    pub(in crate::config) fn status(&self, state: SourceState) -> SourceStatus {
        SourceStatus {
            name: self.name(),
            feeder: self.feeder,
            priority: self.priority,
            state,
        }
    }
}
