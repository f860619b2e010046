//! A network between a test and a server, which can be cut.

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
    /// It takes what is sent and gives nothing: nobody is told.
    Silent,
}

/// A network to one server.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
}

impl Proxy {
    /// Carries to the server, `host:port`, from an address of its own.
    ///
    /// # Panics
    /// If there is no port to be had.
    pub async fn to(server: &str) -> Self {
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
                    if now != Weather::Silent {
                        tokio::select! {
                            _ = copy_bidirectional(&mut client, &mut server) => {}
                            _ = seen.wait_for(|weather| *weather != now) => {}
                        }
                    }
                    // Both ends are held, and nothing goes from the one to the other.
                    let _ = seen.wait_for(|weather| *weather != Weather::Silent).await;
                });
            }
        });
        Self { address, weather }
    }

    /// Where those connect to whom it shall carry.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts what is connected; new connections are carried.
    pub fn cut_once(&self) {
        self.weather.send_modify(|weather| {
            *weather = match *weather {
                Weather::Fair(number) => Weather::Fair(number + 1),
                Weather::Cut | Weather::Silent => Weather::Fair(0),
            }
        });
    }

    /// Cuts what is connected, and whatever comes, until it is mended.
    pub fn cut(&self) {
        self.weather.send_replace(Weather::Cut);
    }

    /// Holds what is connected, and whatever comes, and carries nothing, until it is mended; then
    /// those are cut.
    pub fn silence(&self) {
        self.weather.send_replace(Weather::Silent);
    }

    /// Carries again.
    pub fn mend(&self) {
        self.weather.send_replace(Weather::Fair(0));
    }
}
