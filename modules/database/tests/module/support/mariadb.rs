//! A MariaDB server of a test's own, which may be restarted as others must not.

#![expect(clippy::panic, reason = "helpers of tests fail the test")]

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::Duration,
};

use super::own::{Restarts, is_root, user_of};

/// A server in a temporary folder; it ends with this.
pub(crate) struct OwnServer {
    folder: tempfile::TempDir,
    program: PathBuf,
    /// Whom it runs as, for it refuses to run as root.
    user: Option<(u32, u32)>,
    port: u16,
    running: Mutex<Option<Child>>,
}

impl OwnServer {
    /// Starts one; none, and why, if this machine has no programs for it.
    pub(crate) fn start() -> Result<Self, String> {
        let program = found("mariadbd").ok_or("there is no `mariadbd`")?;
        let install = found("mariadb-install-db").ok_or("there is no `mariadb-install-db`")?;
        let folder = tempfile::tempdir().unwrap();
        let user = if is_root(folder.path()) {
            let user = user_of(&["mysql", "nobody"])
                .ok_or("it refuses to run as root, and there is nobody else")?;
            chown(folder.path(), Some(user.0), Some(user.1)).unwrap();
            Some(user)
        } else {
            None
        };
        // It is free now; nobody on this machine takes it as quickly as the server does.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let server = Self {
            folder,
            program,
            user,
            port,
            running: Mutex::new(None),
        };
        let mut made = server.command(&install);
        made.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
        let done = made.status().unwrap();
        assert!(done.success(), "mariadb-install-db: {done}");
        let made = "CREATE DATABASE IF NOT EXISTS shop;\n";
        fs::write(server.folder.path().join("init.sql"), made).unwrap();
        server.launch();
        Ok(server)
    }

    fn command(&self, program: &Path) -> Command {
        let folder = self.folder.path();
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(folder.join("log"));
        let log = log.unwrap();
        let mut command = Command::new(program);
        command
            // Not those of the machine.
            .arg("--no-defaults")
            .arg(format!("--datadir={}", folder.join("data").display()))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::from(log.try_clone().unwrap()))
            .stderr(Stdio::from(log));
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Starts it and waits until it answers.
    fn launch(&self) {
        let folder = self.folder.path();
        let mut command = self.command(&self.program);
        command
            .arg(format!("--port={}", self.port))
            .arg(format!("--socket={}", folder.join("socket").display()))
            .arg(format!("--pid-file={}", folder.join("pid").display()))
            .arg(format!("--init-file={}", folder.join("init.sql").display()))
            .args(["--bind-address=127.0.0.1", "--innodb-buffer-pool-size=32M"]);
        *self.running() = Some(command.spawn().unwrap());
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("mariadbd does not answer: {log}");
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Restarts for OwnServer {
    fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/shop", self.port)
    }

    fn process(&self) -> u32 {
        self.running().as_ref().map(Child::id).unwrap()
    }

    fn restart(&self, crash: bool) {
        let mut child = self.running().take().unwrap();
        if crash {
            child.kill().unwrap();
        } else {
            let id = child.id().to_string();
            let told = Command::new("kill").args(["-TERM", &id]).status();
            assert!(told.unwrap().success());
        }
        child.wait().unwrap();
        self.launch();
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        if let Some(mut child) = self.running().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn found(program: &str) -> Option<PathBuf> {
    ["/usr/sbin", "/usr/bin", "/usr/local/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.exists())
}
