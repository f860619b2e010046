//! Run it: `cargo run -p two-instances -- --config examples/two-instances/purlin.toml`, stop it with Ctrl-C,
//! and look at `orders.log` and `audit.log`.
fn main() -> std::process::ExitCode {
    two_instances::Books::main()
}
