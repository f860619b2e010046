//! rust-analyzer inside the attributes of an application: it resolves, completes and shows our
//! messages. Where there is no rust-analyzer that runs, the test says so and does nothing.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{purlin, target};

/// How long the server may take for everything.
const PATIENCE: Duration = Duration::from_mins(5);

/// A language server, and what it says.
struct Editor {
    server: Child,
    input: ChildStdin,
    said: Receiver<Value>,
    last: u64,
    began: Instant,
    /// The newest diagnostics of each file.
    diagnostics: Vec<(String, String)>,
    quiescent: bool,
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Whether there is a server, not only a proxy for one that is not installed.
fn is_there() -> bool {
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
    fn open(folder: &Path) -> Self {
        let mut server = Command::new("rust-analyzer")
            .current_dir(folder)
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
            diagnostics: Vec::new(),
            quiescent: false,
        };
        let options = json!({
            "checkOnSave": false,
            "cargo": { "targetDir": target().join("rust-analyzer") },
        });
        let parameters = json!({
            "processId": null,
            "rootUri": uri(folder),
            "initializationOptions": options,
            "capabilities": {
                "experimental": { "serverStatusNotification": true },
                "textDocument": { "hover": { "contentFormat": ["plaintext"] } },
            },
        });
        editor.ask("initialize", &parameters);
        editor.tell("initialized", &json!({}));
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
        self.last += 1;
        let id = self.last;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        loop {
            let message = self.hear();
            if message["id"] == id && message["method"].is_null() {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
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
            Some("textDocument/publishDiagnostics") => {
                let parameters = &message["params"];
                let file = parameters["uri"].as_str().unwrap_or_default().to_owned();
                self.diagnostics.retain(|(known, _)| *known != file);
                self.diagnostics
                    .push((file, parameters["diagnostics"].to_string()));
            }
            Some(_) if !message["id"].is_null() => {
                self.write(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }));
            }
            _ => {}
        }
        message
    }

    fn wait_until_it_knows_everything(&mut self) {
        while !self.quiescent {
            self.hear();
        }
    }

    /// What is at the end of `before` in the file, which is opened with this text.
    fn at(&mut self, path: &Path, text: &str, before: &str, method: &str) -> Value {
        let file = uri(path);
        let document = json!({ "uri": file, "languageId": "rust", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        let end = text.find(before).expect("it is there") + before.len();
        let line = text[..end].matches('\n').count();
        let character = end - text[..end].rfind('\n').map_or(0, |at| at + 1);
        let position = json!({ "line": line, "character": character });
        let answer = self.ask(
            method,
            &json!({ "textDocument": { "uri": file }, "position": position }),
        );
        self.tell(
            "textDocument/didClose",
            &json!({ "textDocument": { "uri": file } }),
        );
        answer
    }
}

#[test]
fn rust_analyzer_works_inside_the_attributes() {
    if !is_there() {
        eprintln!("skipped: there is no rust-analyzer that runs");
        return;
    }
    let here = tempfile::tempdir().unwrap();
    purlin(here.path(), &["new", "app", "editor-desk"]).succeeded();
    let app = here.path().join("editor-desk").canonicalize().unwrap();
    let path = app.join("src/greeting/module.rs");
    let text = fs::read_to_string(&path).unwrap();
    let mut editor = Editor::open(&app);
    editor.wait_until_it_knows_everything();

    let hover = editor.at(&path, &text, "components = [Gree", "textDocument/hover");
    assert!(hover.to_string().contains("Greeter"), "{hover}");

    let definition = editor.at(
        &path,
        &text,
        "components = [Gree",
        "textDocument/definition",
    );
    assert!(
        definition.to_string().contains("greeter.rs"),
        "{definition}"
    );

    // A name in `components` becomes the name of a macro, where rust-analyzer completes nothing.
    let typed = text.replace("config = GreetingConfig", "config = Greeting");
    let completion = editor.at(
        &path,
        &typed,
        "config = Greeting",
        "textDocument/completion",
    );
    assert!(
        completion.to_string().contains("\"GreetingConfig\""),
        "{completion}"
    );

    // What is half typed is told by our own message, at its place.
    let typed = text.replace("components = [", "component = [");
    let file = uri(&path);
    let document = json!({ "uri": file, "languageId": "rust", "version": 2, "text": typed });
    editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    loop {
        let mut known = editor.diagnostics.iter();
        if known.any(|(known, found)| *known == file && found.contains("PL0101")) {
            break;
        }
        editor.hear();
    }
}
