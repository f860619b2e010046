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
            Step::Run(block) if block.trim_end() == "cargo run --quiet" => self.start(),
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
    fn start(&mut self) {
        self.stop();
        let shop = self
            .shell("exec cargo run --quiet")
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

#[test]
#[cfg(unix)]
fn whoever_follows_the_tutorial_ends_with_the_described_service() {
    let here = tempfile::tempdir().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let mut reader = Reader {
        folder: here.path().to_owned(),
        afterwards: here.path().join("folder"),
        address: free.unwrap(),
        shop: None,
        said: String::new(),
    };
    let steps = steps(PAGE);
    assert!(steps.len() > 20, "{}", steps.len());
    for step in &steps {
        reader.follow(step);
    }
    assert!(reader.shop.is_some(), "the page ends with a shop that runs");
    reader.stop();
}
