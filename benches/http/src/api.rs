use std::borrow::Cow;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use purlin::{app, module};
use purlin_http_server::{HttpServerModule, Routes, routes};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
};
use serde::Serialize;

static LARGE: [u8; 1 << 20] = [b'x'; 1 << 20];

#[derive(Serialize)]
pub(crate) struct Order {
    id: u64,
    item: Cow<'static, str>,
    open: bool,
}

const fn order(id: u64) -> Order {
    Order {
        id,
        item: Cow::Borrowed("beam"),
        open: true,
    }
}

/// A thousand rows in SQLite, in memory.
pub(crate) async fn rows() -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    // Each connection would have a memory of its own.
    options
        .max_connections(1)
        .min_connections(1)
        .sqlx_logging(false);
    let rows = Database::connect(options).await?;
    let table = "CREATE TABLE orders (id INTEGER PRIMARY KEY, item TEXT NOT NULL)";
    rows.execute_unprepared(table).await?;
    rows.execute_unprepared(
        "WITH RECURSIVE n(id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM n WHERE id < 1000) \
         INSERT INTO orders SELECT id, 'beam ' || id FROM n",
    )
    .await?;
    Ok(rows)
}

/// Reads one of them.
async fn row(rows: &DatabaseConnection, id: i64) -> Result<Json<Order>, StatusCode> {
    let select = "SELECT item FROM orders WHERE id = ?";
    let select = Statement::from_sql_and_values(DbBackend::Sqlite, select, [id.into()]);
    let row = rows.query_one_raw(select).await;
    let row = row.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let item: String = row
        .and_then(|row| row.try_get("", "item").ok())
        .ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Order {
        item: item.into(),
        ..order(id.unsigned_abs())
    }))
}

/// The routes with Purlin.
pub(crate) struct Api {
    pub(crate) rows: DatabaseConnection,
}

#[routes(crate = purlin_http_server)]
impl Api {
    #[get("/text")]
    fn text(&self) -> &'static str {
        "hello"
    }

    #[get("/json")]
    fn json(&self) -> Json<Order> {
        Json(order(7))
    }

    #[get("/orders/{id}")]
    fn read(&self, Path(id): Path<u64>) -> Json<Order> {
        Json(order(id))
    }

    #[get("/rows/{id}")]
    async fn row(&self, Path(id): Path<i64>) -> Result<Json<Order>, StatusCode> {
        row(&self.rows, id).await
    }

    #[get("/large")]
    fn large(&self) -> Bytes {
        Bytes::from_static(&LARGE)
    }
}

/// Its module.
struct ApiModule;

#[module]
impl ApiModule {
    #[contributes(dyn Routes)]
    async fn api() -> Result<Api, DbErr> {
        Ok(Api {
            rows: rows().await?,
        })
    }
}

/// An application that serves them.
#[app(modules = [HttpServerModule, ApiModule])]
pub(crate) struct Measured;

/// The same with axum alone.
pub(crate) fn bare(rows: DatabaseConnection) -> Router {
    Router::new()
        .route("/text", get(async || "hello"))
        .route("/json", get(async || Json(order(7))))
        .route(
            "/orders/{id}",
            get(async |Path(id): Path<u64>| Json(order(id))),
        )
        .route(
            "/rows/{id}",
            get(
                async |State(rows): State<DatabaseConnection>, Path(id): Path<i64>| {
                    row(&rows, id).await
                },
            ),
        )
        .route("/large", get(async || Bytes::from_static(&LARGE)))
        .with_state(rows)
}
