//! Run it: `cargo run`, then see `src/lib.rs` for what to ask it.
fn main() -> std::process::ExitCode {
    template_api::TemplateApi::main()
}
