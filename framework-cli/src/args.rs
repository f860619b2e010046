//! The command line.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::{error::CliError, output::Output};

/// Makes, extends, draws and examines Purlin applications.
#[derive(Debug, Parser)]
#[command(
    name = "cargo purlin",
    bin_name = "cargo purlin",
    version,
    after_help = "Examples:\n  \
        cargo purlin new app shop --template api\n  \
        cargo purlin add database\n  \
        cargo purlin graph --open\n  \
        cargo purlin explain PL0001"
)]
pub(crate) struct Arguments {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an application, a module or a component.
    #[command(subcommand)]
    New(New),
    /// Add a bundled module: to Cargo.toml, to `#[app(modules = […])]` and to purlin.toml.
    Add(Add),
    /// Print or open the graph of the application.
    Graph(Graph),
    /// Explain a code such as PL0007: what it means, why, and what to do.
    Explain {
        /// The code.
        code: String,
    },
    /// Build the application and list what is wrong with its wiring.
    Check(Target),
    /// Examine toolchain, versions, modules and configuration of a project.
    Doctor(Target),
    /// Pass a `config …` command on to the application.
    Config {
        /// The package, in a workspace with several.
        #[arg(short, long)]
        package: Option<String>,
        /// `show`, `explain PATH`, `sample` or `schema`, with their options.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        arguments: Vec<OsString>,
    },
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum New {
    /// An application in a folder of its own.
    App(NewApp),
    /// A module: in the application of the current folder, or as a crate of its own.
    Module(NewModule),
    /// A component of a module of the application in the current folder.
    Component(NewComponent),
}

#[derive(Debug, Args)]
pub(crate) struct NewApp {
    /// The name of the package, such as `shop` or `order-desk`.
    pub(crate) name: String,
    /// What to begin with.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) template: Template,
    /// Where to make it; default: a folder of the package's name.
    #[arg(long)]
    pub(crate) path: Option<PathBuf>,
    /// A checkout of Purlin to depend on, instead of the one this command was built from.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) purlin: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// One module that greets over HTTP.
    #[default]
    Minimal,
    /// A JSON API over a database with migrations.
    Api,
    /// A background worker with a queue and health.
    Worker,
}

#[derive(Debug, Args)]
pub(crate) struct NewModule {
    /// The noun, such as `orders` or `price-list`.
    pub(crate) name: String,
    /// Make a library crate that other applications can use, in a folder of its own.
    #[arg(long = "crate")]
    pub(crate) own_crate: bool,
    /// A checkout of Purlin to depend on (with `--crate`).
    #[arg(long, value_name = "FOLDER", requires = "own_crate")]
    pub(crate) purlin: Option<PathBuf>,
    /// The package, in a workspace with several.
    #[arg(short, long)]
    pub(crate) package: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct NewComponent {
    /// The noun, such as `order-repo`.
    pub(crate) name: String,
    /// The module it belongs to, such as `orders`; may be left out if there is only one.
    #[arg(long)]
    pub(crate) module: Option<String>,
    /// The package, in a workspace with several.
    #[arg(short, long)]
    pub(crate) package: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The module, such as `http-server` or `database`.
    pub(crate) module: String,
    /// The package, in a workspace with several.
    #[arg(short, long)]
    pub(crate) package: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A Mermaid flowchart.
    #[default]
    Mermaid,
    /// A Graphviz digraph.
    Dot,
    /// Nodes, edges, modules and places.
    Json,
    /// A page of its own: searchable, zoomable, without the network.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// How to write it.
    #[arg(long, value_enum)]
    pub(crate) format: Option<GraphFormat>,
    /// Write it to this file instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show the page in a browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// The package, in a workspace with several.
    #[arg(short, long)]
    pub(crate) package: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The package, in a workspace with several.
    #[arg(short, long)]
    pub(crate) package: Option<String>,
}

/// Understands the process's arguments; explains and exits where they make no sense.
pub(crate) fn parse() -> Arguments {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    // Cargo calls `cargo-purlin purlin …`.
    if arguments.get(1).is_some_and(|word| word == "purlin") {
        arguments.remove(1);
    }
    Arguments::parse_from(arguments)
}

/// Prints the completions of a shell, for `cargo-purlin` and for `cargo purlin` in shells that
/// complete subcommands by the name of the program.
#[expect(clippy::unnecessary_wraps, reason = "all commands have one signature")]
pub(crate) fn completions(shell: Shell, output: &Output) -> Result<ExitCode, CliError> {
    let mut text = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(shell, &mut command, "cargo-purlin", &mut text);
    output.text(&String::from_utf8_lossy(&text));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_follows_config_goes_to_the_application_as_it_is() {
        let words = ["cargo", "config", "sample", "--format", "env"];
        let found = Arguments::try_parse_from(words).unwrap();
        let Command::Config { arguments, package } = found.command else {
            panic!("{found:?}");
        };
        assert_eq!(arguments, ["sample", "--format", "env"]);
        assert_eq!(package, None);
    }
}
