//! Where a database is, checked when it is read and never printed with credentials.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use serde::{Deserialize, Deserializer};

pub(crate) use self::server::Server;
use crate::{DatabaseError, Engine};

mod server;

/// The address of a database: `sqlite://data.sqlite`, `sqlite:///var/lib/shop/data.sqlite?mode=ro`,
/// `sqlite::memory:`, `postgres://shop@db.internal/shop` or `mysql://shop@db.internal/shop`
/// (`mariadb://` is the same).
///
/// For a file `mode` is `rwc` (the default: the file is made if it is missing), `rw`, `ro` or
/// `memory`. `Debug` and `Display` show only where the database is.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    text: String,
    target: Target,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    File {
        path: PathBuf,
        access: Access,
    },
    Memory,
    Server(Server),
    /// Read from configuration, and refused when it is used.
    Wrong {
        reason: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Create,
    Write,
    Read,
}

impl DatabaseUrl {
    /// A database file, made if it is missing.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            text: format!("sqlite://{}", path.display()),
            target: Target::File {
                path,
                access: Access::Create,
            },
        }
    }

    /// A database in memory: its own for each [`Database`](crate::Database), gone when it is closed.
    #[must_use]
    pub fn memory() -> Self {
        Self {
            text: "sqlite::memory:".to_owned(),
            target: Target::Memory,
        }
    }

    /// What kind of database it is; of an address that is not valid, `SQLite`.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &self.target {
            Target::Server(server) => server.engine,
            _ => Engine::Sqlite,
        }
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// What the driver makes of the address: file name and parameters.
    pub(crate) fn options(&self) -> Result<SqliteConnectOptions, DatabaseError> {
        match &self.target {
            Target::Memory => parse("sqlite::memory:"),
            Target::Wrong { reason } => Err(wrong(reason)),
            Target::Server(server) => Err(not_built(server.engine.scheme())),
            Target::File { path, access } => Ok(parse(&self.text)?
                .filename(path)
                .read_only(*access == Access::Read)
                .create_if_missing(*access == Access::Create)),
        }
    }
}

impl Default for DatabaseUrl {
    /// `sqlite://data.sqlite`: a file in the working directory.
    fn default() -> Self {
        Self::file("data.sqlite")
    }
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseError;

    /// # Errors
    /// [`DatabaseError::Url`] if the scheme is not compiled in, no file is named, or a parameter
    /// is not known.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(rest) = text.strip_prefix("sqlite:") else {
            return server(text);
        };
        let (name, query) = rest.split_once('?').unwrap_or((rest, ""));
        let name = name.strip_prefix("//").unwrap_or(name);
        let path = parse(text)?.get_filename().to_owned();
        let access = match mode(query) {
            None | Some("rwc") => Access::Create,
            Some("rw") => Access::Write,
            Some("ro") => Access::Read,
            Some(_) => return Ok(Self::memory()),
        };
        match name {
            ":memory:" => Ok(Self::memory()),
            "" => Err(wrong("names no file")),
            _ => Ok(Self {
                text: text.to_owned(),
                target: Target::File { path, access },
            }),
        }
    }
}

/// Takes every text; what is wrong with it is said by [`Database::connect`](crate::Database::connect).
impl From<&str> for DatabaseUrl {
    fn from(text: &str) -> Self {
        text.parse().unwrap_or_else(|error| Self {
            text: String::new(),
            target: Target::Wrong {
                reason: match error {
                    DatabaseError::Url { reason } => reason,
                    other => other.to_string(),
                },
            },
        })
    }
}

/// Takes every text, like `From<&str>`: the reports about configuration quote the value that they
/// refuse, and an address may hold a password.
impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            Target::Memory => formatter.write_str("sqlite::memory:"),
            Target::Wrong { .. } => formatter.write_str("‹not valid›"),
            Target::File { path, .. } => write!(formatter, "sqlite://{}", Path::display(path)),
            Target::Server(server) => server.fmt(formatter),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({self})")
    }
}

fn parse(text: &str) -> Result<SqliteConnectOptions, DatabaseError> {
    text.parse()
        .map_err(|error| wrong(format!("is not valid: {error}")))
}

fn mode(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("mode="))
}

/// Reads the address of a server. Names the scheme only where it cannot be anything else: the text
/// may hold a password.
fn server(text: &str) -> Result<DatabaseUrl, DatabaseError> {
    match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => {
            let engine = match scheme {
                "postgres" | "postgresql" if cfg!(feature = "postgres") => Engine::Postgres,
                "mysql" | "mariadb" if cfg!(feature = "mysql") => Engine::MySql,
                other => return Err(not_built(other)),
            };
            Ok(DatabaseUrl {
                text: text.to_owned(),
                target: Target::Server(Server::parse(engine, rest)?),
            })
        }
        _ => Err(wrong(format!("has no scheme; this build has: {}", built()))),
    }
}

pub(crate) fn not_built(scheme: &str) -> DatabaseError {
    let feature = match scheme {
        "postgres" | "postgresql" => {
            "; the feature `postgres` (`database-postgres` of `purlin`) adds it"
        }
        "mysql" | "mariadb" => "; the feature `mysql` (`database-mysql` of `purlin`) adds it",
        _ => "",
    };
    wrong(format!(
        "has the scheme `{scheme}`, which this build does not have; it has: {}{feature}",
        built()
    ))
}

fn built() -> &'static str {
    match (cfg!(feature = "postgres"), cfg!(feature = "mysql")) {
        (true, true) => "`sqlite`, `postgres`, `mysql`",
        (true, false) => "`sqlite`, `postgres`",
        (false, true) => "`sqlite`, `mysql`",
        (false, false) => "`sqlite`",
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
}

/// What the driver says about an address, none of whose parts it quotes.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn not_valid(error: &sqlx::Error) -> DatabaseError {
    wrong(format!("is not valid: {error}"))
}

fn wrong(reason: impl Into<String>) -> DatabaseError {
    DatabaseError::Url {
        reason: reason.into(),
    }
}
