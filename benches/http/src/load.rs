use std::{
    error::Error,
    net::SocketAddr,
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet};

/// What one server did in one round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) per_second: f64,
    /// Microseconds.
    pub(crate) p99: f64,
}

/// Asks for `path` on every connection, one request after the other, for that long.
pub(crate) async fn measure(
    address: SocketAddr,
    path: &'static str,
    connections: usize,
    time: Duration,
) -> Result<Measured, Box<dyn Error>> {
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..connections {
        clients.spawn(client(address, path, started + time));
    }
    let mut taken = Vec::new();
    while let Some(client) = clients.join_next().await {
        taken.extend(client?.map_err(|error| error.to_string())?);
    }
    let seconds = started.elapsed().as_secs_f64();
    taken.sort_unstable();
    let requests = u32::try_from(taken.len())?;
    let slow = taken.get(taken.len() * 99 / 100).ok_or("no request")?;
    Ok(Measured {
        per_second: f64::from(requests) / seconds,
        p99: slow.as_secs_f64() * 1e6,
    })
}

async fn client(
    address: SocketAddr,
    path: &'static str,
    until: Instant,
) -> Result<Vec<Duration>, Box<dyn Error + Send + Sync>> {
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(tcp)).await?;
    tokio::spawn(connection);
    let mut taken = Vec::new();
    while Instant::now() < until {
        let started = Instant::now();
        let request = Request::get(path).header("host", "localhost");
        sender.ready().await?;
        let answer = sender
            .send_request(request.body(Empty::<Bytes>::new())?)
            .await?;
        if !answer.status().is_success() {
            return Err(answer.status().to_string().into());
        }
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            frame?;
        }
        taken.push(started.elapsed());
    }
    Ok(taken)
}
