use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsString,
    fmt,
    panic::Location,
    path::PathBuf,
};

use super::{
    ConfigError, ConfigSection, ConfigTree, ConfigValue, Place, Problems, SectionInfo,
    environment::{self, VariableNames},
    file::{self, Reading},
    known::Known,
    layer::Layer,
    node::{Node, Table, Value, merge, merge_at},
    place::Spot,
};

/// The file that is read when nobody names one, if it exists.
pub const DEFAULT_FILE: &str = "purlin.toml";

/// Gathers the sources of an application's configuration, lowest first: defaults, file,
/// environment, values set in code.
///
/// It can load more than once: the file is read anew each time.
pub struct ConfigLoader {
    names: VariableNames,
    file: Option<FileSource>,
    variables: BTreeMap<OsString, OsString>,
    set: Vec<(String, Node)>,
}

enum FileSource {
    Path { path: PathBuf, required: bool },
    Text { name: String, text: String },
}

impl ConfigLoader {
    /// A loader without any source for the application `app`, whose name in `SCREAMING_SNAKE_CASE`
    /// starts its variables: `Storefront` reads `STOREFRONT__ORDERS__MAX_OPEN`.
    #[must_use]
    pub fn new(app: &str) -> Self {
        Self {
            names: VariableNames::of(app),
            file: None,
            variables: BTreeMap::new(),
            set: Vec::new(),
        }
    }

    /// Reads the TOML file at `path`, which must exist; with `None` the file [`DEFAULT_FILE`] in
    /// the working directory, if there is one.
    #[must_use]
    pub fn file(mut self, path: Option<PathBuf>) -> Self {
        self.file = Some(match path {
            Some(path) => FileSource::Path {
                path,
                required: true,
            },
            None => FileSource::Path {
                path: PathBuf::from(DEFAULT_FILE),
                required: false,
            },
        });
        self
    }

    /// Reads `text` in the place of a file; problems call it `name`.
    #[must_use]
    pub fn file_text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.file = Some(FileSource::Text {
            name: name.into(),
            text: text.into(),
        });
        self
    }

    /// Reads these variables of the environment, usually [`std::env::vars_os`]. Those that do not
    /// start with the name of the application and `__` do not matter.
    #[must_use]
    pub fn env<N, V>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let variables = variables.into_iter();
        self.variables
            .extend(variables.map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// Sets what stands at the dotted `path`, over all other sources; the caller's place is what
    /// problems and provenance show.
    #[must_use]
    #[track_caller]
    pub fn set(self, path: impl Into<String>, value: impl Into<ConfigValue>) -> Self {
        self.set_at(Location::caller(), path, value)
    }

    /// Like [`ConfigLoader::set`], for a builder that passes on the place of its own caller.
    #[must_use]
    pub fn set_at(
        mut self,
        location: &'static Location<'static>,
        path: impl Into<String>,
        value: impl Into<ConfigValue>,
    ) -> Self {
        let node = value.into().into_node(&Place(Spot::Code(location)));
        self.set.push((path.into(), node));
        self
    }

    /// Sets what stands at the dotted `path` from text, as `--set` on the command line does: the
    /// type of the field decides what it is, as for variables.
    #[must_use]
    pub fn set_text(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        let path = path.into();
        let place = Place(Spot::Argument(path.as_str().into()));
        self.set
            .push((path, Node::new(Value::Text(text.into()), place)));
        self
    }

    /// Reads and merges all sources for the `sections` of the application. Files that cannot be
    /// read and keys that no section knows are added to `problems`; each section is then read
    /// with [`ConfigTree::section`], with the same `problems`.
    #[must_use]
    pub fn load(&self, sections: &[SectionInfo], problems: &mut Problems) -> ConfigTree {
        let known = Known::of(sections);
        let mut values = Table::new();
        let mut suspected = HashSet::new();
        let mut take = |layer: Layer, values: &mut Table| {
            merge(values, layer.values);
            suspected.extend(layer.suspected);
            for problem in layer.problems {
                problems.push(problem);
            }
        };

        let mut broken = None;
        match self.read_file(&known) {
            Reading::Values(table) => take(Layer::checked(table, &known), &mut values),
            Reading::Absent => {}
            Reading::Broken(problem) => broken = Some(problem),
        }
        take(
            environment::read(&self.variables, &self.names, &known),
            &mut values,
        );
        let mut set = Table::new();
        for (path, node) in &self.set {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            merge_at(&mut set, &path, node.clone());
        }
        take(Layer::checked(set, &known), &mut values);

        let incomplete = broken.is_some();
        if let Some(problem) = broken {
            problems.push(*problem);
        }
        ConfigTree {
            values,
            known,
            names: self.names.clone(),
            file: self.file_name(),
            suspected,
            incomplete,
        }
    }

    /// Loads one section alone, as tests and tools do.
    ///
    /// # Errors
    /// If anything in the sources is wrong for an application that has just this section.
    pub fn section<C: ConfigSection>(&self) -> Result<C, ConfigError> {
        let mut problems = Problems::new();
        let tree = self.load(&[SectionInfo::of::<C>()], &mut problems);
        match tree.section::<C>(&mut problems) {
            Some(section) => problems.into_result().map(|()| section),
            None => Err(ConfigError::new(problems.into_vec())),
        }
    }

    fn read_file(&self, known: &Known) -> Reading {
        match &self.file {
            None => Reading::Absent,
            Some(FileSource::Path { path, required }) => file::read(path, *required, known),
            Some(FileSource::Text { name, text }) => file::parse(name.clone(), text.clone(), known),
        }
    }

    /// The file to name in a hint.
    fn file_name(&self) -> String {
        match &self.file {
            None => DEFAULT_FILE.to_owned(),
            Some(FileSource::Path { path, .. }) => path.display().to_string(),
            Some(FileSource::Text { name, .. }) => name.clone(),
        }
    }
}

/// Names the sources, never their values.
impl fmt::Debug for ConfigLoader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConfigLoader")
            .field("file", &self.file_name())
            .field("variables", &self.variables.len())
            .field("set", &self.set.len())
            .finish_non_exhaustive()
    }
}
