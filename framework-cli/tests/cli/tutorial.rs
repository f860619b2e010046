//! Follows the tutorial of the book to the letter: every file that it shows is written, every
//! command that it shows is run, in order, and what it says about the answers is compared.

use std::{
    env, fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::{Done, target};

const PAGE: &str = include_str!("../../../docs/src/guide/tutorial.md");
const PATIENCE: Duration = Duration::from_mins(5);

/// What the page asks its reader to do.
enum Step<'a> {
    /// "The file `path`:" and what is in it.
    Write { path: &'a str, text: String },
    /// A block of commands.
    Run(String),
    /// A block of text: each line is in what the commands before it said.
    Expect(String),
    /// From here on a PostgreSQL is needed.
    Server,
}

fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut file = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("The file `") {
            file = rest.strip_suffix("`:");
            assert!(file.is_some(), "{line}");
        }
        if line == "## PostgreSQL" {
            steps.push(Step::Server);
        }
        let Some(language) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = block.join("\n") + "\n";
        steps.push(match (language, file.take()) {
            ("sh", None) => Step::Run(text),
            ("text", None) => Step::Expect(text),
            (_, Some(path)) => Step::Write { path, text },
            (language, None) => panic!("a block of {language} that is no file:\n{text}"),
        });
    }
    steps
}

/// A reader, who sits in a folder and may have the shop running in another shell.
struct Reader {
    folder: PathBuf,
    /// Where a block of commands says in which folder it ended.
    afterwards: PathBuf,
    address: SocketAddr,
    database: Database,
    shop: Option<Child>,
    said: String,
}

impl Reader {
    fn follow(&mut self, step: &Step<'_>) {
        match step {
            Step::Write { path, text } => {
                let path = self.folder.join(path);
                assert!(
                    path.parent().is_some_and(Path::is_dir),
                    "{}",
                    path.display()
                );
                fs::write(path, text).unwrap();
            }
            Step::Server => {}
            Step::Run(block) if block.trim_end().ends_with(" cargo run --quiet") => {
                let (variables, _) = block.split_once(" cargo").unwrap();
                self.start(variables);
            }
            Step::Run(block) if block.trim_end() == "cargo run --quiet" => self.start(""),
            Step::Run(block) => {
                let asks = block.contains("localhost:8080");
                if !asks {
                    self.stop();
                }
                assert!(
                    !asks || self.shop.is_some(),
                    "the shop does not run:\n{block}"
                );
                let block = block.replace("localhost:8080", &self.address.to_string());
                let block = self.database.instead(&block);
                // The folder outlives the block, as in a shell.
                let script = format!("{block}\npwd >\"$FOLDER_AFTERWARDS\"\n");
                let done: Done = self.shell(&script).output().unwrap().into();
                let done = done.succeeded();
                self.folder =
                    PathBuf::from(fs::read_to_string(&self.afterwards).unwrap().trim_end());
                self.said = done.out;
            }
            Step::Expect(text) => {
                let mut rest = self.said.as_str();
                for line in text.lines() {
                    let Some(at) = rest.find(line) else {
                        panic!("the page says `{line}`, and this was said:\n{}", self.said);
                    };
                    rest = &rest[at + line.len()..];
                }
            }
        }
    }

    /// `cargo purlin` is installed, and what is built goes where it is built once.
    fn shell(&self, script: &str) -> Command {
        let mut paths = vec![target().join("debug")];
        paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let mut command = Command::new("sh");
        command
            .args(["-e", "-c", script])
            .current_dir(&self.folder)
            .env("PATH", env::join_paths(paths).unwrap())
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_TERM_COLOR", "never")
            .env("FOLDER_AFTERWARDS", &self.afterwards)
            .env_remove("RUSTFLAGS");
        command
    }

    /// `cargo run` in another shell; only the address is not that of the page, for others may
    /// have it.
    fn start(&mut self, variables: &str) {
        self.stop();
        let variables = self.database.instead(variables);
        let shop = self
            .shell(&format!("export {variables}\nexec cargo run --quiet"))
            .env("SHOP__HTTP__ADDRESS", self.address.to_string())
            .stdout(Stdio::null())
            .spawn();
        let shop = self.shop.insert(shop.unwrap());
        let begin = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            assert_eq!(shop.try_wait().unwrap(), None, "the shop ended");
            assert!(begin.elapsed() < PATIENCE, "the shop does not serve");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What Ctrl-C does.
    fn stop(&mut self) {
        let Some(mut shop) = self.shop.take() else {
            return;
        };
        let id = shop.id().to_string();
        let told = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(told.success());
        assert_eq!(shop.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(mut shop) = self.shop.take() {
            let _ = shop.kill();
            let _ = shop.wait();
        }
    }
}

/// The database of the last step: the server of the tests, and a name that nobody else has.
struct Database {
    host: String,
    name: String,
    /// Whether it may be there.
    made: bool,
}

impl Database {
    fn new() -> Self {
        let server = env::var("PURLIN_TEST_POSTGRES")
            .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned());
        let host = server
            .rsplit_once('@')
            .map_or("127.0.0.1", |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        Self {
            host: host.to_owned(),
            name: format!("purlin_tutorial_{}", std::process::id()),
            made: false,
        }
    }

    /// Whether there is a server and what talks to it; where there is none it says so, and with
    /// `PURLIN_REQUIRE_SERVICES=1` it fails.
    fn is_there(&mut self) -> bool {
        self.made = self.client("psql", "postgres", &["--command", "SELECT 1"]);
        let required = env::var_os("PURLIN_REQUIRE_SERVICES").is_some();
        assert!(self.made || !required, "there is no PostgreSQL, or no psql");
        if !self.made {
            eprintln!("NOT RUN: the part on PostgreSQL; there is none, or no psql");
        }
        self.made
    }

    fn client(&self, program: &str, database: &str, more: &[&str]) -> bool {
        Command::new(program)
            .args(["-h", &self.host, "-U", "postgres", "-w"])
            .args(more)
            .arg(database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// What the page says, for this server and this name.
    fn instead(&self, text: &str) -> String {
        let Self { host, name, .. } = self;
        text.replace("@localhost/shop", &format!("@{host}/{name}"))
            .replace("-h localhost", &format!("-h {host}"))
            .replace("-U postgres shop", &format!("-U postgres {name}"))
            .replace("-d shop", &format!("-d {name}"))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.made {
            self.client("dropdb", &self.name, &["--if-exists", "--force"]);
        }
    }
}

#[test]
#[cfg(unix)]
fn whoever_follows_the_tutorial_ends_with_the_described_service() {
    let here = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let mut reader = Reader {
        folder: here.path().to_owned(),
        afterwards: here.path().join("folder"),
        address: free.unwrap(),
        database: Database::new(),
        shop: None,
        said: String::new(),
    };
    let steps = steps(PAGE);
    assert!(steps.len() > 20, "{}", steps.len());
    for step in &steps {
        if matches!(step, Step::Server) && !reader.database.is_there() {
            break;
        }
        reader.follow(step);
    }
    assert!(reader.shop.is_some(), "the page ends with a shop that runs");
    reader.stop();
}
