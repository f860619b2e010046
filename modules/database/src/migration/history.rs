//! What has been applied: one table, `purlin_migrations`, for all schemas.

use sea_orm::{
    ConnectionTrait, DbErr, DeriveIden, ExprTrait, Statement,
    sea_query::{ColumnDef, Expr, Index, Order, Query, Table},
};

use super::list::Migration;
use crate::{DatabaseError, Engine};

#[derive(DeriveIden)]
#[sea_orm(iden = "purlin_migrations")]
struct History;

#[derive(DeriveIden)]
enum Column {
    Schema,
    Position,
    Name,
    Checksum,
    State,
    AppliedAt,
}

/// The state of a migration that began on an engine that cannot undo it as a whole.
const BEGUN: &str = "begun";
const APPLIED: &str = "applied";

/// One applied migration.
pub(crate) struct Applied {
    name: String,
    checksum: Option<String>,
    state: String,
}

impl Applied {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn is_half(&self) -> bool {
        self.state == BEGUN
    }
}

pub(crate) async fn create_table(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let key = Index::create()
        .col(Column::Schema)
        .col(Column::Position)
        .to_owned();
    let names = Index::create()
        .unique()
        .col(Column::Schema)
        .col(Column::Name)
        .to_owned();
    let table = Table::create()
        .table(History)
        .if_not_exists()
        .col(ColumnDef::new(Column::Schema).string_len(100).not_null())
        .col(ColumnDef::new(Column::Position).integer().not_null())
        .col(ColumnDef::new(Column::Name).string_len(200).not_null())
        .col(ColumnDef::new(Column::Checksum).string_len(16))
        .col(
            ColumnDef::new(Column::State)
                .string_len(8)
                .not_null()
                .default(APPLIED),
        )
        .col(
            ColumnDef::new(Column::AppliedAt)
                .timestamp()
                .not_null()
                .default(Expr::current_timestamp()),
        )
        .primary_key(&mut key.clone())
        .index(&mut names.clone())
        .to_owned();
    connection.execute(&table).await.map(drop)
}

/// What has been applied of `schema`, oldest first; nothing if there is no table yet.
pub(crate) async fn read(
    connection: &impl ConnectionTrait,
    schema: &str,
) -> Result<Vec<Applied>, DbErr> {
    if !exists(connection).await? {
        return Ok(Vec::new());
    }
    let query = Query::select()
        .columns([Column::Name, Column::Checksum, Column::State])
        .from(History)
        .and_where(Expr::col(Column::Schema).eq(schema))
        .order_by(Column::Position, Order::Asc)
        .to_owned();
    let rows = connection.query_all(&query).await?;
    rows.iter()
        .map(|row| {
            Ok(Applied {
                name: row.try_get("", "name")?,
                checksum: row.try_get("", "checksum")?,
                state: row.try_get("", "state")?,
            })
        })
        .collect()
}

async fn exists(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let sql = match Engine::of(connection.get_database_backend()) {
        Engine::Sqlite => {
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'purlin_migrations'"
        }
        Engine::Postgres => "SELECT 1 WHERE to_regclass('purlin_migrations') IS NOT NULL",
        Engine::MySql => {
            "SELECT 1 FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = 'purlin_migrations'"
        }
    };
    let query = Statement::from_string(connection.get_database_backend(), sql);
    Ok(connection.query_one_raw(query).await?.is_some())
}

/// Records a migration as applied, or as begun where it cannot be undone as a whole.
pub(crate) async fn record(
    connection: &impl ConnectionTrait,
    schema: &str,
    position: usize,
    migration: &Migration,
    whole: bool,
) -> Result<(), DbErr> {
    let engine = Engine::of(connection.get_database_backend());
    let position =
        i32::try_from(position).map_err(|_| DbErr::Migration("too many migrations".to_owned()))?;
    let insert = Query::insert()
        .into_table(History)
        .columns([
            Column::Schema,
            Column::Position,
            Column::Name,
            Column::Checksum,
            Column::State,
        ])
        .values([
            schema.into(),
            position.into(),
            migration.name().into(),
            migration.checksum(engine).into(),
            (if whole { APPLIED } else { BEGUN }).into(),
        ])
        .map_err(|error| DbErr::Migration(error.to_string()))?
        .to_owned();
    connection.execute(&insert).await.map(drop)
}

/// Records that a migration that had begun is applied.
pub(crate) async fn complete(
    connection: &impl ConnectionTrait,
    schema: &str,
    name: &str,
) -> Result<(), DbErr> {
    set_state(connection, schema, name, APPLIED).await
}

/// Records that a migration is neither applied nor gone.
pub(crate) async fn begin(
    connection: &impl ConnectionTrait,
    schema: &str,
    name: &str,
) -> Result<(), DbErr> {
    set_state(connection, schema, name, BEGUN).await
}

async fn set_state(
    connection: &impl ConnectionTrait,
    schema: &str,
    name: &str,
    state: &'static str,
) -> Result<(), DbErr> {
    let update = Query::update()
        .table(History)
        .value(Column::State, state)
        .and_where(Expr::col(Column::Schema).eq(schema))
        .and_where(Expr::col(Column::Name).eq(name))
        .to_owned();
    connection.execute(&update).await.map(drop)
}

/// Forgets a migration: it left nothing behind, or was undone.
pub(crate) async fn forget(
    connection: &impl ConnectionTrait,
    schema: &str,
    name: &str,
) -> Result<(), DbErr> {
    let delete = Query::delete()
        .from_table(History)
        .and_where(Expr::col(Column::Schema).eq(schema))
        .and_where(Expr::col(Column::Name).eq(name))
        .to_owned();
    connection.execute(&delete).await.map(drop)
}

/// Says which migration was left half-way: to be asked under the lock, for another process may just
/// be applying it.
pub(crate) fn check_whole(schema: &'static str, applied: &[Applied]) -> Result<(), DatabaseError> {
    match applied.iter().find(|one| one.is_half()) {
        None => Ok(()),
        Some(half) => Err(DatabaseError::HalfApplied {
            schema,
            migration: half.name.clone(),
        }),
    }
}

/// Checks that one of the two lists is the beginning of the other, and finds changed texts.
pub(crate) fn compare(
    schema: &'static str,
    engine: Engine,
    applied: &[Applied],
    known: &[Migration],
) -> Result<(), DatabaseError> {
    let differ = |what| Err(DatabaseError::History { schema, what });
    for (index, (applied, known)) in applied.iter().zip(known).enumerate() {
        // What was left half-way is asked for apart, and may be mended.
        if applied.is_half() {
            continue;
        }
        if applied.name != known.name() {
            return differ(format!(
                "number {} was `{}`, and is `{}` in the code",
                index + 1,
                applied.name,
                known.name()
            ));
        }
        if let (Some(then), Some(now)) = (&applied.checksum, known.checksum(engine))
            && *then != now
        {
            return differ(format!(
                "`{}` was changed after it was applied",
                applied.name
            ));
        }
    }
    Ok(())
}
