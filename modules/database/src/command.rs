//! `migrate`, a command of every application with a database.

use std::{collections::BTreeSet, fmt::Write as _};

use purlin::{
    app::{Command, CommandLine},
    error::Error,
    prelude::*,
    registry::Facts,
    tenant::{TenantId, TenantsConfig},
};
use tokio::runtime;

use crate::{
    Database, DatabaseConfig, DatabaseError, Migrated, MigrationState, Migrations, Schema,
    migration::{MigrationPlan, Planned},
};

const USAGE: &str = "write `migrate status`, `migrate plan`, `migrate up`, \
                     `migrate down SCHEMA [COUNT]` or \
                     `migrate resolve SCHEMA MIGRATION applied|absent`; where tenants have databases \
                     of their own, `@TENANT` behind it says which";

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
        let words = line.words().iter().map(String::as_str);
        let (tenants, words): (Vec<&str>, Vec<&str>) =
            words.partition(|word| word.starts_with('@'));
        let task = Task::parse(&words)?;
        let tenants = named(&tenants)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DatabaseError::Command {
                told: format!("there is no runtime: {error}"),
            })?;
        runtime.block_on(carry_out(line, &task, &tenants))
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

/// The tenants of `@acme @globex`.
fn named(words: &[&str]) -> Result<Vec<TenantId>, DatabaseError> {
    let tenants = words
        .iter()
        .map(|word| word.trim_start_matches('@').parse());
    tenants
        .collect::<Result<_, _>>()
        .map_err(|error| DatabaseError::Command {
            told: format!("`{}` names no tenant: {error}", words.join(" ")),
        })
}

/// Those that are named, or else those that the configuration knows.
fn all_tenants(line: &CommandLine, named: &[TenantId]) -> Result<Vec<TenantId>, DatabaseError> {
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let known = line.section::<TenantsConfig>().map(|config| config.known);
    match known {
        Ok(known) if !known.is_empty() => Ok(known),
        _ => Err(DatabaseError::Command {
            told: "tenants have databases of their own, and `tenants.known` names none: write \
                   which, such as `migrate status @acme`"
                .to_owned(),
        }),
    }
}

async fn carry_out(
    line: &CommandLine,
    task: &Task<'_>,
    tenants: &[TenantId],
) -> Result<String, Error> {
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
        let mut config: DatabaseConfig = match instance {
            "" => line.section()?,
            name => line.section_of_instance(name)?,
        };
        // Whoever only looks makes no schema.
        config.migrate_on_start = matches!(task, Task::Up);
        let database = Database::connect(&config).await?;
        let _ = writeln!(out, "database {}", database.url());
        let schemas: Vec<_> = schemas
            .iter()
            .filter(|(of, schema)| {
                *of == instance && task.schema().is_none_or(|wanted| wanted == schema.name)
            })
            .map(|(_, schema)| *schema)
            .collect();
        let done = in_database(line, &database, &schemas, task, tenants, &mut out).await;
        database.close().await?;
        done?;
    }
    Ok(out)
}

/// Does it there, or in the database of each tenant if they have their own.
async fn in_database(
    line: &CommandLine,
    database: &Database,
    schemas: &[&SchemaFacts],
    task: &Task<'_>,
    tenants: &[TenantId],
    out: &mut String,
) -> Result<(), DatabaseError> {
    if database.tenants().is_none() {
        return each(database, schemas, task, out).await;
    }
    for tenant in all_tenants(line, tenants)? {
        let own = database.for_tenant(&tenant).await?;
        let _ = writeln!(out, "tenant {tenant}");
        let done = each(&own, schemas, task, out).await;
        own.close().await?;
        done?;
    }
    Ok(())
}

async fn each(
    database: &Database,
    schemas: &[&SchemaFacts],
    task: &Task<'_>,
    out: &mut String,
) -> Result<(), DatabaseError> {
    for schema in schemas {
        let plan = database.plan(schema.name, (schema.migrations)())?;
        step(&plan, task, out).await?;
    }
    Ok(())
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
