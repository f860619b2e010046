//! benches/run-time:purlin-bench-run-time
