//! `migrate`, a command of every application with a database.

use std::{collections::BTreeSet, fmt::Write as _};

use purlin::{
    app::{Command, CommandLine},
    error::Error,
    prelude::*,
    registry::Facts,
};
use tokio::runtime;

use crate::{
    Database, DatabaseConfig, DatabaseError, Migrated, MigrationState, Migrations, Schema,
    migration::{MigrationPlan, Planned},
};

const USAGE: &str = "write `migrate status`, `migrate plan`, `migrate up`, \
                     `migrate down SCHEMA [COUNT]` or \
                     `migrate resolve SCHEMA MIGRATION applied|absent`";

/// What a schema says of itself to those who look through the registry.
struct SchemaFacts {
    name: &'static str,
    migrations: fn() -> Migrations,
}

impl<S: Schema> Facts for Migrated<S> {
    fn facts() -> &'static (dyn std::any::Any + Send + Sync) {
        const {
            &SchemaFacts {
                name: S::NAME,
                migrations: S::migrations,
            }
        }
    }
}

/// `migrate status` says which migrations are applied, `migrate plan` what `migrate up` would do,
/// `migrate down` undoes the last ones of a schema, and `migrate resolve` tells what has become of
/// one that was left half-way.
///
/// Nothing of the application is made or started. The schemas are those that its modules provide
/// as [`Migrated`], in the order in which they are made.
#[contributes(dyn Command)]
pub struct MigrateCommand {}

impl Command for MigrateCommand {
    fn name() -> &'static str {
        "migrate"
    }

    fn about() -> &'static str {
        "apply and undo migrations (migrate status, plan, up, down SCHEMA [COUNT])"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        let words: Vec<&str> = line.words().iter().map(String::as_str).collect();
        let task = Task::parse(&words)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DatabaseError::Command {
                told: format!("there is no runtime: {error}"),
            })?;
        runtime.block_on(carry_out(line, &task))
    }
}

/// What is asked for.
enum Task<'a> {
    Status,
    Plan,
    Up,
    Down {
        schema: &'a str,
        count: usize,
    },
    Resolve {
        schema: &'a str,
        migration: &'a str,
        applied: bool,
    },
}

impl<'a> Task<'a> {
    fn parse(words: &[&'a str]) -> Result<Self, DatabaseError> {
        let wrong = || DatabaseError::Command {
            told: format!("`migrate {}` is not understood: {USAGE}", words.join(" ")),
        };
        Ok(match *words {
            ["status"] => Self::Status,
            ["plan"] => Self::Plan,
            ["up"] => Self::Up,
            ["down", schema] => Self::Down { schema, count: 1 },
            ["down", schema, count] => Self::Down {
                schema,
                count: count.parse().map_err(|_| wrong())?,
            },
            ["resolve", schema, migration, word @ ("applied" | "absent")] => Self::Resolve {
                schema,
                migration,
                applied: word == "applied",
            },
            _ => return Err(wrong()),
        })
    }

    /// The schema that it is about, if it is about one.
    const fn schema(&self) -> Option<&'a str> {
        match self {
            Self::Down { schema, .. } | Self::Resolve { schema, .. } => Some(schema),
            _ => None,
        }
    }
}

async fn carry_out(line: &CommandLine, task: &Task<'_>) -> Result<String, Error> {
    let schemas = schemas(line);
    if let Some(wanted) = task.schema()
        && !schemas.iter().any(|(_, schema)| schema.name == wanted)
    {
        let names: Vec<_> = schemas
            .iter()
            .map(|(_, schema)| format!("`{}`", schema.name))
            .collect();
        return Err(Error::from(DatabaseError::Command {
            told: format!(
                "there is no schema `{wanted}`: there are {}",
                names.join(", ")
            ),
        }));
    }
    let instances: BTreeSet<&str> = schemas.iter().map(|(instance, _)| *instance).collect();
    let mut out = String::new();
    for instance in instances {
        let config: DatabaseConfig = match instance {
            "" => line.section()?,
            name => line.section_of_instance(name)?,
        };
        let database = Database::connect(&config).await?;
        let _ = writeln!(out, "database {}", database.url());
        for (of, schema) in &schemas {
            let wanted = task.schema().is_none_or(|wanted| wanted == schema.name);
            if *of == instance && wanted {
                let plan = database.plan(schema.name, (schema.migrations)())?;
                let done = step(&plan, task, &mut out).await;
                if done.is_err() {
                    let _ = database.close().await;
                }
                done?;
            }
        }
        database.close().await?;
    }
    Ok(out)
}

async fn step(
    plan: &MigrationPlan<'_>,
    task: &Task<'_>,
    out: &mut String,
) -> Result<(), DatabaseError> {
    let schema = plan.schema();
    match *task {
        Task::Status => {
            for one in plan.status().await? {
                let _ = writeln!(out, "  {:<8} {schema}/{}", one.state.word(), one.name);
            }
        }
        Task::Plan => {
            for Planned { name, sql } in plan.pending().await? {
                let _ = writeln!(out, "  -- {schema}/{name}");
                match sql {
                    Some(sql) => {
                        let _ = writeln!(out, "{}", sql.trim_end());
                    }
                    None => {
                        let _ = writeln!(out, "  -- (written in Rust)");
                    }
                }
            }
        }
        Task::Up => {
            let before = plan.status().await?;
            plan.apply().await?;
            let waiting = before
                .iter()
                .filter(|one| one.state == MigrationState::Pending);
            for one in waiting {
                let _ = writeln!(out, "  applied  {schema}/{}", one.name);
            }
        }
        Task::Down { count, .. } => {
            for name in plan.undo(count).await? {
                let _ = writeln!(out, "  undone   {schema}/{name}");
            }
        }
        Task::Resolve {
            migration, applied, ..
        } => {
            plan.resolve(migration, applied).await?;
            let word = if applied { "applied" } else { "absent" };
            let _ = writeln!(out, "  {word:<8} {schema}/{migration}");
        }
    }
    Ok(())
}

/// The schemas of the application, in the order in which they are made, each with the instance of
/// the database that it asks for.
fn schemas(line: &CommandLine) -> Vec<(&'static str, &'static SchemaFacts)> {
    let mut found = Vec::new();
    for entry in line.registry().services() {
        let Some(facts) = entry.facts::<SchemaFacts>() else {
            continue;
        };
        let mut asked = entry.dependencies().filter_map(|asked| {
            let target = asked.targets().next()?;
            target
                .facts::<DatabaseFacts>()
                .map(|_| target.module().instance())
        });
        found.push((asked.next().flatten().unwrap_or(""), facts));
    }
    found
}

/// Says which services are databases.
struct DatabaseFacts;

impl Facts for Database {
    fn facts() -> &'static (dyn std::any::Any + Send + Sync) {
        &DatabaseFacts
    }
}
