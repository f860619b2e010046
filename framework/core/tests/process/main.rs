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
mod faulty;
#[cfg(unix)]
mod follow;
#[cfg(unix)]
mod leak;
#[cfg(unix)]
mod leaky;
#[cfg(unix)]
mod manager;
#[cfg(unix)]
mod matrix;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    match std::env::var(child::ROLE).as_deref() {
        Ok(child::FAULTY) => faulty::Faulty::main(),
        Ok(child::LEAKY) => leaky::Leaky::main(),
        Ok(child::EMBEDDED) => leaky::embedded(),
        Ok(_) => application::Process::main(),
        Err(_) => cases::run(),
    }
}

#[cfg(not(unix))]
fn main() {}
