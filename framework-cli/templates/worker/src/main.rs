//! Run it: `cargo run`, then `curl -X POST localhost:8080/letters/ada@example.org`.
fn main() -> std::process::ExitCode {
    template_worker::TemplateWorker::main()
}
