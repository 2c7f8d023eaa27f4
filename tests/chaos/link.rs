//! The network between the members and one broker, as a proxy that can be cut, held or slowed.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// Chunks on their way in one direction of one connection; more wait in the sender's own buffers.
const ON_THE_WAY: usize = 64;

/// What the link does with the bytes it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// They arrive.
    Clear,
    /// They arrive later, in both directions.
    Delayed(Duration),
    /// They wait, connections stay: what a firewall does that forgets a connection, or a switch that hangs.
    Held,
    /// Connections are closed, and new ones with them.
    Cut,
}

/// A port that leads to another.
pub struct Link {
    weather: watch::Sender<Weather>,
}

impl Link {
    /// Listens on a port of loopback, and leads to another.
    pub fn new(runtime: &Handle, from: u16, to: u16) -> Self {
        let (weather, _) = watch::channel(Weather::Clear);
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", from))).expect("a free port");
        runtime.spawn(accept(listener, SocketAddr::from(([127, 0, 0, 1], to)), weather.subscribe()));
        Self { weather }
    }

    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

/// Until the link is dropped.
async fn accept(listener: TcpListener, target: SocketAddr, weather: watch::Receiver<Weather>) {
    let mut of_link = weather.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((client, _)) = accepted {
                tokio::spawn(connect(client, target, weather.clone()));
            },
            () = closed(&mut of_link) => return,
        }
    }
}

async fn closed(weather: &mut watch::Receiver<Weather>) {
    while weather.changed().await.is_ok() {}
}

async fn connect(client: TcpStream, target: SocketAddr, weather: watch::Receiver<Weather>) {
    if *weather.borrow() == Weather::Cut {
        return;
    }
    let Ok(broker) = TcpStream::connect(target).await else { return };
    let _ = (client.set_nodelay(true), broker.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_broker, to_broker) = broker.into_split();
    let mut until_cut = weather.clone();
    tokio::select! {
        // Where one direction ends, so does the connection: both sides are clients of Kafka's protocol, which need both.
        () = carry(from_client, to_broker, weather.clone()) => {}
        () = carry(from_broker, to_client, weather) => {}
        _ = until_cut.wait_for(|weather| *weather == Weather::Cut) => {}
    }
}

/// Carries bytes in one direction. Chunks are stamped as they come and delivered when due, so that a delay costs no
/// throughput.
async fn carry(from: OwnedReadHalf, to: OwnedWriteHalf, weather: watch::Receiver<Weather>) {
    let (sender, mut due) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_WAY);
    let mut at_arrival = weather.clone();
    let receive = async move {
        while let Some(chunk) = read(&from).await {
            let delay = if let Weather::Delayed(delay) = *weather.borrow() { delay } else { Duration::ZERO };
            if sender.send((Instant::now() + delay, chunk)).await.is_err() {
                return;
            }
        }
    };
    let deliver = async move {
        while let Some((arrival, chunk)) = due.recv().await {
            tokio::time::sleep_until(arrival).await;
            let released = at_arrival.wait_for(|weather| *weather != Weather::Held).await.is_ok();
            if !released || write(&to, &chunk).await.is_none() {
                return;
            }
        }
    };
    tokio::join!(receive, deliver);
}

/// The next bytes; `None` at the end of the connection.
async fn read(from: &OwnedReadHalf) -> Option<Vec<u8>> {
    let mut chunk = vec![0; 64 << 10];
    loop {
        from.readable().await.ok()?;
        match from.try_read(&mut chunk) {
            Ok(0) => return None,
            Ok(length) => {
                chunk.truncate(length);
                return Some(chunk);
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}

/// Writes all bytes; `None` at the end of the connection.
async fn write(to: &OwnedWriteHalf, mut chunk: &[u8]) -> Option<()> {
    while !chunk.is_empty() {
        to.writable().await.ok()?;
        match to.try_write(chunk) {
            Ok(written) => chunk = &chunk[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
    Some(())
}
