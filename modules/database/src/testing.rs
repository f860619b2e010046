//! Databases for tests: one each, made for it and removed after it.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering},
};

use purlin::context::Randomness;
use sea_orm::ConnectionTrait;

use crate::{Database, DatabaseConfig, DatabaseError, DatabaseUrl, Engine, url::Target};

/// A database of its own on a server, for one test.
///
/// It is made by [`create`](Self::create) and removed by [`remove`](Self::remove), also while
/// somebody is still connected to it. One that is dropped instead stays on the server.
///
/// ```no_run
/// use purlin_database::{Database, DatabaseConfig, testing::TestDatabase};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let own = TestDatabase::create("postgres://postgres@127.0.0.1/postgres").await?;
/// let config = DatabaseConfig { url: own.url().parse()?, ..DatabaseConfig::default() };
/// let database = Database::connect(&config).await?;
/// // … what is to be tested …
/// database.close().await?;
/// own.remove().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "it stays on the server until it is removed"]
pub struct TestDatabase {
    server: DatabaseUrl,
    name: String,
    url: String,
}

impl TestDatabase {
    /// Makes an empty database beside the one that `server` is the address of. The user in the
    /// address must be allowed to.
    ///
    /// # Errors
    /// What [`Database::connect`] gives, [`DatabaseError::Url`] if it is no address of a server,
    /// or [`DatabaseError::Statement`] if the database cannot be made.
    pub async fn create(server: &str) -> Result<Self, DatabaseError> {
        let address: DatabaseUrl = server.parse()?;
        let name = name();
        let Target::Server(beside) = address.target() else {
            return Err(DatabaseError::Url {
                reason: "is not that of a server".to_owned(),
            });
        };
        let url = beside.beside(&name);
        let own = Self {
            server: address,
            name,
            url,
        };
        let sql = format!("CREATE DATABASE {}", own.name);
        own.on_the_server(&sql).await?;
        Ok(own)
    }

    /// Its address, with what else stood in that of the server.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes it with everything in it.
    ///
    /// # Errors
    /// What [`Database::connect`] gives, or [`DatabaseError::Statement`].
    pub async fn remove(self) -> Result<(), DatabaseError> {
        let force = match self.server.engine() {
            Engine::Postgres => " WITH (FORCE)",
            _ => "",
        };
        let sql = format!("DROP DATABASE {}{force}", self.name);
        self.on_the_server(&sql).await
    }

    async fn on_the_server(&self, sql: &str) -> Result<(), DatabaseError> {
        let config = DatabaseConfig {
            url: self.server.clone(),
            max_connections: 1,
            ..DatabaseConfig::default()
        };
        let server = Database::connect(&config).await?;
        let done = server.connection().execute_unprepared(sql).await;
        server.close().await?;
        done.map(drop).map_err(DatabaseError::from)
    }
}

impl fmt::Debug for TestDatabase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TestDatabase({} at {})", self.name, self.server)
    }
}

/// A name that no other test has, in this process or another.
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let chance = Randomness::system().number();
    format!("purlin_test_{chance:016x}_{}_{number}", std::process::id())
}
