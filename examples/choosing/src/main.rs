//! Run it: `cargo run -p choosing -- --set cache.backend=shared`, then see `src/lib.rs`.
fn main() -> std::process::ExitCode {
    choosing::Shop::main()
}
