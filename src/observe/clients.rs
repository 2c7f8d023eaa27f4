//! What a Kafka client tells of itself once a second, as far as somebody would act on it.

use std::time::Duration;

use metrics::{counter, gauge};

use super::metrics::{
    KAFKA_CONNECTIONS, KAFKA_REQUEST_ERRORS, KAFKA_REQUEST_RETRIES, KAFKA_REQUEST_TIMEOUTS, KAFKA_ROUND_TRIP,
    KAFKA_THROTTLE, PRODUCER_QUEUE_BYTES, PRODUCER_QUEUE_MESSAGES,
};

/// Which client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// The one that reads.
    Consumer,
    /// The one that writes.
    Producer,
}

impl Client {
    pub(super) const ALL: [Self; 2] = [Self::Consumer, Self::Producer];

    const fn label(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Producer => "producer",
        }
    }
}

/// Requests to all brokers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Those made again.
    pub retries: u64,
    /// Those not answered in time.
    pub timeouts: u64,
    /// Those not sent, or whose answer was not received.
    pub errors: u64,
}

impl Requests {
    /// What has come since.
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            retries: self.retries.saturating_sub(before.retries),
            timeouts: self.timeouts.saturating_sub(before.timeouts),
            errors: self.errors.saturating_sub(before.errors),
        }
    }
}

/// How a client is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientFigures {
    /// Brokers that it is connected to.
    pub connections: u32,
    /// Within this time 99 % of requests were answered, of the slowest broker; `None` without any request.
    pub round_trip: Option<Duration>,
    /// For how long a broker has held it back.
    pub throttle: Duration,
    /// Messages that wait to be written or acknowledged.
    pub queue_messages: u64,
    /// Their bytes.
    pub queue_bytes: u64,
}

/// Tells how a client is, and which requests it has made since the last time.
pub fn publish(client: Client, figures: &ClientFigures, requests: Requests) {
    let label = client.label();
    gauge!(KAFKA_CONNECTIONS.name, "client" => label).set(figures.connections);
    gauge!(KAFKA_ROUND_TRIP.name, "client" => label).set(figures.round_trip.unwrap_or_default());
    gauge!(KAFKA_THROTTLE.name, "client" => label).set(figures.throttle);
    counter!(KAFKA_REQUEST_RETRIES.name, "client" => label).increment(requests.retries);
    counter!(KAFKA_REQUEST_TIMEOUTS.name, "client" => label).increment(requests.timeouts);
    counter!(KAFKA_REQUEST_ERRORS.name, "client" => label).increment(requests.errors);
    if client == Client::Producer {
        #[allow(clippy::cast_precision_loss, reason = "a queue is far below 2^52")]
        {
            gauge!(PRODUCER_QUEUE_MESSAGES.name).set(figures.queue_messages as f64);
            gauge!(PRODUCER_QUEUE_BYTES.name).set(figures.queue_bytes as f64);
        }
    }
}

/// Has the series of a client from the start.
pub(super) fn describe(client: Client) {
    publish(client, &ClientFigures::default(), Requests::default());
}
