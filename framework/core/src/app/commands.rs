//! What the commands other than `run` print.

use std::fmt::Write as _;

use crate::{graph::Format, private::Application, registry::Registry};

/// The help text of the application `A`.
pub(super) fn help<A: Application>() -> String {
    let mut text = format!("{} {}\n", A::NAME, A::VERSION);
    if let Some(line) = A::DOC.lines().next().filter(|line| !line.is_empty()) {
        let _ = writeln!(text, "{line}");
    }
    text.push_str(
        "\nCommands:\n  \
         run      start, serve until SIGTERM or SIGINT, stop (the default)\n  \
         check    read and validate the configuration, start nothing\n  \
         graph    print what is wired to what (--format mermaid, dot or json)\n\n\
         Options:\n  \
         --config PATH        read this TOML file instead of purlin.toml\n  \
         --set PATH=VALUE     set one value, over file and environment\n  \
         -h, --help           this text\n  \
         -V, --version        the version\n",
    );
    let prefix = crate::config::variable_prefix(A::NAME);
    let _ = writeln!(
        text,
        "\nEvery value can come from the environment too: {prefix}SECTION__FIELD.\n\
         RUST_LOG chooses what is logged (default: info)."
    );
    text
}

/// The graph of the application `A`.
pub(super) fn graph<A: Application>(format: Format) -> String {
    Registry::of::<A>().export(format)
}
