//! Compares lookup and bootstrap of an application with hand-written wiring of the same graph:
//! `cargo bench -p purlin-bench-run-time`.
