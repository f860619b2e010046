//! A PostgreSQL server of a test's own, which may be restarted as others must not.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::PathBuf,
    process::{Command, Stdio},
};

use super::own::{Restarts, is_root, user_of};

/// A server in a temporary folder; it ends with this.
pub(crate) struct OwnServer {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// Whom it runs as, for it refuses to run as root.
    user: Option<(u32, u32)>,
    port: u16,
}

impl OwnServer {
    /// Starts one; none, and why, if this machine has no programs for it.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = programs().ok_or("there is no `pg_ctl` in /usr/lib/postgresql")?;
        let folder = tempfile::tempdir().unwrap();
        let user = if is_root(folder.path()) {
            let user = user_of(&["postgres", "nobody"])
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
            programs,
            user,
            port,
        };
        server.run(
            "initdb",
            &["-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"],
        );
        let options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
        server.run("pg_ctl", &["-w", "-o", &options, "start"]);
        Ok(server)
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program, arguments).status().unwrap();
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        assert!(done.success(), "{program} {arguments:?}: {log}");
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if program == "pg_ctl" {
            command.arg("-l").arg(self.log());
        }
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Restarts for OwnServer {
    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn process(&self) -> u32 {
        let file = self.folder.path().join("data/postmaster.pid");
        let text = fs::read_to_string(file).unwrap();
        text.lines().next().unwrap().trim().parse().unwrap()
    }

    fn restart(&self, crash: bool) {
        let how = if crash { "immediate" } else { "fast" };
        self.run("pg_ctl", &["-w", "-m", how, "restart"]);
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        let stop = ["-w", "-m", "immediate", "stop"];
        let _ = self.command("pg_ctl", &stop).status();
    }
}

/// Where the newest programs of the server are.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders
        .filter(|folder| folder.join("pg_ctl").exists())
        .max()
}
