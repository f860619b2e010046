//! The text of a migration, once for all engines or in the words of each.

use crate::Engine;

/// SQL that makes a migration, and SQL that undoes it.
///
/// One text for all engines, and others for those that say it differently:
///
/// ```
/// use purlin_database::{Engine, Migrations, Sql};
///
/// let orders = Sql::new("CREATE TABLE orders (id BLOB PRIMARY KEY)")
///     .on(Engine::Postgres, "CREATE TABLE orders (id UUID PRIMARY KEY)")
///     .on(Engine::MySql, "CREATE TABLE orders (id BINARY(16) PRIMARY KEY)")
///     .down("DROP TABLE orders");
/// let migrations = Migrations::new().sql("0001_orders", orders);
/// ```
#[derive(Clone, Debug)]
#[must_use = "it does nothing until it is one of the migrations"]
pub struct Sql {
    up: Text,
    down: Option<Text>,
}

#[derive(Clone, Debug)]
struct Text {
    all: &'static str,
    own: Vec<(Engine, &'static str)>,
}

impl Text {
    const fn new(all: &'static str) -> Self {
        Self {
            all,
            own: Vec::new(),
        }
    }

    fn set(&mut self, engine: Engine, text: &'static str) {
        self.own.retain(|(known, _)| *known != engine);
        self.own.push((engine, text));
    }

    fn for_engine(&self, engine: Engine) -> &'static str {
        let mut own = self.own.iter();
        own.find(|(known, _)| *known == engine)
            .map_or(self.all, |(_, text)| text)
    }
}

impl Sql {
    /// One or more statements that every engine understands, unless [`on`](Self::on) says what
    /// one of them gets instead.
    pub const fn new(up: &'static str) -> Self {
        Self {
            up: Text::new(up),
            down: None,
        }
    }

    /// What `engine` gets instead.
    pub fn on(mut self, engine: Engine, up: &'static str) -> Self {
        self.up.set(engine, up);
        self
    }

    /// Statements that undo it; without them it cannot be undone.
    pub fn down(mut self, down: &'static str) -> Self {
        let own = self.down.take().map(|text| text.own).unwrap_or_default();
        self.down = Some(Text { all: down, own });
        self
    }

    /// What `engine` gets instead to undo it.
    pub fn down_on(mut self, engine: Engine, down: &'static str) -> Self {
        self.down
            .get_or_insert_with(|| Text::new(down))
            .set(engine, down);
        self
    }

    pub(crate) fn text(&self, engine: Engine) -> &'static str {
        self.up.for_engine(engine)
    }

    pub(crate) fn undo(&self, engine: Engine) -> Option<&'static str> {
        self.down.as_ref().map(|text| text.for_engine(engine))
    }
}

impl From<&'static str> for Sql {
    fn from(up: &'static str) -> Self {
        Self::new(up)
    }
}

/// Whether there is no more than one statement: it works or leaves nothing behind on every engine.
pub(crate) fn is_single(sql: &str) -> bool {
    let mut quote = None;
    let mut rest = sql.trim_end().trim_end_matches(';').chars().peekable();
    while let Some(c) = rest.next() {
        match quote {
            Some(open) => {
                if c == '\\' {
                    rest.next();
                } else if c == open {
                    quote = None;
                }
            }
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            None if c == '-' && rest.peek() == Some(&'-') => {
                while rest.next().is_some_and(|c| c != '\n') {}
            }
            None if c == ';' => return false,
            None => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_gets_its_own_text_or_that_of_all() {
        let sql = Sql::new("a")
            .on(Engine::Postgres, "b")
            .on(Engine::Postgres, "c")
            .down_on(Engine::MySql, "e")
            .down("d");
        assert_eq!(sql.text(Engine::Sqlite), "a");
        assert_eq!(sql.text(Engine::Postgres), "c");
        assert_eq!(sql.undo(Engine::Sqlite), Some("d"));
        assert_eq!(sql.undo(Engine::MySql), Some("e"));
        assert_eq!(Sql::from("a").undo(Engine::Sqlite), None);
    }

    #[test]
    fn statements_are_counted_outside_of_quotes_and_comments() {
        for one in [
            "a",
            "a;",
            "a ; \n",
            "a ';' b",
            "a \";\"",
            "-- a; b\nc",
            r"a '\';' b",
        ] {
            assert!(is_single(one), "{one}");
        }
        for two in ["a; b", "a;;b", "'a'; b", "-- a\nb; c"] {
            assert!(!is_single(two), "{two}");
        }
    }
}
