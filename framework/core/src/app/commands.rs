//! What the commands other than `run` print.

use std::fmt::Write as _;

use super::{Output, command};
use crate::{
    config::{self, ConfigTree, SampleFormat, SectionInfo},
    error::{self, Explained},
    graph::Format,
    private::Application,
    registry::Registry,
};

/// The help text of the application `A`.
pub(super) fn help<A: Application>(program: &str) -> String {
    let mut text = format!("{} {}\n", A::NAME, A::VERSION);
    if let Some(line) = A::DOC.lines().next().filter(|line| !line.is_empty()) {
        let _ = writeln!(text, "{line}");
    }
    text.push_str(
        "\nCommands:\n  \
         run      start, serve until SIGTERM or SIGINT, stop (the default)\n  \
         check    read and validate the configuration, start nothing\n  \
         graph    print what is wired to what (--format mermaid, dot or json; --live)\n  \
         config show           print what is in force and where it comes from (--format json; --live)\n  \
         config explain PATH   print everything about one setting\n  \
         config sample         print a configuration to fill in (--format toml, yaml, json or env)\n  \
         config schema         print the JSON Schema of the file\n  \
         explain CODE          say what a code means and what to do\n  \
         completions SHELL     print what bash, zsh or fish needs to complete this\n  \
         version  print the name and the version\n",
    );
    for command in command::commands(Registry::of::<A>()) {
        let (name, about) = ((command.name)(), (command.about)());
        let _ = writeln!(text, "  {name:<8} {about}");
    }
    text.push_str(
        "\nOptions:\n  \
         --config PATH        read this file instead of purlin.toml\n  \
         --profile NAME       read purlin.NAME.toml over it, if it exists\n  \
         --secrets PATH       read a directory with one file per secret\n  \
         --set PATH=VALUE     set one value, over file and environment\n  \
         --output text|json   for whom commands print and errors are shown\n  \
         -h, --help           this text\n  \
         -V, --version        the version\n",
    );
    let _ = write!(
        text,
        "\nExamples:\n  \
         {program} --config prod.toml --set logging.level=debug\n  \
         {program} config sample > purlin.toml\n  \
         {program} check --profile prod && echo fine\n  \
         {program} graph --format dot | dot -Tsvg > graph.svg\n"
    );
    for command in command::commands(Registry::of::<A>()) {
        for example in (command.examples)() {
            let _ = writeln!(text, "  {program} {example}");
        }
    }
    let prefix = config::variable_prefix(A::NAME);
    let _ = writeln!(
        text,
        "\nEvery value can come from the environment or a .env file too: {prefix}SECTION__FIELD.\n\
         RUST_LOG chooses what is logged (info,shop::orders=debug), over the configuration."
    );
    text
}

/// The name and the version of the application `A`.
pub(super) fn version<A: Application>(output: Output) -> String {
    match output {
        Output::Text => format!("{} {}\n", A::NAME, A::VERSION),
        Output::Json => pretty(&serde_json::json!({ "name": A::NAME, "version": A::VERSION })),
    }
}

/// That nothing is wrong.
pub(super) fn fine(output: Output) -> String {
    match output {
        Output::Text => "configuration and wiring are fine\n".to_owned(),
        Output::Json => pretty(&serde_json::json!({ "fine": true })),
    }
}

/// The graph of the application `A`.
pub(super) fn graph<A: Application>(format: Format) -> String {
    Registry::of::<A>().export(format)
}

/// The sections that the application `A` reads.
pub(super) fn sections<A: Application>() -> Vec<SectionInfo> {
    let sections = A::TABLE.sections.iter();
    sections.map(|section| section.info).collect()
}

/// A configuration of the application `A` to fill in.
pub(super) fn sample<A: Application>(format: SampleFormat) -> String {
    config::sample(A::NAME, &sections::<A>(), format)
}

/// The JSON Schema of a configuration file of the application `A`.
pub(super) fn schema<A: Application>() -> String {
    pretty(&config::schema(A::NAME, &sections::<A>()))
}

/// What a code means, if there is one.
pub(super) fn explain(code: &str, output: Output) -> Option<String> {
    let Explained {
        code,
        title,
        advice,
    } = error::explain(code)?;
    let docs = error::page(code);
    Some(match output {
        Output::Text => format!("{code}: {title}\n  what to do: {advice}\n  docs: {docs}\n"),
        Output::Json => pretty(&serde_json::json!({
            "code": code, "title": title, "advice": advice, "docs": docs,
        })),
    })
}

/// What is in force.
pub(super) fn show(tree: &ConfigTree, json: bool) -> String {
    if json {
        pretty(&tree.to_json())
    } else {
        tree.show()
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
