//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use crate::error::BenchError;
use crate::measure::Limits;
use crate::mode::Mode;
use crate::source::Variant;
use crate::topology::Topology;

/// What `--help` prints.
pub const HELP: &str = "\
Compares what `cargo check` costs for one dependency graph, wired in different ways.

Options:
  --sizes 10,100,500      numbers of services
  --modes hand,purlin     ways of wiring (default: all): hand, hand-dyn, shaku, nject, lockjaw,
                          purlin, purlin-methods
  --topology dag          dag, chain, tree or layers
  --seed 1                seed of the graphs
  --recursion-limit N     set it in all programs (default: rustc's; shaku and nject have at least
                          8192); by hand, a chain of more than about 60 services needs it
  --runs 3                runs of each measurement; the median is reported
  --build                 measure `cargo build` too
  --edit                  measure again after one method body changed
  --memory-gib 6          address space a process may use
  --cpu-seconds 300       CPU seconds a process may use
  --json PATH             write the report with all samples as JSON
  --verify                measure nothing: build and run all programs at the smallest size and
                          compare what they print
  --help                  print this
";

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Arguments {
    /// Numbers of services, in the order of the report.
    pub sizes: Vec<usize>,
    /// The ways of wiring, in the order of the report.
    pub modes: Vec<Mode>,
    /// The shape of the graphs.
    pub topology: Topology,
    /// The seed of the graphs.
    pub seed: u64,
    /// The `recursion_limit` of all programs; rustc's default if there is none.
    pub recursion_limit: Option<u32>,
    /// How often each measurement is repeated.
    pub runs: usize,
    /// Whether `cargo build` is measured too.
    pub build: bool,
    /// Whether an incremental run after an edit is measured too.
    pub edit: bool,
    /// What one process may use.
    pub limits: Limits,
    /// Where the report goes as JSON.
    pub json: Option<PathBuf>,
    /// Whether to run the programs in place of measuring.
    pub verify: bool,
    /// Whether to print the help in place of all else.
    pub help: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            sizes: vec![10, 100, 500],
            modes: Mode::ALL.to_vec(),
            topology: Topology::Dag,
            seed: 1,
            recursion_limit: None,
            runs: 3,
            build: false,
            edit: false,
            limits: Limits {
                memory_gib: 6,
                cpu_seconds: 300,
            },
            json: None,
            verify: false,
            help: false,
        }
    }
}

impl Arguments {
    /// Reads the arguments that follow the program's name.
    ///
    /// # Errors
    /// If an option or its value is unknown, or a number that must not be zero is.
    pub fn parse(given: impl IntoIterator<Item = String>) -> Result<Self, BenchError> {
        let mut arguments = Self::default();
        let mut given = given.into_iter();
        while let Some(option) = given.next() {
            let mut value = || {
                given
                    .next()
                    .ok_or_else(|| BenchError::Arguments(format!("`{option}` needs a value")))
            };
            match option.as_str() {
                "--sizes" => arguments.sizes = list(&value()?, positive)?,
                "--modes" => arguments.modes = list(&value()?, Mode::from_str)?,
                "--topology" => arguments.topology = value()?.parse()?,
                "--seed" => arguments.seed = number(&value()?)?,
                "--recursion-limit" => arguments.recursion_limit = Some(number(&value()?)?),
                "--runs" => arguments.runs = positive(&value()?)?,
                "--memory-gib" => arguments.limits.memory_gib = number(&value()?)?,
                "--cpu-seconds" => arguments.limits.cpu_seconds = number(&value()?)?,
                "--json" => arguments.json = Some(PathBuf::from(value()?)),
                "--build" => arguments.build = true,
                "--edit" => arguments.edit = true,
                "--verify" => arguments.verify = true,
                "--help" => arguments.help = true,
                _ => return Err(BenchError::Arguments(format!("`{option}` is no option"))),
            }
        }
        Ok(arguments)
    }

    /// The variant of the programs, before or after the edit.
    #[must_use]
    pub fn variant(&self, edited: bool) -> Variant {
        Variant {
            recursion_limit: self.recursion_limit,
            edited,
        }
    }
}

fn list<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, BenchError>,
) -> Result<Vec<T>, BenchError> {
    text.split(',').map(|part| parse(part.trim())).collect()
}

fn number<T: FromStr>(text: &str) -> Result<T, BenchError> {
    text.parse()
        .map_err(|_| BenchError::Arguments(format!("`{text}` is no number")))
}

fn positive(text: &str) -> Result<usize, BenchError> {
    match number(text)? {
        0 => Err(BenchError::Arguments(
            "a number of services or runs must not be 0".to_owned(),
        )),
        number => Ok(number),
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use crate::mode::Mode;
    use crate::topology::Topology;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn options_replace_the_defaults() {
        let arguments =
            parse("--sizes 50,100 --modes hand,shaku --topology chain --runs 5 --build").unwrap();
        assert_eq!(arguments.sizes, [50, 100]);
        assert_eq!(arguments.modes, [Mode::Hand, Mode::Shaku]);
        assert_eq!(arguments.topology, Topology::Chain);
        assert_eq!(
            (arguments.runs, arguments.build, arguments.edit),
            (5, true, false)
        );
        assert_eq!(parse(""), Ok(Arguments::default()));
    }

    #[test]
    fn a_wrong_option_is_named() {
        assert!(parse("--size 5").is_err_and(|error| error.contains("`--size` is no option")));
        assert!(parse("--sizes").is_err_and(|error| error.contains("`--sizes` needs a value")));
        assert!(parse("--sizes 0").is_err_and(|error| error.contains("must not be 0")));
        assert!(parse("--sizes 1,x").is_err_and(|error| error.contains("`x` is no number")));
    }
}
