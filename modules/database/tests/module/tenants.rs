//! Tenants that are kept apart, by rows, by schemas and by databases.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(unreachable_pub, reason = "sea-orm's derives make public items")]

use std::time::Duration;

use purlin::{
    app::Lookup,
    config::ConfigValue,
    context::ExecutionContext,
    prelude::*,
    tenant::{TenantId, Tenants, TenantsModule},
    testing::{Started, TestApp},
};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, DatabaseModule, Engine, Keyset, Managed, Migrated,
    Migrations, OutboxModule, PageRequest, Schema, Sql, Tenancy, Transaction,
    sea_orm::{self, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Order},
};

use crate::support::{file, on_each, on_server, strings};

const TENANTS: [&str; 4] = ["acme", "globex", "initech", "umbrella"];
const WORKERS: usize = 10;
const ROUNDS: usize = 5;

mod order {
    use super::{Managed, sea_orm};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tenant_orders")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub tenant: Option<String>,
        pub text: String,
        pub version: i64,
        pub deleted_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Managed for Entity {
        fn tenant() -> Option<Column> {
            Some(Column::Tenant)
        }

        fn version() -> Option<Column> {
            Some(Column::Version)
        }

        fn deleted_at() -> Option<Column> {
            Some(Column::DeletedAt)
        }
    }
}

macro_rules! orders {
    ($id:literal) => {
        concat!(
            "CREATE TABLE tenant_orders (id ",
            $id,
            ", tenant VARCHAR(64), text VARCHAR(80) NOT NULL, version BIGINT NOT NULL, \
             deleted_at BIGINT)"
        )
    };
}

struct Orders;

impl Schema for Orders {
    const NAME: &'static str = "tenant-orders";

    fn migrations() -> Migrations {
        Migrations::new().sql(
            "0001_orders",
            Sql::new(orders!("INTEGER PRIMARY KEY AUTOINCREMENT"))
                .on(Engine::Postgres, orders!("BIGSERIAL PRIMARY KEY"))
                .on(Engine::MySql, orders!("BIGINT PRIMARY KEY AUTO_INCREMENT")),
        )
    }
}

/// Knows its tables and nothing of tenants.
#[provides]
struct Shop {
    database: Arc<Migrated<Orders>>,
}

/// A module with tables.
struct ShopModule;

#[module(components = [Shop], imports = [DatabaseModule])]
impl ShopModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<Orders>, Error> {
        Ok(database.migrate().await?)
    }
}

/// Shops of several tenants.
#[app(modules = [TenantsModule, ShopModule], expose = [Shop])]
struct Mall;

impl Shop {
    /// What is written and read in one request of a tenant.
    async fn request(&self, text: &str) -> Result<Vec<String>, DatabaseError> {
        let orders = self.database.repository::<order::Entity>();
        self.database
            .transaction(async |_: &Transaction| {
                let row = order::ActiveModel {
                    text: Set(text.to_owned()),
                    ..Default::default()
                };
                let row = orders.insert(row).await?;
                tokio::task::yield_now().await;
                let mut changed: order::ActiveModel = row.into();
                changed.text = Set(format!("{text}!"));
                orders.update(changed).await?;
                Ok::<_, DatabaseError>(())
            })
            .await?;
        let query = orders.select();
        let page = orders.page(query, PageRequest::new(1, 500)?).await?;
        Ok(page.items.into_iter().map(|row| row.text).collect())
    }
}

fn context(mall: &Started<Mall>, tenant: &str) -> ExecutionContext {
    let tenants = mall.get::<Tenants>();
    tenants.context(&tenant.parse().unwrap()).unwrap()
}

async fn open(config: &DatabaseConfig, settings: Vec<(&str, ConfigValue)>) -> Started<Mall> {
    let url = match &*config.url.to_string() {
        shown if config.url.engine() == Engine::Postgres => shown.replace("://", "://postgres@"),
        shown if config.url.engine() == Engine::MySql => shown.replace("://", "://root@"),
        shown => shown.to_owned(),
    };
    let mut mall = TestApp::<Mall>::new()
        .config("tenants.known", TENANTS.to_vec())
        .config("database.url", url)
        .config("database.acquire_timeout", "10s");
    for (path, value) in settings {
        mall = mall.config(path, value);
    }
    mall.start().await.unwrap()
}

