//! The service as others hold it: started, running, stopped.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::engine::Engine;
use super::error::StreamError;
use super::stop::Stop;
use super::worker::Extract;
use crate::config::Config;
use crate::extract::Extractor;
use crate::observe::Observer;

/// The service, made of a configuration and an extractor.
#[derive(Debug)]
pub struct Service;

/// What was done between start and stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records whose outcome was committed.
    pub records: u64,
    /// Events written.
    pub events: u64,
    /// Dead letters written.
    pub dead_letters: u64,
}

/// A running service. It is asked to stop when the handle is dropped.
#[derive(Debug)]
pub struct Handle {
    stop: Arc<Stop>,
    outcome: oneshot::Receiver<Result<Summary, StreamError>>,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    /// Starts the service on a thread of its own. `instance` sets this process apart from the other members of its group; see
    /// [`crate::stream`]. What fails later is told by the handle.
    ///
    /// # Errors
    ///
    /// Where the clients refuse their configuration, or no thread can be started.
    pub fn start(
        config: &Config,
        instance: &str,
        extractor: Arc<Extractor>,
        observer: Observer,
    ) -> Result<Handle, StreamError> {
        Self::start_with(
            config,
            instance,
            Arc::new(move |raw, is_read| extractor.extract_in_stages(raw, is_read)),
            observer,
        )
    }

    /// As [`Self::start`], with any way to read an article: what moves records can so be tested and measured by itself.
    ///
    /// # Errors
    ///
    /// As [`Self::start`].
    pub fn start_with(
        config: &Config,
        instance: &str,
        extract: Arc<Extract>,
        observer: Observer,
    ) -> Result<Handle, StreamError> {
        let stop = Arc::new(Stop::new(Duration::from_secs(config.stream.drain_deadline_seconds)));
        let engine = Engine::new(config, instance, extract, observer, Arc::clone(&stop))?;
        let (sender, outcome) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("stream".to_owned())
            .spawn(move || {
                // The receiver is gone where nobody waits for the outcome.
                let _ = sender.send(engine.run());
            })
            .map_err(|error| StreamError::Defect(error.to_string()))?;
        Ok(Handle { stop, outcome, thread: Some(thread) })
    }
}

impl Handle {
    /// Asks the service to commit what it has and leave the group.
    pub fn stop(&self) {
        self.stop.request(Instant::now());
    }

    /// Waits for the end of the service, whether asked for or not. To be awaited once.
    ///
    /// # Errors
    ///
    /// Why the service stopped by itself.
    pub async fn ended(&mut self) -> Result<Summary, StreamError> {
        (&mut self.outcome).await.unwrap_or_else(|_| Err(StreamError::Defect("it panicked".to_owned())))
    }

    /// Stops the service and waits for its end, outside an async runtime. Not after [`Self::ended`].
    ///
    /// # Errors
    ///
    /// Why the service stopped by itself.
    pub fn join(mut self) -> Result<Summary, StreamError> {
        self.stop();
        let panicked = self.thread.take().is_some_and(|thread| thread.join().is_err());
        match self.outcome.try_recv() {
            Ok(outcome) if !panicked => outcome,
            _ => Err(StreamError::Defect("it panicked".to_owned())),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop();
    }
}
