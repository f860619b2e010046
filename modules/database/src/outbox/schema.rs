use crate::{Engine, Migrations, Schema, Sql};

/// The tables of the outbox.
pub struct OutboxSchema;

impl Schema for OutboxSchema {
    const NAME: &'static str = "purlin_outbox";

    fn migrations() -> Migrations {
        Migrations::new()
            .sql(
                "0001_outbox",
                Sql::new(
                    "CREATE TABLE purlin_outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, \
                     topic TEXT NOT NULL, message_key TEXT, payload TEXT NOT NULL, \
                     headers TEXT NOT NULL, created_at INTEGER NOT NULL, \
                     attempts INTEGER NOT NULL, parked BOOLEAN NOT NULL)",
                )
                // Which transaction it is of: numbers are given out before it is known which is
                // kept first.
                .on(
                    Engine::Postgres,
                    "CREATE TABLE purlin_outbox (id BIGSERIAL PRIMARY KEY, \
                     topic TEXT NOT NULL, message_key TEXT, payload TEXT NOT NULL, \
                     headers TEXT NOT NULL, created_at BIGINT NOT NULL, \
                     attempts INTEGER NOT NULL, parked BOOLEAN NOT NULL, \
                     written_in XID8 NOT NULL DEFAULT pg_current_xact_id())",
                )
                .on(
                    Engine::MySql,
                    "CREATE TABLE purlin_outbox (id BIGINT PRIMARY KEY AUTO_INCREMENT, \
                     topic VARCHAR(255) NOT NULL, message_key VARCHAR(255), \
                     payload LONGTEXT NOT NULL, headers TEXT NOT NULL, \
                     created_at BIGINT NOT NULL, attempts INTEGER NOT NULL, \
                     parked BOOLEAN NOT NULL) ENGINE = InnoDB",
                )
                .down("DROP TABLE purlin_outbox"),
            )
            .sql(
                "0002_lease",
                Sql::new(
                    "CREATE TABLE purlin_outbox_lease (name VARCHAR(40) PRIMARY KEY, \
                     owner VARCHAR(40) NOT NULL, ends_at BIGINT NOT NULL)",
                )
                .down("DROP TABLE purlin_outbox_lease"),
            )
            .sql(
                "0003_first_lease",
                Sql::new("INSERT INTO purlin_outbox_lease VALUES ('relay', '', 0)")
                    .down("DELETE FROM purlin_outbox_lease"),
            )
    }
}
