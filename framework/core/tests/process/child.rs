//! One run of the application.

use std::{
    env,
    io::{self, BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

/// The variable that makes this binary the application.
pub(crate) const ROLE: &str = "PURLIN_TEST_APPLICATION";

/// The application, running.
pub(crate) struct Running {
    child: Child,
    said: BufReader<ChildStdout>,
    log: JoinHandle<io::Result<String>>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// What the modules said since the last line that was waited for.
    pub(crate) said: Vec<String>,
    /// Standard error.
    pub(crate) log: String,
}

impl Running {
    /// Starts this binary as the application with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> io::Result<Self> {
        Self::spawn(Command::new(env::current_exe()?).args(arguments))
    }

    /// Starts it with at most `files` open files.
    pub(crate) fn start_with_files(files: u32) -> io::Result<Self> {
        let script = format!("ulimit -n {files}; exec \"$0\"");
        Self::spawn(
            Command::new("sh")
                .args(["-c", &script])
                .arg(env::current_exe()?),
        )
    }

    fn spawn(command: &mut Command) -> io::Result<Self> {
        let mut child = command
            .env(ROLE, "1")
            .env_remove("RUST_LOG")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let closed = || io::Error::other("the application has no output");
        let said = child.stdout.take().ok_or_else(closed)?;
        let mut log = child.stderr.take().ok_or_else(closed)?;
        let log = thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).map(|_| text)
        });
        Ok(Self {
            child,
            said: BufReader::new(said),
            log,
        })
    }

    /// Waits until the application says `line`.
    pub(crate) fn wait_for(&mut self, line: &str) -> io::Result<()> {
        let mut said = String::new();
        loop {
            said.clear();
            if self.said.read_line(&mut said)? == 0 {
                return Err(io::Error::other(format!("it never said `{line}`")));
            }
            if said.trim_end() == line {
                return Ok(());
            }
        }
    }

    /// Sends the signal, named as `kill` names it.
    pub(crate) fn signal(&self, name: &str) -> io::Result<()> {
        let pid = self.child.id().to_string();
        let script = format!("kill -{name} {pid}");
        let done = Command::new("sh").args(["-c", &script]).status()?;
        if done.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("`{script}` failed")))
        }
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> io::Result<Ended> {
        let said = self.said.lines().collect::<io::Result<_>>()?;
        let log = self
            .log
            .join()
            .map_err(|_| io::Error::other("reading the log panicked"))??;
        let code = self.child.wait()?.code();
        Ok(Ended { code, said, log })
    }
}
