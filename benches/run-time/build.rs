//! Writes the services that the benchmark wires: one graph for each size, said by hand and with
//! Purlin.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use purlin_bench_compile_time::graph::Graph;
use purlin_bench_compile_time::mode::Mode;
use purlin_bench_compile_time::source::declarations;
use purlin_bench_compile_time::topology::Topology;

/// Numbers of services and of services in a module.
const CASES: [(usize, usize); 4] = [(10, 1), (100, 1), (100, 25), (500, 1)];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    for (size, module) in CASES {
        let graph = Graph::new(Topology::Dag, size, 1);
        for mode in [Mode::Hand, Mode::Purlin] {
            let file = format!("{mode}_{size}_by_{module}.rs");
            fs::write(folder.join(file), declarations(mode, &graph, module))?;
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}
