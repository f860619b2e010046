//! `#[transactional]`: a method whose body is a transaction.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::sync::atomic::{AtomicU32, Ordering};

use purlin_database::{
    Database, DatabaseError, Engine, Migrated,
    sea_orm::{ConnectionTrait, Statement},
    transactional,
};

use crate::support::{Notes, notes, on_each, on_server, with_notes, write};

struct Writer {
    database: Migrated<Notes>,
    attempts: AtomicU32,
}

impl Writer {
    async fn on(config: &purlin_database::DatabaseConfig) -> Self {
        let database = with_notes(config).await;
        Self {
            database: database.migrate().await.unwrap(),
            attempts: AtomicU32::new(0),
        }
    }

    /// Writes two notes, or none if the second is empty.
    #[transactional(crate = purlin_database)]
    async fn two(&self, first: &str, second: String) -> Result<usize, DatabaseError> {
        write(&self.database, first).await?;
        if second.is_empty() {
            return Err(DatabaseError::Closed);
        }
        write(&self.database, &second).await?;
        Ok(first.len() + second.len())
    }

    /// Notes that fail in a part, which is swallowed.
    #[transactional(crate = purlin_database)]
    async fn around(&self) -> Result<(), DatabaseError> {
        write(&self.database, "outer").await?;
        let part = self.two("gone", String::new()).await;
        assert!(part.is_err());
        Ok(())
    }

    #[transactional(nesting = join, crate = purlin_database)]
    async fn joins(&self) -> Result<(), DatabaseError> {
        Err(DatabaseError::Closed)
    }

    #[transactional(crate = purlin_database)]
    async fn around_a_joint(&self) -> Result<(), DatabaseError> {
        write(&self.database, "gone").await?;
        let _ = self.joins().await;
        Ok(())
    }

    #[transactional(isolation = serializable, read_only, crate = purlin_database)]
    async fn reads(&self) -> Result<Vec<String>, DatabaseError> {
        if self.database.engine() == Engine::Postgres {
            let sql = "SHOW transaction_isolation";
            let statement = Statement::from_string(self.database.get_database_backend(), sql);
            let row = self.database.query_one_raw(statement).await?.unwrap();
            assert_eq!(row.try_get_by_index::<String>(0)?, "serializable");
            let refused = write(&self.database, "no").await;
            assert!(refused.is_err());
            return Err(DatabaseError::Closed);
        }
        Ok(notes(&self.database).await)
    }

    /// Loses its connection as often as it is told, after it has written.
    #[transactional(attempts = 3, crate = purlin_database)]
    async fn loses(&self, times: u32, text: String) -> Result<(), DatabaseError> {
        write(&self.database, &text).await?;
        if self.attempts.fetch_add(1, Ordering::SeqCst) < times {
            let sql = "SELECT pg_terminate_backend(pg_backend_pid())";
            self.database.execute_unprepared(sql).await?;
        }
        drop(text);
        Ok(())
    }

    #[transactional(crate = purlin_database)]
    async fn loses_once(&self) -> Result<(), DatabaseError> {
        self.attempts.fetch_add(1, Ordering::SeqCst);
        let sql = "SELECT pg_terminate_backend(pg_backend_pid())";
        self.database.execute_unprepared(sql).await?;
        Ok(())
    }
}

/// A function finds the database in its parameter, and another one where it is told.
#[transactional(crate = purlin_database)]
async fn renamed(database: &Database, to: &str, fails: bool) -> Result<(), DatabaseError> {
    let sql = format!("UPDATE notes SET text = '{to}'");
    database.execute_unprepared(&sql).await?;
    if fails {
        Err(DatabaseError::Closed)
    } else {
        Ok(())
    }
}

#[transactional(database = writer.database, crate = purlin_database)]
async fn emptied(writer: &Writer, fails: bool) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM notes";
    writer.database.execute_unprepared(sql).await?;
    if fails {
        return Err(DatabaseError::Closed);
    }
    Ok(())
}

#[tokio::test]
async fn a_body_is_kept_as_a_whole_or_not_at_all() {
    on_each(|config| async move {
        let writer = Writer::on(&config).await;
        assert_eq!(writer.two("a", "bc".to_owned()).await.unwrap(), 3);
        let outcome = writer.two("gone", String::new()).await;
        assert!(matches!(outcome, Err(DatabaseError::Closed)));
        writer.around().await.unwrap();
        let error = writer.around_a_joint().await.unwrap_err();
        assert_eq!(error.code(), "PL1317");
        assert_eq!(notes(&writer.database).await, ["a", "bc", "outer"]);

        assert!(renamed(&writer.database, "no", true).await.is_err());
        assert!(emptied(&writer, true).await.is_err());
        assert_eq!(notes(&writer.database).await, ["a", "bc", "outer"]);
        renamed(&writer.database, "yes", false).await.unwrap();
        assert_eq!(notes(&writer.database).await, ["yes", "yes", "yes"]);
        let read = writer.reads().await;
        match writer.database.engine() {
            Engine::Postgres => assert!(matches!(read, Err(DatabaseError::Closed))),
            _ => assert_eq!(read.unwrap(), ["yes", "yes", "yes"]),
        }
        emptied(&writer, false).await.unwrap();
        assert!(notes(&writer.database).await.is_empty());
        assert_eq!(writer.database.stats().transactions, 0);
        writer.database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_body_runs_again_as_often_as_it_says_and_otherwise_once() {
    on_server(Engine::Postgres, |config| async move {
        let writer = Writer::on(&config).await;
        writer.loses(2, "kept".to_owned()).await.unwrap();
        assert_eq!(writer.attempts.swap(0, Ordering::SeqCst), 3);
        let error = writer.loses(9, "gone".to_owned()).await.unwrap_err();
        assert_eq!(error.code(), "PL1311");
        assert_eq!(writer.attempts.swap(0, Ordering::SeqCst), 3);
        let error = writer.loses_once().await.unwrap_err();
        assert_eq!(error.code(), "PL1311");
        assert_eq!(writer.attempts.load(Ordering::SeqCst), 1);
        assert_eq!(notes(&writer.database).await, ["kept"]);
        writer.database.close().await.unwrap();
    })
    .await;
}
