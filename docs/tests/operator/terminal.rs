//! The terminal at which the commands are typed.

use std::{
    env, fs,
    io::Read,
    net::TcpListener,
    os::unix::{fs::symlink, process::ExitStatusExt},
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Something that does not come by then does not come.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the chapter says, and what stands for it here.
struct Said {
    page: &'static str,
    here: String,
}

/// A terminal of its own, with the application as `shop`.
pub(crate) struct Terminal {
    folder: tempfile::TempDir,
    said: [Said; 2],
    /// The application in the background, and the file with what it writes.
    shop: Option<Child>,
    /// How much of that was shown.
    shown: usize,
    /// The exit code of the last command.
    code: i32,
    following: Vec<Option<JoinHandle<String>>>,
}

/// What comes of a command.
pub(crate) enum Output {
    Text(String),
    /// That of one who follows, by its number; it comes when the application has stopped.
    Following(usize),
    /// The program is not there, so nothing is known of it.
    Lacks,
}

impl Terminal {
    pub(crate) fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let program = env::current_exe().expect("a program");
        fs::create_dir(folder.path().join("bin")).expect("a folder");
        symlink(program, folder.path().join("bin/shop")).expect("a link");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let socket = folder.path().join("admin.sock");
        let said = [
            Said {
                page: "/run/shop/admin.sock",
                here: socket.display().to_string(),
            },
            Said {
                page: "127.0.0.1:8080",
                here: free.expect("a port").to_string(),
            },
        ];
        Self {
            folder,
            said,
            shop: None,
            shown: 0,
            code: 0,
            following: Vec::new(),
        }
    }

    fn here(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for said in &self.said {
            text = text.replace(said.page, &said.here);
        }
        text
    }

    fn on_the_page(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for said in &self.said {
            text = text.replace(&said.here, said.page);
        }
        // Of HTTP.
        text.replace('\r', "")
    }

    /// Writes the file that the application reads, and waits until one that runs has seen it.
    pub(crate) fn write(&self, text: &str) {
        let path = self.folder.path().join("purlin.toml");
        fs::write(path, self.here(text)).expect("the file can be written");
        if self.shop.is_some() {
            self.wait_for("configuration reloaded");
        }
    }

    /// Waits until the application has logged this.
    fn wait_for(&self, text: &str) {
        let begin = Instant::now();
        while !self.log().contains(text) {
            assert!(begin.elapsed() < PATIENCE, "{}", self.log());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Types a command.
    pub(crate) fn type_in(&mut self, command: &str) -> Output {
        match command {
            "shop &" => self.start(),
            "wait | tail -n 5" => self.wait(5),
            curl if curl.starts_with("curl ") && !there("curl") => {
                let required = env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
                assert!(!required, "there is no curl");
                Output::Lacks
            }
            "echo $?" => Output::Text(format!("{}\n", self.code)),
            follow if follow.starts_with("shop events --follow") => {
                let mut child = self.spawn(follow, Stdio::piped());
                let mut output = child.stdout.take().expect("an output");
                // It has connected when the first of the latest events has come.
                let mut first = [0; 1];
                output.read_exact(&mut first).expect("an event");
                let reading = thread::spawn(move || {
                    let mut text = String::from_utf8_lossy(&first).into_owned();
                    output.read_to_string(&mut text).expect("text");
                    let ended = child.wait().expect("an end");
                    assert!(ended.success(), "{text}");
                    text
                });
                self.following.push(Some(reading));
                Output::Following(self.following.len() - 1)
            }
            other => {
                let child = self.spawn(other, Stdio::piped());
                let ended = child.wait_with_output().expect("an end");
                self.code = code(ended.status);
                let text = String::from_utf8_lossy(&ended.stdout).into_owned();
                Output::Text(self.on_the_page(&text))
            }
        }
    }

    /// The text of an output.
    pub(crate) fn read(&mut self, output: Output) -> Option<String> {
        Some(match output {
            Output::Lacks => return None,
            Output::Text(text) => text,
            Output::Following(number) => {
                let reading = self.following[number].take().expect("it is read once");
                let text = reading.join().expect("it does not panic");
                self.on_the_page(&text)
            }
        })
    }

    fn spawn(&self, command: &str, output: Stdio) -> Child {
        let folder = self.folder.path();
        let path = env::var_os("PATH").unwrap_or_default();
        let mut folders = vec![folder.join("bin")];
        folders.extend(env::split_paths(&path));
        let path = env::join_paths(folders).expect("a path");
        let command = self.here(command);
        // Both outputs in one, as a terminal has them.
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("exec 2>&1; {command}")])
            .current_dir(folder)
            .env("PATH", path)
            .env("RUST_BACKTRACE", "0");
        for name in ["RUST_LOG", "NOTIFY_SOCKET", "PURLIN_CONFIG", "HOSTNAME"] {
            shell.env_remove(name);
        }
        shell
            .stdin(Stdio::null())
            .stdout(output)
            .spawn()
            .expect("a shell")
    }

    fn log(&self) -> String {
        let text = fs::read_to_string(self.folder.path().join("log"));
        text.expect("the log can be read")
    }

    /// Starts the application and waits until it is ready.
    fn start(&mut self) -> Output {
        let log = fs::File::create(self.folder.path().join("log")).expect("a file");
        self.shop = Some(self.spawn("exec shop", log.into()));
        self.wait_for("listening: ");
        self.shown = 0;
        Output::Text(self.rest())
    }

    /// Waits for the end of the application.
    fn wait(&mut self, lines: usize) -> Output {
        let mut shop = self.shop.take().expect("it was started");
        self.code = code(shop.wait().expect("an end"));
        let rest = self.rest();
        let skip = rest.lines().count().saturating_sub(lines);
        let last: Vec<&str> = rest.lines().skip(skip).collect();
        Output::Text(last.join("\n") + "\n")
    }

    /// What the application has written since the last time.
    fn rest(&mut self) -> String {
        let log = self.log();
        let rest = self.on_the_page(&log[self.shown..]);
        self.shown = log.len();
        rest
    }

    /// Nothing is typed any more.
    pub(crate) fn close(&self) {
        assert!(self.shop.is_none(), "the chapter stops what it starts");
    }
}

/// Whether a program is there.
fn there(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).exists())
}

fn code(status: std::process::ExitStatus) -> i32 {
    status.code().or(status.signal()).unwrap_or(-1)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(shop) = &mut self.shop {
            // Something else is wrong already.
            let _ = shop.kill().and_then(|()| shop.wait());
        }
    }
}
