//! `cargo purlin`: makes, extends, draws and examines Purlin applications.
//!
//! Installed with `cargo install --path framework-cli`; `cargo purlin --help` lists the commands.

use std::process::ExitCode;

mod add;
mod args;
mod cargo;
mod check;
mod diagnostic;
mod doctor;
mod error;
mod explain;
mod graph;
mod listed;
mod name;
mod new;
mod output;
mod passthrough;
mod project;
mod source;

fn main() -> ExitCode {
    let arguments = args::parse();
    let output = output::Output::new(arguments.json);
    match run(arguments, &output) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            error.exit_code()
        }
    }
}

fn run(arguments: args::Arguments, output: &output::Output) -> Result<ExitCode, error::CliError> {
    use args::{Command, New};
    match arguments.command {
        Command::New(New::App(app)) => new::app::create(&app, output),
        Command::New(New::Module(module)) => new::module::create(&module, output),
        Command::New(New::Component(component)) => new::component::create(&component, output),
        Command::Add(add) => add::add(&add, output),
        Command::Graph(graph) => graph::graph(&graph, output),
        Command::Explain { code } => explain::explain(&code, output),
        Command::Check(check) => check::check(&check, output),
        Command::Doctor(doctor) => doctor::doctor(&doctor, output),
        Command::Config { package, arguments } => {
            passthrough::config(package.as_deref(), &arguments)
        }
        Command::Completions { shell } => args::completions(shell, output),
    }
}
