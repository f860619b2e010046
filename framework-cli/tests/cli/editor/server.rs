//! rust-analyzer, spoken to as an editor does.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::target;

/// How long a server may take for everything. It builds what runs while it compiles, waits for
/// other builds, and shares a slow machine with them.
const PATIENCE: Duration = Duration::from_mins(25);

/// What a server says when it would answer about a text that is not there any more.
const ASK_AGAIN: [i64; 2] = [-32801, -32802];

/// A language server, and what it says.
pub(super) struct Editor {
    server: Child,
    input: ChildStdin,
    said: Receiver<Value>,
    last: u64,
    began: Instant,
    quiescent: bool,
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Whether there is a server, not only a proxy for one that is not installed.
pub(super) fn is_there() -> bool {
    Command::new("rust-analyzer")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// One message of the server, or nothing at its end.
fn message(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.parse().ok()?;
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Editor {
    /// A server for the application in this folder, when it knows everything.
    pub(super) fn open(folder: &Path) -> Self {
        let mut server = Command::new("rust-analyzer")
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", target())
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let input = server.stdin.take().expect("its input");
        let mut output = BufReader::new(server.stdout.take().expect("its output"));
        let (tell, said) = channel();
        thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                if tell.send(message).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self {
            server,
            input,
            said,
            last: 0,
            began: Instant::now(),
            quiescent: false,
        };
        let options = json!({
            "checkOnSave": false,
            "cachePriming": { "enable": false },
            "diagnostics": { "experimental": { "enable": true } },
        });
        let parameters = json!({
            "processId": null,
            "rootUri": uri(folder),
            "initializationOptions": options,
            "capabilities": {
                "experimental": { "serverStatusNotification": true },
                "textDocument": {
                    "hover": { "contentFormat": ["plaintext"] },
                    "diagnostic": {},
                },
            },
        });
        editor.ask("initialize", &parameters);
        editor.tell("initialized", &json!({}));
        while !editor.quiescent {
            editor.hear();
        }
        editor
    }

    fn write(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())
            .and_then(|()| self.input.flush())
            .expect("it listens");
    }

    fn tell(&mut self, method: &str, parameters: &Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn ask(&mut self, method: &str, parameters: &Value) -> Value {
        loop {
            self.last += 1;
            let id = self.last;
            self.write(
                &json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }),
            );
            let mut message = self.hear();
            while message["id"] != id || !message["method"].is_null() {
                message = self.hear();
            }
            let Some(code) = message["error"]["code"].as_i64() else {
                return message["result"].clone();
            };
            assert!(ASK_AGAIN.contains(&code), "{method}: {message}");
        }
    }

    /// The next message; what the server asks for itself is answered with nothing.
    fn hear(&mut self) -> Value {
        let left = PATIENCE.saturating_sub(self.began.elapsed());
        let message = match self.said.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("rust-analyzer takes too long"),
            Err(RecvTimeoutError::Disconnected) => panic!("rust-analyzer has ended"),
        };
        match message["method"].as_str() {
            Some("experimental/serverStatus") => {
                self.quiescent = message["params"]["quiescent"] == true;
            }
            Some(_) if !message["id"].is_null() => {
                self.write(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
            }
            _ => {}
        }
        message
    }

    /// What the server answers about the file at `path`, which is opened with this text.
    fn about(&mut self, path: &Path, text: &str, method: &str, more: (&str, Value)) -> Value {
        let file = uri(path);
        let document = json!({ "uri": file, "languageId": "rust", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        let (key, value) = more;
        let answer = self.ask(
            method,
            &json!({ "textDocument": { "uri": file }, key: value }),
        );
        self.tell(
            "textDocument/didClose",
            &json!({ "textDocument": { "uri": file } }),
        );
        answer
    }

    /// What is at the end of `before`.
    fn at(&mut self, path: &Path, text: &str, before: &str, method: &str) -> Value {
        let Some(begin) = text.find(before) else {
            panic!("`{before}` is not in {}", path.display());
        };
        let end = begin + before.len();
        let line = text[..end].matches('\n').count();
        let character = end - text[..end].rfind('\n').map_or(0, |at| at + 1);
        let position = json!({ "line": line, "character": character });
        self.about(path, text, method, ("position", position))
    }

    /// What is shown of what stands there.
    pub(super) fn hover(&mut self, path: &Path, text: &str, before: &str) -> String {
        self.at(path, text, before, "textDocument/hover")
            .to_string()
    }

    /// Where what stands there is declared.
    pub(super) fn definition(&mut self, path: &Path, text: &str, before: &str) -> String {
        self.at(path, text, before, "textDocument/definition")
            .to_string()
    }

    /// The names that could be typed there.
    pub(super) fn completions(&mut self, path: &Path, text: &str, before: &str) -> Vec<String> {
        let answer = self.at(path, text, before, "textDocument/completion");
        let items = answer.get("items").unwrap_or(&answer).as_array();
        let labels = items.into_iter().flatten().map(|item| &item["label"]);
        labels
            .filter_map(|label| label.as_str().map(str::to_owned))
            .collect()
    }

    /// What is wrong with a file: what stands at the place, and the message.
    pub(super) fn diagnostics(&mut self, path: &Path, text: &str) -> Vec<(String, String)> {
        let answer = self.about(
            path,
            text,
            "textDocument/diagnostic",
            ("identifier", Value::Null),
        );
        let Some(items) = answer["items"].as_array() else {
            panic!("no diagnostics: {answer}");
        };
        let lines: Vec<&str> = text.lines().collect();
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or_default()).unwrap();
        let told = items.iter().map(|item| {
            let (start, end) = (&item["range"]["start"], &item["range"]["end"]);
            let line = lines[number(&start["line"])];
            let to = if start["line"] == end["line"] {
                number(&end["character"])
            } else {
                line.len()
            };
            let place = &line[number(&start["character"])..to];
            let message = item["message"].as_str().unwrap_or_default();
            (place.to_owned(), message.to_owned())
        });
        told.collect()
    }
}