/// Four tenants with ten workers each write and read at once; nobody sees what is another's.
async fn check_isolation(mall: &Started<Mall>) {
    let shop = mall.get::<Shop>();
    let work = TENANTS.iter().flat_map(|tenant| {
        (0..WORKERS).map(move |worker| async move {
            for round in 0..ROUNDS {
                let text = format!("{tenant}/{worker}/{round}");
                let seen = context(mall, tenant).scope(shop.request(&text)).await;
                let seen = seen.unwrap();
                assert!(seen.contains(&format!("{text}!")), "{text}: {seen:?}");
                let own = format!("{tenant}/");
                let strange: Vec<_> = seen.iter().filter(|row| !row.starts_with(&own)).collect();
                assert!(strange.is_empty(), "{tenant} saw {strange:?}");
            }
        })
    });
    futures_util::future::join_all(work).await;
    let orders = shop.database.repository::<order::Entity>();
    for tenant in TENANTS {
        let count = orders.count(order::Column::Id.gt(0));
        let count = context(mall, tenant).scope(count).await.unwrap();
        assert_eq!(
            usize::try_from(count).unwrap(),
            WORKERS * ROUNDS,
            "{tenant}"
        );
    }
    // Without a tenant nothing is done, by whatever way.
    let error = shop.request("nobody's").await.unwrap_err();
    assert_eq!(error.code(), "PL1326");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_row_each_tenant_sees_and_writes_only_its_own_rows() {
    on_each(|config| async move {
        let mall = open(&config, vec![("database.tenancy", "row".into())]).await;
        check_isolation(&mall).await;
        check_rows(&mall).await;
        mall.stop().await;
    })
    .await;
}

/// What one tenant knows the key of is another's all the same.
async fn check_rows(mall: &Started<Mall>) {
    let shop = mall.get::<Shop>();
    let orders = shop.database.repository::<order::Entity>();
    let all = orders.of_all_tenants();
    let (acme, globex) = (context(mall, "acme"), context(mall, "globex"));
    let row = all
        .find_all(order::Column::Tenant.eq("globex"))
        .await
        .unwrap()
        .remove(0);
    let id = row.id;
    acme.clone()
        .scope(async {
            assert_eq!(orders.find(id).await.unwrap(), None);
            assert_eq!(orders.get(id).await.unwrap_err().code(), "PL1322");
            assert!(!orders.delete(id).await.unwrap());
            assert!(!orders.restore(id).await.unwrap());
            assert!(!orders.purge(id).await.unwrap());
            let mut changed: order::ActiveModel = row.clone().into();
            changed.text = Set("stolen".to_owned());
            assert_eq!(orders.update(changed).await.unwrap_err().code(), "PL1322");
            // A query that was made elsewhere is narrowed, too.
            let request = PageRequest::new(1, 500).unwrap();
            let page = orders.page(order::Entity::find(), request).await.unwrap();
            assert!(
                page.items
                    .iter()
                    .all(|row| row.tenant.as_deref() == Some("acme"))
            );
            let keyset = Keyset::new(500).by(order::Column::Id, Order::Asc);
            let page = orders.page_after(order::Entity::find(), &keyset).await;
            let page = page.unwrap();
            assert!(
                page.items
                    .iter()
                    .all(|row| row.tenant.as_deref() == Some("acme"))
            );
        })
        .await;
    // Nobody gives a row away.
    let given = globex.scope(async {
        let mut changed: order::ActiveModel = row.into();
        changed.tenant = Set(Some("acme".to_owned()));
        orders.update(changed).await
    });
    assert_eq!(given.await.unwrap().tenant.as_deref(), Some("globex"));
    // A query outside of a tenant finds nothing.
    let found = orders.select().all(&*shop.database).await.unwrap();
    assert!(found.is_empty());
    for refused in [orders.find(id).await.err(), orders.purge(id).await.err()] {
        assert_eq!(refused.map(|error| error.code()), Some("PL1326"));
    }
    let count = all.count(order::Column::Id.gt(0)).await.unwrap();
    assert_eq!(
        usize::try_from(count).unwrap(),
        TENANTS.len() * WORKERS * ROUNDS
    );
    // An administrator says whose a row is.
    let row = order::ActiveModel {
        text: Set("given".to_owned()),
        tenant: Set(Some("acme".to_owned())),
        ..Default::default()
    };
    let row = all.insert(row).await.unwrap();
    assert!(acme.scope(orders.find(row.id)).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_database_each_tenant_has_its_own_and_loses_it_when_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/{{tenant}}.sqlite", folder.path().display());
    let mall = open(
        &file(folder.path()),
        vec![
            ("database.tenancy", "database".into()),
            ("database.tenant_url", url.into()),
        ],
    )
    .await;
    check_isolation(&mall).await;
    check_apart(&mall, folder.path().join("acme.sqlite").exists()).await;
    mall.stop().await;
}

/// A database of each tenant beside the one that all share, and its address with `{tenant}`.
struct Own {
    root: Database,
    name: String,
    url: String,
}

impl Own {
    async fn make(config: &DatabaseConfig) -> Self {
        let root = Database::connect(config).await.unwrap();
        let shown = config.url.to_string();
        let (_, name) = shown.rsplit_once('/').unwrap();
        let server = crate::support::server(root.engine());
        let (server, _) = server.rsplit_once('/').unwrap();
        let own = Self {
            root,
            name: name.to_owned(),
            url: format!("{server}/{name}_{{tenant}}"),
        };
        own.each("CREATE").await;
        own
    }

    async fn each(&self, what: &str) {
        for tenant in TENANTS {
            let sql = format!("{what} DATABASE {}_{tenant}", self.name);
            self.root.execute_unprepared(&sql).await.unwrap();
        }
    }

    /// How many connections a tenant has, as the server tells.
    async fn connections(&self, tenant: &str) -> usize {
        let sql = match self.root.engine() {
            Engine::Postgres => "SELECT datname::text FROM pg_stat_activity WHERE datname",
            _ => "SELECT db FROM information_schema.processlist WHERE db",
        };
        let sql = format!("{sql} = '{}_{tenant}'", self.name);
        strings(&self.root, &sql).await.len()
    }

    async fn remove(self) {
        self.each("DROP").await;
        self.root.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_database_each_tenant_has_its_own_on_a_server_too() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let own = Own::make(&config).await;
            let settings = vec![
                ("database.tenancy", "database".into()),
                ("database.tenant_url", own.url.clone().into()),
            ];
            let mall = open(&config, settings).await;
            check_isolation(&mall).await;
            assert!(own.connections("acme").await > 0);
            check_apart(&mall, true).await;
            assert_eq!(own.connections("acme").await, 0);
            mall.stop().await;
            own.remove().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pool_of_a_tenant_that_nobody_asks_for_is_closed_and_opened_again() {
    for engine in [Engine::Postgres, Engine::MySql] {
        on_server(engine, |config| async move {
            let own = Own::make(&config).await;
            let settings = vec![
                ("database.tenancy", "database".into()),
                ("database.tenant_url", own.url.clone().into()),
                ("tenants.idle", "1s".into()),
            ];
            let mall = open(&config, settings).await;
            let shop = mall.get::<Shop>();
            for tenant in ["acme", "globex"] {
                let asked = context(&mall, tenant).scope(shop.request("first"));
                assert_eq!(asked.await.unwrap(), ["first!"]);
                assert!(own.connections(tenant).await > 0, "{tenant}");
            }
            // One is asked all the time, and the other is not.
            let mut closed = false;
            for number in 0..400 {
                let busy = context(&mall, "globex").scope(shop.request("more"));
                assert_eq!(busy.await.unwrap().len(), number + 2);
                assert!(own.connections("globex").await > 0);
                closed = own.connections("acme").await == 0;
                if closed {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
            assert!(closed, "the pool of a tenant that is idle stays open");
            let again = context(&mall, "acme").scope(shop.request("again"));
            assert_eq!(again.await.unwrap(), ["first!", "again!"]);
            mall.stop().await;
            own.remove().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_schema_each_tenant_has_its_own_and_loses_its_pool_when_it_goes() {
    on_server(Engine::Postgres, |config| async move {
        let mall = open(&config, vec![("database.tenancy", "schema".into())]).await;
        check_isolation(&mall).await;
        let shared = mall.get::<Shop>().database.shared();
        let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'tenant%' ORDER BY 1";
        let expected = TENANTS.map(|tenant| format!("tenant_{tenant}"));
        assert_eq!(strings(&shared, sql).await, expected);
        check_apart(&mall, true).await;
        mall.stop().await;
    })
    .await;
}

/// What holds where each tenant has a pool.
async fn check_apart(mall: &Started<Mall>, made: bool) {
    assert!(made);
    let shop = mall.get::<Shop>();
    let acme = context(mall, "acme");
    // What all share has none of the tables of tenants.
    let shared = shop.database.shared();
    let sql = "SELECT text FROM tenant_orders";
    assert!(shared.execute_unprepared(sql).await.is_err());
    let outside = shop.database.execute_unprepared(sql).await.unwrap_err();
    assert_eq!(DatabaseError::from(outside).code(), "PL1326");
    // An administrator opens one by its name.
    let id: TenantId = "acme".parse().unwrap();
    let own = shop.database.for_tenant(&id).await.unwrap();
    assert_eq!(strings(&own, sql).await.len(), WORKERS * ROUNDS);
    assert!(
        own.migration_status::<Orders>()
            .await
            .unwrap()
            .iter()
            .all(|one| one.state == purlin_database::MigrationState::Applied)
    );
    own.close().await.unwrap();

    // A request that is in the tenant ends its work, after that the pool is closed.
    let held = acme.clone().scope(async {
        shop.database
            .transaction(async |tx: &Transaction| {
                mall.get::<Tenants>().remove(&id).await;
                assert!(mall.get::<Tenants>().context(&id).is_err());
                tx.execute_unprepared("DELETE FROM tenant_orders").await?;
                Ok::<_, DatabaseError>(())
            })
            .await
    });
    held.await.unwrap();
    let pool = acme
        .clone()
        .scope(shop.database.of_current_tenant())
        .await
        .unwrap();
    drop(acme);
    let closed = async {
        while pool.ping().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), closed)
        .await
        .unwrap();
    assert_eq!(pool.ping().await.unwrap_err().code(), "PL1308");
    // The others are served.
    let globex = context(mall, "globex");
    assert!(globex.scope(shop.request("globex/more")).await.is_ok());
}

#[tokio::test]
async fn what_cannot_keep_tenants_apart_is_refused_at_the_start() {
    let config = |tenancy, url: Option<&str>| DatabaseConfig {
        tenancy,
        tenant_url: url.map(|url| url.to_owned().into()),
        ..crate::support::memory()
    };
    for (config, told) in [
        (config(Tenancy::Schema, None), "only PostgreSQL has schemas"),
        (config(Tenancy::Database, None), "does not say where"),
        (
            config(Tenancy::Database, Some("sqlite://all.sqlite")),
            "has no `{tenant}`",
        ),
        (
            config(Tenancy::Database, Some("mysql://root@127.0.0.1/{tenant}")),
            "of another engine",
        ),
    ] {
        let error = Database::connect(&config).await.unwrap_err();
        assert_eq!(error.code(), "PL1327");
        assert!(error.to_string().contains(told), "{error}");
    }
}

/// An application whose tenants would share an outbox.
#[app(modules = [TenantsModule, DatabaseModule, OutboxModule], expose = [Database])]
struct Post;

#[tokio::test]
async fn an_outbox_is_refused_where_each_tenant_has_a_database() {
    let post = TestApp::<Post>::new()
        .config("database.url", "sqlite::memory:")
        .config("database.tenancy", "database")
        .config("database.tenant_url", "sqlite://{tenant}.sqlite");
    let error = post.start().await.err().unwrap().render();
    assert!(
        error.contains("PL1327") && error.contains("outbox"),
        "{error}"
    );
}

#[tokio::test]
async fn a_tenant_whose_database_cannot_be_opened_hurts_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}/{{tenant}}/data.sqlite",
        folder.path().display()
    );
    std::fs::create_dir(folder.path().join("globex")).unwrap();
    let mall = open(
        &file(folder.path()),
        vec![
            ("database.tenancy", "database".into()),
            ("database.tenant_url", url.into()),
        ],
    )
    .await;
    let shop = mall.get::<Shop>();
    let error = context(&mall, "acme").scope(shop.request("a")).await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), "PL1328");
    assert_eq!(
        error.to_string(),
        "the database of the tenant `acme` cannot be opened"
    );
    let told = Error::from(error).render();
    assert!(
        told.contains("PL1301") && told.contains("does not exist"),
        "{told}"
    );
    assert!(
        context(&mall, "globex")
            .scope(shop.request("a"))
            .await
            .is_ok()
    );
    // It is tried again when it is asked again.
    std::fs::create_dir(folder.path().join("acme")).unwrap();
    assert!(
        context(&mall, "acme")
            .scope(shop.request("a"))
            .await
            .is_ok()
    );
    mall.stop().await;
}
