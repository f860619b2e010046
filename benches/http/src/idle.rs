//! What a connection takes that is kept and asks for nothing.

use std::{
    error::Error,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
};

use crate::Kind;

/// How many are open before memory is looked at: what the first ones bring along is not theirs.
const FIRST: usize = 500;

/// The bytes of memory that each of so many connections takes in a process that serves them and does
/// nothing else; the clients are in this one.
pub(crate) fn taken(kind: Kind, connections: usize) -> Result<usize, Box<dyn Error>> {
    let mut server = Server(
        // Both processes have a file for each.
        Command::new("sh")
            .args(["-c", "ulimit -n \"$(ulimit -H -n)\" && exec \"$@\"", "sh"])
            .arg(std::env::current_exe()?)
            .args(["serve", kind.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?,
    );
    let mut address = String::new();
    let said = server.0.stdout.take().ok_or("no output")?;
    BufReader::new(said).read_line(&mut address)?;
    let address: SocketAddr = address.trim().parse()?;
    let mut open = Vec::with_capacity(connections);
    for _ in 0..FIRST {
        open.push(asked(address)?);
    }
    let before = server.resident()?;
    while open.len() < connections {
        open.push(asked(address)?);
    }
    let more = server.resident()?.saturating_sub(before);
    Ok(more / connections.saturating_sub(FIRST).max(1))
}

/// A process that ends with this one.
struct Server(Child);

impl Server {
    /// The memory that it has, in bytes.
    fn resident(&self) -> Result<usize, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kib.ok_or("no VmRSS")?.trim().parse::<usize>()? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A connection on which one request was answered.
fn asked(address: SocketAddr) -> Result<TcpStream, Box<dyn Error>> {
    let mut tcp = TcpStream::connect(address)?;
    tcp.write_all(b"GET /text HTTP/1.1\r\nhost: localhost\r\n\r\n")?;
    let mut answer = [0; 2048];
    let length = tcp.read(&mut answer)?;
    let answer = answer.get(..length).unwrap_or_default();
    if !answer.starts_with(b"HTTP/1.1 200") || !answer.ends_with(b"hello") {
        return Err(String::from_utf8_lossy(answer).into());
    }
    Ok(tcp)
}
