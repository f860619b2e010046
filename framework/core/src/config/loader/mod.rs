mod merging;

use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsString,
    fmt,
    panic::Location,
    path::PathBuf,
    sync::Arc,
};

use merging::{Merging, Own};

use super::{
    ConfigError, ConfigSection, ConfigTree, ConfigValue, Feeder, Place, Priority, Problems,
    SecretResolver, SectionInfo, Source,
    feeder::VariableNames,
    instance::share,
    known::Known,
    node::{Node, Table, Value},
    place::Spot,
    reference::{Resolvers, Resolving},
};
use crate::logging::Masks;

/// The file that is read when nobody names one, if it exists.
pub const DEFAULT_FILE: &str = "purlin.toml";

/// Gathers the sources of an application's configuration, lowest first: defaults, file, overlays
/// of profile, instance and tenant, `.env`, environment, secret directories, command line, values
/// set in code.
///
/// It can load more than once: files are read anew each time.
#[derive(Clone)]
pub struct ConfigLoader {
    names: VariableNames,
    base: Option<Source>,
    profile: Option<String>,
    instance: Option<String>,
    tenant: Option<String>,
    added: Vec<Source>,
    variables: BTreeMap<OsString, OsString>,
    set: Vec<(String, Node)>,
    resolvers: Resolvers,
    flat: bool,
    permissive: bool,
    /// What learns the secrets that are read.
    masks: Option<Masks>,
}

impl ConfigLoader {
    /// A loader without any source for the application `app`, whose name in `SCREAMING_SNAKE_CASE`
    /// starts its variables: `Storefront` reads `STOREFRONT__ORDERS__MAX_OPEN`.
    #[must_use]
    pub fn new(app: &str) -> Self {
        Self {
            names: VariableNames::of(app),
            base: None,
            profile: None,
            instance: None,
            tenant: None,
            added: Vec::new(),
            variables: BTreeMap::new(),
            set: Vec::new(),
            resolvers: Resolvers::default(),
            flat: false,
            permissive: false,
            masks: None,
        }
    }

    /// Tells `masks` every secret that is read.
    #[must_use]
    pub(crate) fn hide_in(mut self, masks: &Masks) -> Self {
        self.masks = Some(masks.clone());
        self
    }

    pub(crate) fn masks(&self) -> Option<&Masks> {
        self.masks.as_ref()
    }

    /// Reads the base file at `path`, which must exist; with `None` the file [`DEFAULT_FILE`] in
    /// the working directory, if there is one.
    #[must_use]
    pub fn file(mut self, path: Option<PathBuf>) -> Self {
        self.base = Some(match path {
            Some(path) => Source::file(path),
            None => Source::file(DEFAULT_FILE).optional(),
        });
        self
    }

    /// Reads `text` in the place of the base file; problems call it `name`, and its extension
    /// says in which format it is.
    #[must_use]
    pub fn file_text(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.base = Some(Source::text(name, text.into()));
        self
    }

