//! Credentials that change while the database is in use.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::collections::BTreeSet;

use purlin::prelude::*;
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, DatabaseModule, Engine, Tenancy, Transaction,
    sea_orm::ConnectionTrait,
};

use crate::support::{self, on_server, strings};

/// Two users of a database, who may do everything in it.
struct Users {
    root: Database,
    names: [String; 2],
}

impl Users {
    async fn make(config: &DatabaseConfig) -> Self {
        let root = Database::connect(config).await.unwrap();
        let database = config.url.to_string();
        let (_, database) = database.rsplit_once('/').unwrap();
        let chance: String = database.chars().rev().take(12).collect();
        let names = ["a", "b"].map(|letter| format!("rot_{letter}_{chance}"));
        for name in &names {
            let statements = if root.engine() == Engine::Postgres {
                vec![
                    format!("CREATE USER {name} PASSWORD 'canary-{name}'"),
                    format!("GRANT ALL ON DATABASE {database} TO {name}"),
                ]
            } else {
                vec![
                    format!("CREATE USER {name}@'%' IDENTIFIED BY 'canary-{name}'"),
                    format!("GRANT ALL ON {database}.* TO {name}@'%'"),
                ]
            };
            for sql in statements {
                root.execute_unprepared(&sql).await.unwrap();
            }
        }
        Self { root, names }
    }

    /// The settings of a user.
    fn of(&self, config: &DatabaseConfig, which: usize) -> DatabaseConfig {
        let name = &self.names[which];
        let server = support::server(config.url.engine());
        let (scheme, rest) = server.split_once("://").unwrap();
        let (_, place) = rest.rsplit_once('@').unwrap();
        let (host, _) = place.split_once('/').unwrap();
        let shown = config.url.to_string();
        let (_, database) = shown.rsplit_once('/').unwrap();
        DatabaseConfig {
            url: format!("{scheme}://{name}@{host}/{database}")
                .parse()
                .unwrap(),
            password: Some(format!("canary-{name}").into()),
            max_connections: 3,
            ..config.clone()
        }
    }

    async fn remove(self) {
        for name in &self.names {
            let sql = if self.root.engine() == Engine::Postgres {
                let database = self.root.url().to_string();
                let (_, database) = database.rsplit_once('/').unwrap();
                let revoke = format!("REVOKE ALL ON DATABASE {database} FROM {name}");
                self.root.execute_unprepared(&revoke).await.unwrap();
                format!("DROP USER {name}")
            } else {
                format!("DROP USER {name}@'%'")
            };
            self.root.execute_unprepared(&sql).await.unwrap();
        }
        self.root.close().await.unwrap();
    }
}

/// Who this connection is.
async fn who(database: &Database) -> String {
    let sql = match database.engine() {
        Engine::Postgres => "SELECT CAST(current_user AS TEXT)",
        _ => "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', 1)",
    };
    strings(database, sql).await.remove(0)
}

#[tokio::test]
async fn new_connections_use_the_new_credentials_and_work_under_way_ends_on_the_old_ones() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let users = Users::make(&config).await;
            let first = users.of(&config, 0);
            let database = Database::connect(&first).await.unwrap();
            assert_eq!(who(&database).await, users.names[0]);
            let second = users.of(&config, 1);
            let outcome = database
                .transaction(async |_: &Transaction| {
                    assert_eq!(who(&database).await, users.names[0]);
                    database.rotate(&second).await?;
                    // Others are the new one already; this transaction goes on.
                    let other = database.clone();
                    let others = tokio::spawn(async move { who(&other).await });
                    assert_eq!(others.await.unwrap(), users.names[1]);
                    assert_eq!(who(&database).await, users.names[0]);
                    Ok::<_, DatabaseError>(())
                })
                .await;
            outcome.unwrap();
            // The connection that it had is not used again.
            for _ in 0..5 {
                assert_eq!(who(&database).await, users.names[1]);
            }
            // What the server refuses changes nothing.
            let wrong = DatabaseConfig {
                url: first.url.clone(),
                password: Some("canary-wrong".into()),
                ..second.clone()
            };
            let refused = database.rotate(&wrong).await;
            if engine == Engine::MySql {
                let error = Error::from(refused.unwrap_err());
                assert_eq!(error.code(), "PL1301");
                assert!(!error.render().contains("canary"), "{}", error.render());
                assert_eq!(who(&database).await, users.names[1]);
            }
            let elsewhere = DatabaseConfig::default();
            let error = database.rotate(&elsewhere).await.unwrap_err();
            assert_eq!(error.code(), "PL1302");
            database.close().await.unwrap();
            users.remove().await;
        })
        .await;
    }
}

