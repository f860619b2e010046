//! One measured run of cargo, under limits.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Serialize;
use wait4::Wait4;

use crate::error::BenchError;
use crate::project::{Project, cargo};

/// What one process may use before it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Address space in GiB.
    pub memory_gib: u64,
    /// CPU seconds.
    pub cpu_seconds: u64,
}

/// What a run of cargo and its descendants used.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Usage {
    /// User and system time of all of them, in seconds.
    pub cpu_seconds: f64,
    /// The largest resident set that one of them had, in MiB.
    pub peak_mib: u64,
}

/// A usage, or why there is none.
pub type Outcome = Result<Usage, String>;

/// Runs `cargo <verb>` in `project` and returns what it used, or why it failed.
///
/// # Errors
/// If the process cannot be started or waited for.
pub fn measure(
    project: &Project,
    verb: &str,
    limits: Limits,
    log: &Path,
) -> Result<Outcome, BenchError> {
    let program = cargo();
    let failed = |source| BenchError::Process {
        program: program.clone(),
        source,
    };
    let stderr = File::create(log).map_err(BenchError::file(log))?;
    let mut command = Command::new("sh");
    // The limits of a shell are inherited by cargo and the rustc that it starts.
    command
        .args([
            "-c",
            "ulimit -v \"$1\" && ulimit -t \"$2\" && shift 2 && exec \"$@\"",
            "sh",
        ])
        .arg((limits.memory_gib * 1024 * 1024).to_string())
        .arg(limits.cpu_seconds.to_string())
        .args([program.as_str(), verb, "--offline", "--quiet"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(stderr);
    project.enter(&mut command);
    let used = command.spawn().map_err(failed)?.wait4().map_err(failed)?;
    if used.status.success() {
        let cpu: Duration = used.rusage.utime + used.rusage.stime;
        return Ok(Ok(Usage {
            cpu_seconds: cpu.as_secs_f64(),
            peak_mib: used.rusage.maxrss / 1024 / 1024,
        }));
    }
    let said = fs::read(log).map_err(BenchError::file(log))?;
    let said = reason(&String::from_utf8_lossy(&said), &used.status.to_string());
    let Limits {
        memory_gib,
        cpu_seconds,
    } = limits;
    Ok(Err(if said.contains("memory") {
        format!("out of memory at {memory_gib} GiB of address space: {said}")
    } else if said.contains("SIGXCPU") || said.contains("SIGKILL") {
        format!("stopped at {cpu_seconds} CPU s: {said}")
    } else {
        said
    }))
}

/// The line of cargo's messages that tells most about a failure; `status` if none does.
#[must_use]
pub fn reason(messages: &str, status: &str) -> String {
    let with = |texts: &[&str]| {
        messages
            .lines()
            .find(|line| texts.iter().any(|text| line.contains(text)))
    };
    let line = with(&[
        "memory allocation of",
        "out of memory",
        "Cannot allocate memory",
    ])
    .or_else(|| with(&["SIGXCPU", "SIGKILL", "SIGSEGV", "overflowed its stack"]))
    .or_else(|| messages.lines().find(|line| line.starts_with("error")))
    .or_else(|| messages.lines().rfind(|line| !line.trim().is_empty()))
    .unwrap_or(status)
    .trim();
    if line.chars().count() > 160 {
        let shortened: String = line.chars().take(160).collect();
        return format!("{shortened}…");
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_reason_of_a_failure_is_its_cause_not_its_first_line() {
        let messages = "error: could not compile `x`\n\nCaused by:\n  (signal: 24, SIGXCPU: CPU time limit exceeded)\n";
        assert_eq!(
            reason(messages, "exit 101"),
            "(signal: 24, SIGXCPU: CPU time limit exceeded)"
        );
        assert_eq!(
            reason("warning: a\nerror[E0275]: overflow\n --> b\n", "exit 101"),
            "error[E0275]: overflow"
        );
        assert_eq!(
            reason("memory allocation of 8 bytes failed\nerror: x\n", ""),
            "memory allocation of 8 bytes failed"
        );
        assert_eq!(reason("\n", "exit 101"), "exit 101");
    }
}
