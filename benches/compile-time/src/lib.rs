//! benches/compile-time:purlin-bench-compile-time
