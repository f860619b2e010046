//! A fixed number of requests on one connection and one thread: for a count of instructions, which is the
//! same on a busy machine.

use std::{error::Error, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Asks for `path` so many times, one request after the other.
pub(crate) async fn requests(
    address: SocketAddr,
    path: &str,
    times: usize,
) -> Result<(), Box<dyn Error>> {
    let mut tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut answer = vec![0; 2 << 20];
    tcp.write_all(request.as_bytes()).await?;
    let length = whole(&mut tcp, &mut answer).await?;
    for _ in 1..times {
        tcp.write_all(request.as_bytes()).await?;
        let mut read = 0;
        while read < length {
            read += tcp.read(answer.get_mut(read..).unwrap_or_default()).await?;
        }
    }
    Ok(())
}

/// The length of the first answer; all others have the same.
async fn whole(tcp: &mut TcpStream, answer: &mut [u8]) -> Result<usize, Box<dyn Error>> {
    let mut read = 0;
    loop {
        let more = tcp.read(answer.get_mut(read..).unwrap_or_default()).await?;
        if more == 0 {
            return Err("the server hung up".into());
        }
        read += more;
        let text = String::from_utf8_lossy(answer.get(..read.min(4096)).unwrap_or_default());
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        if !head.starts_with("HTTP/1.1 200") {
            return Err(head.to_owned().into());
        }
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.ok_or("no content-length")?.parse()?;
        if read == head.len() + 4 + length {
            return Ok(read);
        }
    }
}
