//! The generated programs: one `main.rs` for each mode.
//!
//! What is not wiring is the same text in all of them: a service has a memo for its value and a
//! method that computes it from its dependencies. The memo counts how often a value was computed, so
//! the program's output shows both that the right services were wired and that they were shared.

mod hand;
mod lockjaw;
mod nject;
mod purlin;
mod shaku;
mod text;

use crate::graph::Graph;
use crate::mode::Mode;
use text::Text;

/// How many services a Purlin module of a program has.
const MODULE: usize = 25;

const MEMO: &str =
    "static COMPUTED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// The value of a service once it is known.
#[derive(Default)]
pub struct Memo {
    known: std::sync::atomic::AtomicBool,
    value: std::sync::atomic::AtomicU32,
}

impl Memo {
    pub fn get(&self) -> Option<u32> {
        let known = self.known.load(std::sync::atomic::Ordering::Acquire);
        known.then(|| self.value.load(std::sync::atomic::Ordering::Relaxed))
    }

    pub fn set(&self, value: u32) -> u32 {
        COMPUTED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.value.store(value, std::sync::atomic::Ordering::Relaxed);
        self.known.store(true, std::sync::atomic::Ordering::Release);
        value
    }
}
";

const REPORT: &str = r#"fn report(checksum: u32) {
    let computed = COMPUTED.load(std::sync::atomic::Ordering::Relaxed);
    println!("checksum {checksum} computed {computed}");
}
"#;

/// The line that a program prints if it has wired `graph` and shared its services.
#[must_use]
pub fn expected_output(graph: &Graph) -> String {
    format!("checksum {} computed {}", graph.checksum(), graph.size())
}

/// The recursion limit of programs that walk the graph in the trait solver: with rustc's own they stop
/// at a depth of about 65.
const SOLVER_DEPTH: u32 = 8192;

/// What may differ between two programs for one graph and mode.
#[derive(Debug, Clone, Copy, Default)]
pub struct Variant {
    /// The `recursion_limit` of the crate; rustc's default if there is none, except for frameworks
    /// that need more for any real graph.
    pub recursion_limit: Option<u32>,
    /// Whether the body of one method says the same in other words: what an incremental build sees
    /// after a small change.
    pub edited: bool,
}

/// The program that wires `graph`.
#[must_use]
pub fn program(mode: Mode, graph: &Graph, variant: Variant) -> String {
    let mut text = Text::new(graph, MODULE, variant.edited);
    text.line(format!("//! {mode}: {graph}"));
    let solver = matches!(mode, Mode::Shaku | Mode::Nject).then_some(SOLVER_DEPTH);
    if let Some(limit) = variant.recursion_limit.max(solver) {
        text.line(format!("#![recursion_limit = \"{limit}\"]"));
    }
    text.line(
        "#![allow(dead_code, reason = \"main asks for the roots, the rest could be asked for\")]\n",
    );
    declare(&mut text, mode);
    match mode {
        Mode::Hand | Mode::HandDyn => hand::main(&mut text),
        Mode::Shaku => shaku::main(&mut text),
        Mode::Nject => nject::main(&mut text),
        Mode::Lockjaw => lockjaw::main(&mut text),
        Mode::Purlin | Mode::PurlinMethods => purlin::main(&mut text),
    }
    text.line(REPORT);
    text.finish()
}

/// The program without its `main`, to be included in another one; Purlin's modules have `module`
/// services each.
#[must_use]
pub fn declarations(mode: Mode, graph: &Graph, module: usize) -> String {
    let mut text = Text::new(graph, module.max(1), false);
    declare(&mut text, mode);
    text.finish()
}

fn declare(text: &mut Text<'_>, mode: Mode) {
    match mode {
        Mode::Hand => hand::concrete(text),
        Mode::HandDyn => hand::behind_traits(text),
        Mode::Shaku => shaku::components(text),
        Mode::Nject => nject::injectables(text),
        Mode::Lockjaw => lockjaw::injectables(text),
        Mode::Purlin => purlin::components(text),
        Mode::PurlinMethods => purlin::methods(text),
    }
    text.line(MEMO);
}

/// A program without services, in a project with the same dependencies: what cargo, the start of
/// rustc and the framework's metadata cost by themselves.
#[must_use]
pub fn empty() -> String {
    "fn main() {}\n".to_owned()
}

/// Reads the dependencies back from the fields of the structs in a generated program.
#[must_use]
pub fn dependencies(program: &str) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut open = false;
    for line in program.lines() {
        if line
            .strip_prefix("pub struct S")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        {
            open = true;
            found.push(Vec::new());
        } else if line == "}" {
            open = false;
        } else if open
            && let Some((_, of)) = line.trim().split_once(": ")
            && let Some(service) = of
                .split(|c: char| !c.is_alphanumeric())
                .find_map(|part| part.strip_prefix(['S', 'T'])?.parse().ok())
            && let Some(last) = found.last_mut()
        {
            last.push(service);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Variant, dependencies, program};
    use crate::graph::{Graph, fingerprint};
    use crate::mode::Mode;
    use crate::topology::Topology;

    #[test]
    fn the_same_seed_gives_the_same_text() {
        for mode in Mode::ALL {
            let text = |seed| {
                program(
                    mode,
                    &Graph::new(Topology::Dag, 40, seed),
                    Variant::default(),
                )
            };
            assert_eq!(text(1), text(1));
            assert_ne!(text(1), text(2));
        }
    }

    #[test]
    fn every_mode_contains_every_service() {
        for mode in Mode::ALL {
            let text = program(mode, &Graph::new(Topology::Dag, 10, 1), Variant::default());
            for service in 0..10 {
                let head = format!("pub struct S{service}");
                assert!(
                    text.contains(&format!("{head} {{"))
                        || text.contains(&format!("{head}<'a> {{")),
                    "{mode} lacks S{service}"
                );
            }
        }
    }

    #[test]
    fn every_mode_says_the_graph_it_was_given() {
        for topology in Topology::ALL {
            let graph = Graph::new(topology, 60, 3);
            for mode in Mode::ALL {
                let found = dependencies(&program(mode, &graph, Variant::default()));
                assert_eq!(
                    fingerprint(&found),
                    graph.fingerprint(),
                    "{mode} {topology}"
                );
            }
        }
    }

    #[test]
    fn an_edit_changes_one_line() {
        let graph = Graph::new(Topology::Dag, 10, 1);
        for mode in Mode::ALL {
            let (before, after) = (
                program(mode, &graph, Variant::default()),
                program(
                    mode,
                    &graph,
                    Variant {
                        edited: true,
                        ..Variant::default()
                    },
                ),
            );
            let changed = before
                .lines()
                .zip(after.lines())
                .filter(|(before, after)| before != after)
                .count();
            assert_eq!(changed, 1, "{mode}");
            assert_eq!(before.lines().count(), after.lines().count(), "{mode}");
        }
    }

    #[test]
    fn a_recursion_limit_is_set_only_where_it_is_needed_or_asked_for() {
        let graph = Graph::new(Topology::Chain, 10, 1);
        let limits = |mode, recursion_limit| {
            let text = program(
                mode,
                &graph,
                Variant {
                    recursion_limit,
                    ..Variant::default()
                },
            );
            text.lines()
                .filter(|line| line.contains("recursion_limit"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert!(limits(Mode::Purlin, None).is_empty());
        assert_eq!(
            limits(Mode::Hand, Some(300)),
            ["#![recursion_limit = \"300\"]"]
        );
        assert_eq!(
            limits(Mode::Shaku, Some(300)),
            ["#![recursion_limit = \"8192\"]"]
        );
    }
}
