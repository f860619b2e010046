//! A network between the test and a server, which can be cut.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// It carries; connections of earlier numbers are cut.
    Fair(u32),
    /// It closes every connection at once.
    Cut,
}

/// A network to one server.
pub(crate) struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
}

impl Proxy {
    pub(crate) async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let weather = watch::Sender::new(Weather::Fair(0));
        let (server, seen) = (server.to_owned(), weather.subscribe());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let now = *seen.borrow();
                if now == Weather::Cut {
                    continue;
                }
                let (server, mut seen) = (server.clone(), seen.clone());
                tokio::spawn(async move {
                    let mut client = client;
                    let Ok(mut server) = TcpStream::connect(&server).await else {
                        return;
                    };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = seen.wait_for(|weather| *weather != now) => {}
                    }
                });
            }
        });
        Self { address, weather }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts what is connected; new connections are carried.
    pub(crate) fn cut_once(&self) {
        self.weather.send_modify(|weather| {
            *weather = match *weather {
                Weather::Fair(number) => Weather::Fair(number + 1),
                Weather::Cut => Weather::Fair(0),
            }
        });
    }

    /// Cuts what is connected, and whatever comes, until it is mended.
    pub(crate) fn cut(&self) {
        self.weather.send_replace(Weather::Cut);
    }

    pub(crate) fn mend(&self) {
        self.weather.send_replace(Weather::Fair(0));
    }
}