/// An application with a database.
#[app(modules = [DatabaseModule], expose = [Database])]
struct Shop;

#[tokio::test]
async fn a_reload_changes_the_credentials_or_is_refused() {
    on_server(Engine::MySql, |config| async move {
        let users = Users::make(&config).await;
        let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
        let write = |which: usize, password: &str| {
            let settings = users.of(&config, which);
            let server = support::server(Engine::MySql);
            let (_, rest) = server.split_once('@').unwrap();
            let (host, _) = rest.split_once('/').unwrap();
            let shown = settings.url.to_string();
            let (_, name) = shown.rsplit_once('/').unwrap();
            let url = format!("mysql://{}@{host}/{name}", users.names[which]);
            let text = format!("[database]\nurl = \"{url}\"\npassword = \"{password}\"\n");
            std::fs::write(file.path(), text).unwrap();
        };
        let [one, two] = [0, 1].map(|which: usize| format!("canary-{}", users.names[which]));
        write(0, &one);
        let shop = Shop::builder()
            .config_loader(|loader| loader.file(Some(file.path().to_path_buf())))
            .start()
            .await
            .unwrap();
        let database = shop.get::<Database>();
        assert_eq!(who(database).await, users.names[0]);
        write(1, &two);
        shop.reload().await.unwrap();
        assert_eq!(who(database).await, users.names[1]);
        write(0, "wrong");
        let refused = shop.reload().await.unwrap_err();
        assert!(!format!("{refused:?}").contains("canary"));
        assert_eq!(who(database).await, users.names[1]);
        shop.stop().await.unwrap();
        users.remove().await;
    })
    .await;
}

#[tokio::test]
async fn the_pools_of_tenants_use_the_new_credentials_too() {
    on_server(Engine::Postgres, |config| async move {
        let users = Users::make(&config).await;
        let [first, second] = [0, 1].map(|which| DatabaseConfig {
            tenancy: Tenancy::Schema,
            ..users.of(&config, which)
        });
        let database = Database::connect(&first).await.unwrap();
        let tenants = ["acme", "globex"].map(|tenant| tenant.parse().unwrap());
        let acme = database.for_tenant(&tenants[0]).await.unwrap();
        assert_eq!(who(&acme).await, users.names[0]);
        database.rotate(&second).await.unwrap();
        assert_eq!(who(&acme).await, users.names[1]);
        assert_eq!(strings(&acme, "SHOW search_path").await, ["tenant_acme"]);
        // One that comes now has them from the beginning.
        let globex = database.for_tenant(&tenants[1]).await.unwrap();
        assert_eq!(who(&globex).await, users.names[1]);
        for own in [acme, globex, database] {
            own.close().await.unwrap();
        }
        for schema in ["tenant_acme", "tenant_globex"] {
            let sql = format!("DROP SCHEMA {schema}");
            users.root.execute_unprepared(&sql).await.unwrap();
        }
        users.remove().await;
    })
    .await;
}

/// The replica of this test is the primary once more: that its user gets another password is told
/// by what the pool of the replica is, for whoever reads there.
#[tokio::test]
async fn the_pools_of_replicas_use_the_new_credentials_too() {
    on_server(Engine::MySql, |config| async move {
        let users = Users::make(&config).await;
        let own = users.of(&config, 0);
        let first = DatabaseConfig {
            replicas: vec![own.url.clone()],
            ..own
        };
        let database = Database::connect(&first).await.unwrap();
        let read = async || {
            let sql =
                "SELECT CONCAT(SUBSTRING_INDEX(CURRENT_USER(), '@', 1), ' ', CONNECTION_ID())";
            let told = strings(&database.read(), sql).await.remove(0);
            let (user, connection) = told.split_once(' ').unwrap();
            assert_eq!(user, users.names[0]);
            connection.to_owned()
        };
        let mut before = BTreeSet::new();
        for _ in 0..9 {
            before.insert(read().await);
        }
        let open = database.replica_states().remove(0).open;
        assert!(open >= 1, "it is the replica that is read from");
        let sql = format!(
            "ALTER USER {}@'%' IDENTIFIED BY 'canary-new'",
            users.names[0]
        );
        users.root.execute_unprepared(&sql).await.unwrap();
        let changed = DatabaseConfig {
            password: Some("canary-new".into()),
            ..first
        };
        database.rotate(&changed).await.unwrap();
        // The server takes the old password no more, so this one was made with the new one.
        for _ in 0..9 {
            let connection = read().await;
            assert!(!before.contains(&connection), "{connection}: {before:?}");
        }
        assert_eq!(database.replica_states().remove(0).away, None);
        database.close().await.unwrap();
        users.remove().await;
    })
    .await;
}
