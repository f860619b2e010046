//! Prints what handlers of HTTP cost the compiler, beside axum alone:
//! `cargo run -p purlin-bench-compile-time --bin handlers -- 100 300 1000`.

use std::error::Error;
use std::io::{self, Write};

use purlin_bench_compile_time::{handlers::compare, project::folder};

/// Each program is checked so many times.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let sizes: Vec<usize> = std::env::args()
        .skip(1)
        .map(|size| size.parse())
        .collect::<Result<_, _>>()?;
    let sizes = if sizes.is_empty() {
        vec![100, 300, 1000]
    } else {
        sizes
    };
    let table = compare(&folder()?, &sizes, RUNS, &mut io::stderr())?;
    io::stdout().write_all(table.as_bytes())?;
    Ok(())
}
