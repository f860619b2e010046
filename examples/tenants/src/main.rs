//! Run it: `cargo run -p tenants -- --config examples/tenants/purlin.toml`, then see `src/lib.rs` for what to ask it.
fn main() -> std::process::ExitCode {
    tenants::Mall::main()
}
