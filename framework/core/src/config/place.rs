use std::{fmt, ops::Range, panic::Location, sync::Arc};

use super::text::SourceFile;

/// Which feeder a value comes from, lowest priority first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Feeder {
    /// The default that the field declares.
    Default,
    /// The base file.
    File,
    /// The overlay of the profile, `purlin.prod.toml`.
    Profile,
    /// The overlay of the instance.
    Instance,
    /// The overlay of the tenant.
    Tenant,
    /// A `.env` file.
    DotEnv,
    /// A variable of the environment.
    Environment,
    /// A directory with one file per value.
    SecretDirectory,
    /// `--set` on the command line.
    CommandLine,
    /// A value set in code, through the builder.
    Code,
    /// A source that the application brings.
    Custom,
}

impl Feeder {
    /// The name used in reports and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Profile => "profile",
            Self::Instance => "instance",
            Self::Tenant => "tenant",
            Self::DotEnv => ".env",
            Self::Environment => "environment",
            Self::SecretDirectory => "secret directory",
            Self::CommandLine => "command line",
            Self::Code => "code",
            Self::Custom => "source",
        }
    }
}

/// Where a value stands: `purlin.toml:3:12`, a variable, a line of code, or the default.
///
/// It never shows the value itself.
#[derive(Clone)]
pub struct Place {
    pub(super) spot: Spot,
    /// The priority of the source: of two places of one value the higher one wins.
    pub(super) priority: i32,
}

#[derive(Clone)]
pub(super) enum Spot {
    Default,
    File(Arc<SourceFile>, Range<usize>),
    /// A position in a file whose text is wiped.
    Settled(Arc<str>, Feeder, (usize, usize)),
    /// A file that could not be read, or that is one value as a whole.
    Whole(Arc<str>, Feeder),
    Variable(Arc<str>),
    /// `--set` with this path.
    Argument(Arc<str>),
    Code(&'static Location<'static>),
}

impl Place {
    /// The default that the field declares.
    pub(super) const DEFAULT: Self = Self {
        spot: Spot::Default,
        priority: i32::MIN,
    };

    pub(super) const fn new(spot: Spot, priority: i32) -> Self {
        Self { spot, priority }
    }

    /// The feeder that the value comes from.
    #[must_use]
    pub fn feeder(&self) -> Feeder {
        match &self.spot {
            Spot::Default => Feeder::Default,
            Spot::File(file, _) => file.feeder(),
            Spot::Settled(_, feeder, _) | Spot::Whole(_, feeder) => *feeder,
            Spot::Variable(_) => Feeder::Environment,
            Spot::Argument(_) => Feeder::CommandLine,
            Spot::Code(_) => Feeder::Code,
        }
    }

    /// The priority of the source; of two that set the same value the higher one wins.
    #[must_use]
    pub const fn priority(&self) -> i32 {
        self.priority
    }

    /// The file, as it was given to the loader, if the value stands in one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match &self.spot {
            Spot::File(file, _) => Some(file.path()),
            Spot::Settled(path, ..) | Spot::Whole(path, _) => Some(path),
            Spot::Code(location) => Some(location.file()),
            Spot::Default | Spot::Variable(_) | Spot::Argument(_) => None,
        }
    }

    /// Line and column in [`Place::file`], both counted from 1.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match &self.spot {
            Spot::File(file, span) => Some(file.position(span.start)),
            Spot::Settled(_, _, position) => Some(*position),
            Spot::Code(location) => Some((location.line() as usize, location.column() as usize)),
            Spot::Default | Spot::Whole(..) | Spot::Variable(_) | Spot::Argument(_) => None,
        }
    }

    /// The variable of the environment, if the value comes from one.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        match &self.spot {
            Spot::Variable(name) => Some(name),
            Spot::Default
            | Spot::File(..)
            | Spot::Settled(..)
            | Spot::Whole(..)
            | Spot::Argument(_)
            | Spot::Code(_) => None,
        }
    }

    /// The same place, without the text of the file.
    pub(super) fn settle(&mut self) {
        if let Spot::File(file, span) = &self.spot {
            let position = file.position(span.start);
            self.spot = Spot::Settled(file.shared_path(), file.feeder(), position);
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.spot {
            Spot::Default => formatter.write_str("default"),
            Spot::File(file, span) => {
                let (line, column) = file.position(span.start);
                write!(formatter, "{}:{line}:{column}", file.path())
            }
            Spot::Settled(path, _, (line, column)) => write!(formatter, "{path}:{line}:{column}"),
            Spot::Whole(name, _) | Spot::Variable(name) => formatter.write_str(name),
            Spot::Argument(path) => write!(formatter, "--set {path}"),
            Spot::Code(location) => location.fmt(formatter),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Place({self})")
    }
}
