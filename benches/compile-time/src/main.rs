//! Prints what `cargo check` costs for one dependency graph, wired in different ways.

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use purlin_bench_compile_time::arguments::{Arguments, HELP};
use purlin_bench_compile_time::error::BenchError;
use purlin_bench_compile_time::run::run;
use purlin_bench_compile_time::verify::verify;

fn main() -> ExitCode {
    let Err(error) = start() else {
        return ExitCode::SUCCESS;
    };
    let mut message = format!("error: {error}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::FAILURE
}

fn start() -> Result<(), BenchError> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let mut progress = io::stderr();
    if arguments.help {
        return print(HELP);
    }
    if arguments.verify {
        let agreed = verify(&arguments, &mut progress)?;
        return print(&format!(
            "{agreed} programs computed what follows from their graphs\n"
        ));
    }
    let report = run(&arguments, &mut progress)?;
    print(&report.to_string())?;
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&report)?).map_err(BenchError::file(path))?;
    }
    Ok(())
}

fn print(text: &str) -> Result<(), BenchError> {
    io::stdout()
        .write_all(text.as_bytes())
        .map_err(BenchError::file("standard output"))
}
