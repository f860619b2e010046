//! What is counted of statements, and which of them are told as slow.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use sea_orm::DbErr;

use crate::{Engine, metrics::Times};

/// The most of a statement that is logged.
const LONGEST: usize = 1_000;

/// Counts statements, and logs those that take longer than `database.slow_statement`.
pub(crate) struct Observer {
    engine: Engine,
    slow: Duration,
    place: String,
    pub(crate) statements: Times,
    pub(crate) failed: AtomicU64,
    pub(crate) slow_statements: AtomicU64,
    pub(crate) waits: Times,
    pub(crate) begun: AtomicU64,
    pub(crate) committed: AtomicU64,
    pub(crate) rolled_back: AtomicU64,
    pub(crate) unknown: AtomicU64,
    pub(crate) retried: AtomicU64,
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Observer {
    pub(crate) fn new(engine: Engine, slow: Duration, place: String) -> Self {
        Self {
            engine,
            slow,
            place,
            statements: Times::default(),
            failed: AtomicU64::default(),
            slow_statements: AtomicU64::default(),
            waits: Times::default(),
            begun: AtomicU64::default(),
            committed: AtomicU64::default(),
            rolled_back: AtomicU64::default(),
            unknown: AtomicU64::default(),
            retried: AtomicU64::default(),
        }
    }

    fn done(&self, sql: &str, took: Duration, failed: bool) {
        self.statements.add(took);
        if failed {
            count(&self.failed);
        }
        if took <= self.slow || self.slow.is_zero() {
            return;
        }
        count(&self.slow_statements);
        tracing::warn!(
            target: "purlin_database::slow",
            database = self.place,
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            failed,
            statement = masked(self.engine, sql),
            "a slow statement"
        );
    }

    /// Does a statement, and measures how long it takes.
    pub(crate) async fn measured<T>(
        &self,
        sql: &str,
        work: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        // How long it really takes, even where a test holds the time.
        let began = Instant::now();
        let outcome = work.await;
        self.done(sql, began.elapsed(), outcome.is_err());
        outcome
    }

    /// Waits for a connection, and measures how long.
    pub(crate) async fn waited<T>(&self, work: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let outcome = work.await;
        self.waits.add(began.elapsed());
        outcome
    }
}

/// The statement in one line, with `?` in the place of every text and number in it. Bound values
/// are not part of it anyway.
fn masked(engine: Engine, sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql.chars().peekable();
    // Whether the character before belongs to a name, of which digits are a part.
    let mut in_name = false;
    while let Some(c) = rest.next() {
        if out.len() > LONGEST {
            out.push('…');
            break;
        }
        let text = c == '\'' || (c == '"' && engine == Engine::MySql);
        if text {
            while let Some(inner) = rest.next() {
                if inner == '\\' && engine == Engine::MySql {
                    rest.next();
                } else if inner == c && rest.next_if_eq(&c).is_none() {
                    break;
                }
            }
            out.push('?');
        } else if c == '$' && engine == Engine::Postgres && rest.peek() == Some(&'$') {
            // A text between dollars, to the end: they may have a tag.
            out.push('?');
            break;
        } else if c.is_ascii_digit() && !in_name {
            while rest
                .next_if(|next| next.is_ascii_alphanumeric() || *next == '.')
                .is_some()
            {}
            out.push('?');
        } else if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
        in_name = c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '`');
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_shown_without_the_values_in_it() {
        let shown = |sql| masked(Engine::Postgres, sql);
        assert_eq!(
            shown("SELECT a1 FROM t2\n  WHERE x = 'it''s canary' AND y = 12.5 AND z = $1"),
            "SELECT a1 FROM t2 WHERE x = ? AND y = ? AND z = $1"
        );
        assert_eq!(shown("SELECT \"name\", 0x1F, -3"), "SELECT \"name\", ?, -?");
        assert_eq!(shown("DO $$ canary $$"), "DO ?");
        assert_eq!(shown("'canary"), "?");
        let shown = |sql| masked(Engine::MySql, sql);
        assert_eq!(
            shown(r#"SELECT "can\"ary", 'a\'b', `c` WHERE d=1"#),
            "SELECT ?, ?, `c` WHERE d=?"
        );
    }

    #[test]
    fn a_long_statement_is_cut() {
        let long = format!("SELECT {}", "a, ".repeat(10_000));
        let shown = masked(Engine::Sqlite, &long);
        assert!(shown.len() < LONGEST + 10 && shown.ends_with('…'));
    }
}
