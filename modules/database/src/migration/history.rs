//! What has been applied: one table, `purlin_migrations`, for all schemas.

use sea_orm::{
    ConnectionTrait, DbErr, DeriveIden, ExprTrait,
    sea_query::{ColumnDef, Expr, Index, Order, Query, Table},
};

use super::list::Migration;
use crate::DatabaseError;

#[derive(DeriveIden)]
#[sea_orm(iden = "purlin_migrations")]
struct History;

#[derive(DeriveIden)]
enum Column {
    Schema,
    Position,
    Name,
    Checksum,
    AppliedAt,
}

/// One applied migration.
pub(crate) struct Applied {
    name: String,
    checksum: Option<String>,
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
        .columns([Column::Name, Column::Checksum])
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
            })
        })
        .collect()
}

async fn exists(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let query = Query::select()
        .expr(Expr::val(1))
        .from("sqlite_master")
        .and_where(Expr::col("type").eq("table"))
        .and_where(Expr::col("name").eq("purlin_migrations"))
        .to_owned();
    Ok(connection.query_one(&query).await?.is_some())
}

pub(crate) async fn record(
    connection: &impl ConnectionTrait,
    schema: &str,
    position: usize,
    migration: &Migration,
) -> Result<(), DbErr> {
    let position =
        i32::try_from(position).map_err(|_| DbErr::Migration("too many migrations".to_owned()))?;
    let insert = Query::insert()
        .into_table(History)
        .columns([
            Column::Schema,
            Column::Position,
            Column::Name,
            Column::Checksum,
        ])
        .values([
            schema.into(),
            position.into(),
            migration.name().into(),
            migration.checksum().into(),
        ])
        .map_err(|error| DbErr::Migration(error.to_string()))?
        .to_owned();
    connection.execute(&insert).await.map(drop)
}

/// Checks that one of the two lists is the beginning of the other, and finds changed texts.
pub(crate) fn compare(
    schema: &'static str,
    applied: &[Applied],
    known: &[Migration],
) -> Result<(), DatabaseError> {
    let differ = |what| Err(DatabaseError::History { schema, what });
    for (index, (applied, known)) in applied.iter().zip(known).enumerate() {
        if applied.name != known.name() {
            return differ(format!(
                "number {} was `{}`, and is `{}` in the code",
                index + 1,
                applied.name,
                known.name()
            ));
        }
        if let (Some(then), Some(now)) = (&applied.checksum, known.checksum())
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
