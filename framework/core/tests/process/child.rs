//! One run of the application.

use std::{
    env,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

/// The variable that makes this binary the application.
pub(crate) const ROLE: &str = "PURLIN_TEST_APPLICATION";

/// What that says for the application with faults.
pub(crate) const FAULTY: &str = "faulty";

/// What that says for the application that says its secrets.
pub(crate) const LEAKY: &str = "leaky";

/// And for that in a program of its own.
pub(crate) const EMBEDDED: &str = "embedded";

/// An application that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// The application, running; killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    said: Lines,
    logged: Lines,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    /// What the modules said since the last line that was waited for.
    pub(crate) said: Vec<String>,
    /// Standard error, all of it.
    pub(crate) log: String,
}

impl Running {
    /// Starts this binary as the application with these arguments.
    pub(crate) fn start(arguments: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        Self::spawn(command.args(arguments).env_remove("NOTIFY_SOCKET"))
    }

    /// Starts this binary as the application with faults.
    pub(crate) fn start_faulty(arguments: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.args(arguments).env_remove("NOTIFY_SOCKET");
        Self::spawn_as(FAULTY, &mut command)
    }

    /// Starts this binary as another application in this folder, with these variables.
    pub(crate) fn start_in(
        (role, folder): (&str, &Path),
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        command.args(arguments).env_remove("NOTIFY_SOCKET");
        command.current_dir(folder).envs(variables.iter().copied());
        Self::spawn_as(role, &mut command)
    }

    /// Starts it under a service manager that listens at `socket`.
    pub(crate) fn start_under(socket: &str, arguments: &[&str]) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        Self::spawn(command.args(arguments).env("NOTIFY_SOCKET", socket))
    }

    /// Starts it with at most `files` open files.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_with_files(files: u32) -> io::Result<Self> {
        let script = format!("ulimit -n {files}; exec \"$0\"");
        Self::spawn(
            Command::new("sh")
                .args(["-c", &script])
                .arg(env::current_exe()?),
        )
    }

    fn spawn(command: &mut Command) -> io::Result<Self> {
        Self::spawn_as("1", command)
    }

    fn spawn_as(role: &str, command: &mut Command) -> io::Result<Self> {
        let mut child = command
            .env(ROLE, role)
            .env_remove("RUST_LOG")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let closed = || io::Error::other("the application has no output");
        let said = Lines::of(child.stdout.take().ok_or_else(closed)?);
        let logged = Lines::of(child.stderr.take().ok_or_else(closed)?);
        Ok(Self {
            child,
            said,
            logged,
        })
    }

    /// Waits until the application says `line`.
    pub(crate) fn wait_for(&mut self, line: &str) -> io::Result<()> {
        self.said.wait_for(|said| said == line)?;
        self.said.seen.clear();
        Ok(())
    }

    /// Waits until the application says a line with `text` in it.
    pub(crate) fn wait_for_said(&mut self, text: &str) -> io::Result<()> {
        self.said.wait_for(|said| said.contains(text))
    }

    /// Waits until the application logs a line with `text` in it.
    pub(crate) fn wait_for_log(&mut self, text: &str) -> io::Result<()> {
        self.logged.wait_for(|line| line.contains(text))
    }

    /// Waits for a logged line with `text` in it, and gives what `read` finds in the line.
    pub(crate) fn logged<T>(
        &mut self,
        text: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> io::Result<T> {
        self.wait_for_log(text)?;
        let mut lines = self.logged.seen.iter();
        lines
            .find_map(|line| read(line).filter(|_| line.contains(text)))
            .ok_or_else(|| io::Error::other(format!("`{text}` does not say it")))
    }

    /// Sends the signal, named as `kill` names it.
    pub(crate) fn signal(&self, name: &str) -> io::Result<()> {
        let script = format!("kill -{name} {}", self.child.id());
        let done = Command::new("sh").args(["-c", &script]).status()?;
        if done.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("`{script}` failed")))
        }
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> io::Result<Ended> {
        let said = self.said.rest()?;
        let log = self.logged.rest()?.join("\n");
        let code = self.child.wait()?.code();
        Ok(Ended { code, said, log })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Mostly it has ended already.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// The lines of an output, as they come.
struct Lines {
    coming: Receiver<String>,
    seen: Vec<String>,
}

impl Lines {
    fn of(output: impl Read + Send + 'static) -> Self {
        let (sender, coming) = mpsc::channel();
        let lines = BufReader::new(output).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            coming,
            seen: Vec::new(),
        }
    }

    /// Takes lines until one of those seen is the right one.
    fn wait_for(&mut self, right: impl Fn(&str) -> bool) -> io::Result<()> {
        while !self.seen.iter().any(|line| right(line)) {
            match self.coming.recv_timeout(PATIENCE) {
                Ok(line) => self.seen.push(line),
                Err(error) => return Err(self.complaint(error)),
            }
        }
        Ok(())
    }

    /// What was seen and not cleared, and all that still comes.
    fn rest(&mut self) -> io::Result<Vec<String>> {
        loop {
            match self.coming.recv_timeout(PATIENCE) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Disconnected) => return Ok(std::mem::take(&mut self.seen)),
                Err(error) => return Err(self.complaint(error)),
            }
        }
    }

    fn complaint(&self, error: RecvTimeoutError) -> io::Error {
        io::Error::other(format!("{error}, after {:#?}", self.seen))
    }
}
