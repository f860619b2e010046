//! What handlers of HTTP cost the compiler: the same routes written with `#[routes]` and for axum
//! alone, in one project with the same dependencies.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use crate::error::BenchError;
use crate::measure::{Limits, Usage, measure};
use crate::project::Project;
use crate::run::say;

/// How many handlers a type has: about what people write.
const PER_TYPE: usize = 25;

const LIMITS: Limits = Limits {
    memory_gib: 16,
    cpu_seconds: 900,
};

/// How the handlers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Functions that are given to an `axum::Router`, one after the other.
    Axum,
    /// Methods below `#[routes]`.
    Purlin,
}

impl Style {
    const fn name(self) -> &'static str {
        match self {
            Self::Axum => "axum",
            Self::Purlin => "purlin",
        }
    }

    /// A program with so many handlers, all of which are served.
    #[must_use]
    pub fn program(self, handlers: usize) -> String {
        let mut text = "use purlin::http_server::axum::{Json, Router, extract::Path};\n\
             #[derive(serde::Serialize)]\n\
             pub struct Order {\n    id: u64,\n    item: String,\n}\n"
            .to_owned();
        match self {
            Self::Axum => axum(&mut text, handlers),
            Self::Purlin => purlin(&mut text, handlers),
        }
        text
    }
}

/// What a handler does, between its braces.
fn body(number: usize) -> String {
    format!("Json(Order {{ id: id + {number}, item: query }})")
}

fn axum(text: &mut String, handlers: usize) {
    let _ = writeln!(text, "use purlin::http_server::axum::routing::get;");
    for number in 0..handlers {
        let _ = writeln!(
            text,
            "async fn h{number}(Path((id, query)): Path<(u64, String)>) -> Json<Order> {{ {} }}",
            body(number)
        );
    }
    let _ = writeln!(text, "fn main() {{\n    let router: Router = Router::new()");
    for number in 0..handlers {
        let _ = writeln!(
            text,
            "        .route(\"/r{number}/{{id}}/{{query}}\", get(h{number}))"
        );
    }
    let _ = writeln!(text, "    ;\n    drop(router);\n}}");
}

fn purlin(text: &mut String, handlers: usize) {
    let _ = writeln!(text, "use purlin::http_server::{{Routes, routes}};");
    let types = handlers.div_ceil(PER_TYPE);
    for one in 0..types {
        let _ = writeln!(text, "struct T{one};\n#[routes]\nimpl T{one} {{");
        for number in one * PER_TYPE..handlers.min((one + 1) * PER_TYPE) {
            let _ = writeln!(
                text,
                "    #[get(\"/r{number}/{{id}}/{{query}}\")]\n    \
                 async fn h{number}(&self, Path((id, query)): Path<(u64, String)>) -> Json<Order> {{ {} }}",
                body(number)
            );
        }
        let _ = writeln!(text, "}}");
    }
    let _ = writeln!(
        text,
        "fn main() {{\n    let mut router: Router = Router::new();"
    );
    for one in 0..types {
        let _ = writeln!(
            text,
            "    router = router.merge(std::sync::Arc::new(T{one}).router());"
        );
    }
    let _ = writeln!(text, "    drop(router);\n}}");
}

/// Measures `cargo check` of programs with each of these numbers of handlers, in both styles, the
/// median of so many runs; the answer is a table.
///
/// # Errors
/// If the project cannot be made or a program does not compile.
pub fn compare(
    folder: &Path,
    sizes: &[usize],
    runs: usize,
    progress: &mut impl Write,
) -> Result<String, BenchError> {
    let project = Project::with_http_server(folder)?;
    say(
        progress,
        format_args!("handlers: checking the dependencies"),
    )?;
    project.cargo(&["check"])?;
    let log = folder.join("handlers.log");
    let measured = |program: &str| -> Result<Usage, BenchError> {
        project.set_program(program)?;
        let mut usages = Vec::new();
        for _ in 0..runs.max(1) {
            project.forget()?;
            let usage = measure(&project, "check", LIMITS, &log)?;
            usages.push(usage.map_err(|reason| BenchError::Preparation {
                what: "`cargo check` of handlers".to_owned(),
                reason,
            })?);
        }
        usages.sort_by(|one, other| one.cpu_seconds.total_cmp(&other.cpu_seconds));
        Ok(usages[usages.len() / 2])
    };
    let empty = measured(&crate::source::empty())?.cpu_seconds;
    let mut table = "| handlers | axum s | ms each | purlin s | ms each | ratio |\n\
         | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    let _ = writeln!(table, "| 0 | {empty:.2} | | {empty:.2} | | |");
    for size in sizes {
        say(progress, format_args!("handlers: {size}"))?;
        let mut row = format!("| {size} |");
        let mut seconds = Vec::new();
        for style in [Style::Axum, Style::Purlin] {
            let usage = measured(&style.program(*size))?;
            let each = (usage.cpu_seconds - empty) * 1e3 / count(*size);
            let _ = write!(row, " {:.2} | {each:.2} |", usage.cpu_seconds);
            say(
                progress,
                format_args!(
                    "handlers: {size} {} {:.2} s",
                    style.name(),
                    usage.cpu_seconds
                ),
            )?;
            seconds.push(usage.cpu_seconds);
        }
        let ratio = seconds[1] / seconds[0];
        let _ = writeln!(table, "{row} {ratio:.2} |");
    }
    Ok(table)
}

fn count(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn both_styles_have_every_route_once() {
        for style in [Style::Axum, Style::Purlin] {
            let program = style.program(60);
            for number in 0..60 {
                let path = format!("\"/r{number}/{{id}}/{{query}}\"");
                assert_eq!(program.matches(&path).count(), 1, "{path}");
            }
        }
    }
}
