//! An application as a process: signals and exit codes. This binary is both, the application
//! (when the environment says so) and the tests that run it.

extern crate purlin_core as purlin;

#[cfg(unix)]
mod admin;
#[cfg(unix)]
mod application;
#[cfg(unix)]
mod cases;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod leak;
#[cfg(unix)]
mod manager;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    if std::env::var_os(child::ROLE).is_some() {
        return application::Process::main();
    }
    cases::run()
}

#[cfg(not(unix))]
fn main() {}
