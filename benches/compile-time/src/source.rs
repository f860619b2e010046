//! The generated programs: one `main.rs` for each mode.
//!
//! What is not wiring is the same text in all of them: a service has a memo for its value and a
//! method that computes it from its dependencies. The memo counts how often a value was computed, so
//! the program's output shows both that the right services were wired and that they were shared.

mod hand;
mod nject;
mod purlin;
mod shaku;
mod text;

use crate::graph::Graph;
use crate::mode::Mode;
use text::Text;

const MEMO: &str = r#"static COMPUTED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// The value of a service once it is known.
#[derive(Default)]
pub struct Memo(std::sync::atomic::AtomicU64);

impl Memo {
    pub fn get(&self) -> Option<u32> {
        let value = self.0.load(std::sync::atomic::Ordering::Relaxed);
        if value == 0 { None } else { Some(value as u32) }
    }

    pub fn set(&self, value: u32) -> u32 {
        COMPUTED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.store(u64::from(value) | 1 << 32, std::sync::atomic::Ordering::Relaxed);
        value
    }
}

fn report(checksum: u32) {
    let computed = COMPUTED.load(std::sync::atomic::Ordering::Relaxed);
    println!("checksum {checksum} computed {computed}");
}
"#;

/// The line that a program prints if it has wired `graph` and shared its services.
#[must_use]
pub fn expected_output(graph: &Graph) -> String {
    format!("checksum {} computed {}", graph.checksum(), graph.size())
}

/// The program that wires `graph`. Programs that differ in `edit` differ in the body of one method,
/// which returns the same value: what an incremental build sees after a small change.
#[must_use]
pub fn program(mode: Mode, graph: &Graph, edit: u32) -> String {
    let mut text = Text::new(graph, edit);
    text.line(format!("//! {mode}: {graph}"));
    if matches!(mode, Mode::Shaku | Mode::Nject) {
        // Both walk the graph in the trait solver and stop at a depth of about 65 without this.
        text.line("#![recursion_limit = \"8192\"]");
    }
    text.line("#![allow(dead_code, reason = \"main asks for the roots; the other services could be asked for too\")]");
    text.line("");
    match mode {
        Mode::Hand => hand::concrete(&mut text),
        Mode::HandDyn => hand::behind_traits(&mut text),
        Mode::Shaku => shaku::components(&mut text),
        Mode::Nject => nject::injectables(&mut text),
        Mode::Purlin => purlin::components(&mut text),
        Mode::PurlinMethods => purlin::methods(&mut text),
    }
    text.line(MEMO);
    text.finish()
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
            && let Some(name) = of
                .split(|c: char| !c.is_alphanumeric())
                .rfind(|part| !part.is_empty())
            && let Some(service) = name
                .strip_prefix(['S', 'T'])
                .and_then(|number| number.parse().ok())
            && let Some(last) = found.last_mut()
        {
            last.push(service);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{dependencies, program};
    use crate::graph::{Graph, fingerprint};
    use crate::mode::Mode;
    use crate::topology::Topology;

    #[test]
    fn the_same_seed_gives_the_same_text() {
        for mode in Mode::ALL {
            let text = |seed| program(mode, &Graph::new(Topology::Dag, 40, seed), 0);
            assert_eq!(text(1), text(1));
            assert_ne!(text(1), text(2));
        }
    }

    #[test]
    fn every_mode_contains_every_service() {
        for mode in Mode::ALL {
            let text = program(mode, &Graph::new(Topology::Dag, 10, 1), 0);
            for service in 0..10 {
                assert!(
                    text.contains(&format!("pub struct S{service} {{")),
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
                let found = dependencies(&program(mode, &graph, 0));
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
            let (before, after) = (program(mode, &graph, 0), program(mode, &graph, 1));
            let changed = before
                .lines()
                .zip(after.lines())
                .filter(|(before, after)| before != after)
                .count();
            assert_eq!(changed, 1, "{mode}");
            assert_eq!(before.lines().count(), after.lines().count(), "{mode}");
        }
    }
}
