use std::{fmt, ops::Range, panic::Location, sync::Arc};

use super::source::SourceFile;

/// Which feeder a value comes from, lowest priority first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Feeder {
    /// The default that the field declares.
    Default,
    /// A TOML file.
    File,
    /// A variable of the environment.
    Environment,
    /// `--set` on the command line.
    CommandLine,
    /// A value set in code, through the builder.
    Code,
}

impl Feeder {
    /// The name used in reports and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::CommandLine => "command line",
            Self::Code => "code",
        }
    }
}

/// Where a value stands: `purlin.toml:3:12`, a variable, a line of code, or the default.
///
/// It never shows the value itself.
#[derive(Clone)]
pub struct Place(pub(super) Spot);

#[derive(Clone)]
pub(super) enum Spot {
    Default,
    File(Arc<SourceFile>, Range<usize>),
    /// A file that could not be read.
    Unread(Arc<str>),
    Variable(Arc<str>),
    /// `--set` with this path.
    Argument(Arc<str>),
    Code(&'static Location<'static>),
}

impl Place {
    /// The default that the field declares.
    pub(super) const DEFAULT: Self = Self(Spot::Default);

    /// The feeder that the value comes from.
    #[must_use]
    pub const fn feeder(&self) -> Feeder {
        match self.0 {
            Spot::Default => Feeder::Default,
            Spot::File(..) | Spot::Unread(_) => Feeder::File,
            Spot::Variable(_) => Feeder::Environment,
            Spot::Argument(_) => Feeder::CommandLine,
            Spot::Code(_) => Feeder::Code,
        }
    }

    /// The file, as it was given to the loader, if the value stands in one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match &self.0 {
            Spot::File(file, _) => Some(file.path()),
            Spot::Unread(path) => Some(path),
            Spot::Code(location) => Some(location.file()),
            Spot::Default | Spot::Variable(_) | Spot::Argument(_) => None,
        }
    }

    /// Line and column in [`Place::file`], both counted from 1.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match &self.0 {
            Spot::File(file, span) => Some(file.position(span.start)),
            Spot::Code(location) => Some((location.line() as usize, location.column() as usize)),
            Spot::Default | Spot::Unread(_) | Spot::Variable(_) | Spot::Argument(_) => None,
        }
    }

    /// The variable of the environment, if the value comes from one.
    #[must_use]
    pub fn variable(&self) -> Option<&str> {
        match &self.0 {
            Spot::Variable(name) => Some(name),
            Spot::Default
            | Spot::File(..)
            | Spot::Unread(_)
            | Spot::Argument(_)
            | Spot::Code(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Spot::Default => formatter.write_str("default"),
            Spot::File(file, span) => {
                let (line, column) = file.position(span.start);
                write!(formatter, "{}:{line}:{column}", file.path())
            }
            Spot::Unread(name) | Spot::Variable(name) => formatter.write_str(name),
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
