use std::{fmt, time::Duration};

use serde_json::{Value, json};

use crate::{
    config::{ConfigTree, SourceState},
    error::Error,
    events::SlowStep,
    graph::Role,
    lifecycle::Machine,
    registry::Registry,
};

/// What a start has come to: every module with how long it took, and where the application is to be
/// found. `Display` is a table for people; it has several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BootReport {
    /// The name of the application's type.
    pub app: &'static str,
    /// The version of its package.
    pub version: &'static str,
    /// How long the whole start took.
    pub took: Duration,
    /// The modules, in order of start.
    pub modules: Vec<ModuleReport>,
    /// The sources that the configuration was read from, the strongest last.
    pub sources: Vec<String>,
    /// Who listens, and where.
    pub listening: Vec<(String, String)>,
}

/// What the start of one module has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModuleReport {
    /// Its name, followed by that of its instance if it has one.
    pub name: String,
    /// How many services it declares.
    pub services: usize,
    /// How long its start took; nothing if the application goes on without it.
    pub took: Option<Duration>,
    /// What took longest, if that was a millisecond or more.
    pub slowest: Option<SlowStep>,
    /// Why the application goes on without it.
    pub left_out: Option<String>,
}

/// How long the modules of a start took.
#[derive(Debug, Default)]
pub(crate) struct Boot {
    pub(crate) took: Duration,
    pub(crate) modules: Vec<(usize, Duration, Option<SlowStep>)>,
}

impl BootReport {
    pub(super) fn new<S>(machine: &Machine<S>, tree: &ConfigTree) -> Self {
        let (kernel, boot) = (machine.kernel(), machine.boot());
        let registry: Registry = kernel.registry();
        let modules = registry.modules().filter(|module| !module.is_builtin());
        let modules = modules.map(|module| {
            let index = module.index();
            let started = boot.modules.iter().find(|(number, _, _)| *number == index);
            let services = module
                .entries()
                .filter(|entry| entry.role() == Role::Service);
            ModuleReport {
                name: module.full_name(),
                services: services.count(),
                took: started.map(|(_, took, _)| *took),
                slowest: started.and_then(|(_, _, slowest)| slowest.clone()),
                left_out: machine.left_out_of(index).map(Error::one_line),
            }
        });
        let sources = tree.sources().iter();
        let read = sources.filter(|source| source.state == SourceState::Read);
        let listening = kernel.listening().list().into_iter();
        Self {
            app: registry.app(),
            version: registry.version(),
            took: boot.took,
            modules: modules.collect(),
            sources: read.map(|source| source.name.clone()).collect(),
            listening: listening
                .map(|(who, address)| (who, address.to_string()))
                .collect(),
        }
    }

    /// The module that took longest.
    #[must_use]
    pub fn slowest(&self) -> Option<&ModuleReport> {
        let started = self.modules.iter().filter(|module| module.took.is_some());
        started.max_by_key(|module| module.took)
    }

    /// The report for machines; times are in milliseconds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let modules = self.modules.iter().map(|module| {
            json!({
                "name": module.name,
                "services": module.services,
                "took_ms": module.took.map(millis),
                "slowest": module.slowest.as_ref().map(|step| {
                    json!({ "subject": step.subject, "took_ms": millis(step.took) })
                }),
                "left_out": module.left_out,
            })
        });
        let listening = self.listening.iter();
        json!({
            "app": self.app,
            "version": self.version,
            "took_ms": millis(self.took),
            "modules": modules.collect::<Value>(),
            "sources": self.sources,
            "listening": listening
                .map(|(who, address)| json!({ "who": who, "address": address }))
                .collect::<Value>(),
        })
    }
}

/// To the microsecond.
fn millis(took: Duration) -> f64 {
    (took.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

fn shown(took: Duration) -> String {
    format!("{:.1} ms", millis(took))
}

impl fmt::Display for BootReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let took = shown(self.took);
        write!(
            formatter,
            "{} {} is ready after {took}",
            self.app, self.version
        )?;
        let widest = self.modules.iter().map(|module| module.name.len()).max();
        let width = widest.unwrap_or_default().max("module".len());
        if widest.is_some() {
            write!(
                formatter,
                "\n  {:<width$}  services       took  slowest step",
                "module"
            )?;
        }
        for module in &self.modules {
            let took = module.took.map_or("-".to_owned(), shown);
            let (name, services) = (&module.name, module.services);
            write!(formatter, "\n  {name:<width$}  {services:>8}  {took:>9}")?;
            match (&module.left_out, &module.slowest) {
                (Some(reason), _) => write!(formatter, "  left out: {reason}")?,
                (None, Some(step)) => {
                    write!(formatter, "  {} {}", step.subject, shown(step.took))?;
                }
                (None, None) => {}
            }
        }
        if !self.sources.is_empty() {
            let sources = self.sources.join(", ");
            write!(formatter, "\n  configuration: {sources}")?;
        }
        for (who, address) in &self.listening {
            write!(formatter, "\n  listening: {who} on {address}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_for_each_module() {
        let ms = Duration::from_millis;
        let report = BootReport {
            app: "Shop",
            version: "1.2.3",
            took: Duration::from_micros(12_345),
            modules: vec![
                ModuleReport {
                    name: "HttpServerModule".to_owned(),
                    services: 1,
                    took: Some(ms(9)),
                    slowest: Some(SlowStep {
                        subject: "HttpServerModule::listen".to_owned(),
                        took: ms(8),
                    }),
                    left_out: None,
                },
                ModuleReport {
                    name: "MailModule".to_owned(),
                    services: 2,
                    took: None,
                    slowest: None,
                    left_out: Some("[PL1101] `Mailer` could not be made".to_owned()),
                },
            ],
            sources: vec!["defaults".to_owned(), "purlin.toml".to_owned()],
            listening: vec![("HttpServer".to_owned(), "127.0.0.1:8080".to_owned())],
        };
        let expected = "Shop 1.2.3 is ready after 12.3 ms\n  \
             module            services       took  slowest step\n  \
             HttpServerModule         1     9.0 ms  HttpServerModule::listen 8.0 ms\n  \
             MailModule               2          -  left out: [PL1101] `Mailer` could not be made\n  \
             configuration: defaults, purlin.toml\n  \
             listening: HttpServer on 127.0.0.1:8080";
        assert_eq!(report.to_string(), expected);
        assert_eq!(
            report.slowest().map(|module| &*module.name),
            Some("HttpServerModule")
        );
        let json = report.to_json();
        assert_eq!(json["took_ms"], 12.345);
        assert_eq!(json["modules"][0]["slowest"]["took_ms"], 8.0);
        assert_eq!(json["listening"][0]["address"], "127.0.0.1:8080");
    }
}