    /// Adds a source. Those of the same priority count in the order in which they are added.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.added.push(source);
        self
    }

    /// Reads the overlay of this profile too, if it exists: `purlin.prod.toml` beside
    /// `purlin.toml` for the profile `prod`.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Reads the overlay of this instance too, if it exists: `purlin.instance-eu1.toml`.
    #[must_use]
    pub fn instance(mut self, name: impl Into<String>) -> Self {
        self.instance = Some(name.into());
        self
    }

    /// Reads the overlay of this tenant too, if it exists: `purlin.tenant-acme.toml`.
    #[must_use]
    pub fn tenant(mut self, name: impl Into<String>) -> Self {
        self.tenant = Some(name.into());
        self
    }

    /// Reads these variables of the environment, usually [`std::env::vars_os`]. Those that name
    /// no field do not matter, unless they start with the name of the application and `__`.
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

    /// Also finds variables without the name of the application: for `orders.max_open` first
    /// `ORDERS_MAX_OPEN`, then `MAX_OPEN_ORDERS`, then `MAX_OPEN`.
    #[must_use]
    pub const fn flat_variables(mut self) -> Self {
        self.flat = true;
        self
    }

    /// Makes unknown keys and variables warnings: for files that are shared with others.
    #[must_use]
    pub const fn permissive(mut self) -> Self {
        self.permissive = true;
        self
    }

    /// Adds who resolves references such as `${vault:shop/key}`.
    #[must_use]
    pub fn resolver(mut self, resolver: impl SecretResolver + 'static) -> Self {
        self.resolvers.0.push(Arc::new(resolver));
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
        let place = Place::new(Spot::Code(location), Priority::CODE);
        self.set.push((path.into(), value.into().into_node(&place)));
        self
    }

    /// Sets what stands at the dotted `path` from text, as `--set` on the command line does: the
    /// type of the field decides what it is, as for variables.
    #[must_use]
    pub fn set_text(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        let path = path.into();
        let place = Place::new(Spot::Argument(path.as_str().into()), Priority::COMMAND_LINE);
        self.set
            .push((path, Node::new(Value::Text(text.into()), place)));
        self
    }

    /// Reads and merges all sources for the `sections` of the application. Sources that cannot be
    /// read and keys that no section knows are added to `problems`; each section is then read
    /// with [`ConfigTree::section`], with the same `problems`.
    #[must_use]
    pub fn load(&self, sections: &[SectionInfo], problems: &mut Problems) -> ConfigTree {
        let known = Known::of(sections);
        let sources = self.sources();
        let mut merging = Merging {
            loader: self,
            known: &known,
            values: Table::new(),
            suspected: HashSet::new(),
            statuses: Vec::new(),
            warnings: Vec::new(),
            broken: Vec::new(),
        };
        let mut rest = sources.iter().peekable();
        let own = [
            (Priority::ENVIRONMENT, Own::Environment),
            (Priority::COMMAND_LINE, Own::CommandLine),
            (Priority::CODE, Own::Code),
        ];
        for (priority, own) in own {
            // At the same priority the framework's own sources come first.
            while let Some(source) = rest.next_if(|source| source.rank() < priority) {
                merging.read(source, problems);
            }
            merging.read_own(own, problems);
        }
        for source in rest {
            merging.read(source, problems);
        }
        let incomplete = !merging.broken.is_empty();
        for problem in merging.broken {
            problems.push(problem);
        }
        let mut values = merging.values;
        let more_variables = sources.iter().flat_map(Source::variables).collect();
        let unresolved = Resolving {
            resolvers: &self.resolvers,
            variables: &self.variables,
            more_variables: &more_variables,
        }
        .resolve(&mut values, problems);
        merging.suspected.extend(unresolved);
        let shared = share(&mut values, sections, &known, &mut merging.suspected);
        ConfigTree {
            shared,
            values,
            suspected: merging.suspected,
            sources: merging.statuses,
            warnings: merging.warnings,
            sections: sections.to_vec(),
            known,
            names: self.names.clone(),
            flat: self.flat,
            file: self.file_name(),
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

    /// Every source beside environment, command line and code, lowest first.
    pub(super) fn sources(&self) -> Vec<Source> {
        let mut sources: Vec<Source> = self.base.iter().cloned().collect();
        let overlays = [
            (&self.profile, "", Feeder::Profile, Priority::PROFILE),
            (
                &self.instance,
                "instance-",
                Feeder::Instance,
                Priority::INSTANCE,
            ),
            (&self.tenant, "tenant-", Feeder::Tenant, Priority::TENANT),
        ];
        for (name, kind, feeder, priority) in overlays {
            let path = name.as_ref().and_then(|name| {
                let base = self.base.as_ref()?;
                base.overlay(&format!("{kind}{name}"))
            });
            sources.extend(path.map(|path| {
                Source::file(path)
                    .optional()
                    .priority(priority)
                    .feeder(feeder)
            }));
        }
        sources.extend(self.added.iter().cloned());
        sources.sort_by_key(Source::rank);
        sources
    }

    /// The file to name in a hint.
    fn file_name(&self) -> String {
        self.base
            .as_ref()
            .map_or_else(|| DEFAULT_FILE.to_owned(), Source::name)
    }
}

/// Names the sources, never their values.
impl fmt::Debug for ConfigLoader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ConfigLoader")
            .field("sources", &self.sources())
            .field("variables", &self.variables.len())
            .field("set", &self.set.len())
            .finish_non_exhaustive()
    }
}
