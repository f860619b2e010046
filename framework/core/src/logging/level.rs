use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use tracing::{Level, level_filters::LevelFilter};

use super::codes;
use crate::error::{Category, Error};

/// How much is logged: everything of this level and of all above it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What failed.
    Error,
    /// What may fail soon.
    Warn,
    /// What an operator follows.
    #[default]
    Info,
    /// What helps to find a mistake.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    const ALL: [Self; 6] = [
        Self::Off,
        Self::Error,
        Self::Warn,
        Self::Info,
        Self::Debug,
        Self::Trace,
    ];

    /// Its name, as it is configured.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }

    /// Whether records of `level` are logged.
    #[must_use]
    pub fn allows(self, level: &Level) -> bool {
        *level <= self.filter()
    }

    /// Whether records whose level has this name are logged.
    pub(super) fn includes(self, name: &str) -> bool {
        name.parse::<Self>().is_ok_and(|level| level <= self)
    }

    pub(super) const fn filter(self) -> LevelFilter {
        match self {
            Self::Off => LevelFilter::OFF,
            Self::Error => LevelFilter::ERROR,
            Self::Warn => LevelFilter::WARN,
            Self::Info => LevelFilter::INFO,
            Self::Debug => LevelFilter::DEBUG,
            Self::Trace => LevelFilter::TRACE,
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for LogLevel {
    type Err = Error;

    /// # Errors
    /// PL1520 if it is the name of no level.
    fn from_str(text: &str) -> Result<Self, Error> {
        let name = text.trim();
        Self::ALL
            .into_iter()
            .find(|level| level.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                Error::new(
                    Category::Validation,
                    codes::NO_LEVEL,
                    format!("`{name}` is no level of a log"),
                )
                .action("use one of off, error, warn, info, debug, trace")
            })
    }
}

/// How much is logged in general and of certain targets: `info,shop::orders=debug`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLevels {
    general: LogLevel,
    targets: BTreeMap<String, LogLevel>,
}

impl LogLevels {
    /// The same level for everything.
    #[must_use]
    pub const fn all(level: LogLevel) -> Self {
        Self {
            general: level,
            targets: BTreeMap::new(),
        }
    }

    /// Another level for a target and all below it; usually a target is the path of a Rust module.
    #[must_use]
    pub fn with(mut self, target: impl Into<String>, level: LogLevel) -> Self {
        self.targets.insert(target.into(), level);
        self
    }

    pub(super) const fn set_general(&mut self, level: LogLevel) {
        self.general = level;
    }

    /// What is in force for a target: that of the longest path that it is or is below.
    #[must_use]
    pub fn of(&self, target: &str) -> LogLevel {
        let mut path = target;
        // Most applications have few targets or none.
        while !self.targets.is_empty() {
            if let Some(level) = self.targets.get(path) {
                return *level;
            }
            match path.rsplit_once("::") {
                Some((above, _)) => path = above,
                None => break,
            }
        }
        self.general
    }

    /// The level of what has none of its own.
    #[must_use]
    pub const fn general(&self) -> LogLevel {
        self.general
    }

    /// The most that any target logs.
    pub(super) fn most(&self) -> LogLevel {
        self.targets
            .values()
            .fold(self.general, |most, level| most.max(*level))
    }
}

impl fmt::Display for LogLevels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.general)?;
        for (target, level) in &self.targets {
            write!(formatter, ",{target}={level}")?;
        }
        Ok(())
    }
}

impl FromStr for LogLevels {
    type Err = Error;

    /// # Errors
    /// PL1520 if some level is none.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut levels = Self::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            match part.split_once('=') {
                Some((target, level)) => levels = levels.with(target.trim(), level.parse()?),
                None => levels.general = part.parse()?,
            }
        }
        Ok(levels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_decides() {
        let levels: LogLevels = "warn, shop=info,shop::orders=TRACE".parse().unwrap();
        assert_eq!(levels.of("shop::orders::late"), LogLevel::Trace);
        assert_eq!(levels.of("shop::ordersmore"), LogLevel::Info);
        assert_eq!(levels.of("shopping"), LogLevel::Warn);
        assert_eq!(levels.most(), LogLevel::Trace);
        assert_eq!(levels.to_string(), "warn,shop=info,shop::orders=trace");
        assert_eq!(LogLevels::default().of("any"), LogLevel::Info);
    }

    #[test]
    fn a_level_allows_what_is_as_grave_or_graver() {
        assert!(LogLevel::Info.allows(&Level::WARN));
        assert!(LogLevel::Info.allows(&Level::INFO));
        assert!(!LogLevel::Info.allows(&Level::DEBUG));
        assert!(!LogLevel::Off.allows(&Level::ERROR));
    }

    #[test]
    fn pl1520_a_level_that_is_none_is_named() {
        let error = "info,shop=loud".parse::<LogLevels>().unwrap_err();
        assert_eq!(error.to_string(), "[PL1520] `loud` is no level of a log");
    }
}
