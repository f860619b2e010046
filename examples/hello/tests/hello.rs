//! The real program: it greets, and ends with 0 when it is told to stop.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![cfg(unix)]

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(30);

/// Ends with the test, however it ends.
struct Hello(Child);

impl Drop for Hello {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start() -> (Hello, SocketAddr) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let address = free.unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_hello"))
        .env("HELLO__HTTP__ADDRESS", address.to_string())
        .stdout(Stdio::null())
        .spawn();
    let mut hello = Hello(program.unwrap());
    let begin = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert_eq!(hello.0.try_wait().unwrap(), None, "it ended");
        assert!(begin.elapsed() < PATIENCE, "it does not serve");
        thread::sleep(Duration::from_millis(10));
    }
    (hello, address)
}

#[test]
fn it_greets_and_ends_when_it_is_told() {
    let (mut hello, address) = start();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = "GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("Hello, world!\n"), "{answer}");

    let id = hello.0.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
    assert_eq!(hello.0.wait().unwrap().code(), Some(0));
}

#[test]
fn it_has_twenty_lines() {
    let lines = include_str!("../src/main.rs").lines();
    let code = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    assert_eq!(code.count(), 20);
}
