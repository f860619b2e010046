//! Run it: `cargo run`, then `curl localhost:8080/`.
fn main() -> std::process::ExitCode {
    template_minimal::TemplateMinimal::main()
}
