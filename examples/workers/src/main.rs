//! Run it: `cargo run -p workers`, then stop it with Ctrl-C and see in the log what is finished first.
fn main() -> std::process::ExitCode {
    workers::PrintShop::main()
}
