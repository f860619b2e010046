//! Run it: `cargo run -p storefront`, then see `src/lib.rs` for what to ask it.
fn main() -> std::process::ExitCode {
    storefront::Storefront::main()
}
