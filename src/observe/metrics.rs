//! Metrics: each a constant with its name and what it means, in base units, as Prometheus wants them.
//!
//! Counters move when a batch is committed: a batch that failed and was read again counts once.

/// What a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only rises, until the process starts anew.
    Counter,
    /// It rises and falls.
    Gauge,
    /// Counts by buckets, with `_bucket`, `_sum` and `_count`.
    Histogram,
}

/// A metric, as it is promised to whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Name, with its unit.
    pub name: &'static str,
    /// What a series of it is.
    pub kind: Kind,
    /// Names of its labels. Their values are few: nothing from an article becomes one.
    pub labels: &'static [&'static str],
    /// What it says.
    pub meaning: &'static str,
}

impl Metric {
    const fn new(name: &'static str, kind: Kind, labels: &'static [&'static str], meaning: &'static str) -> Self {
        Self { name, kind, labels, meaning }
    }
}

/// Records.
pub const RECORDS_IN: Metric = Metric::new(
    "demarche_records_in_total",
    Kind::Counter,
    &[],
    "Records of the input topic whose outcome (events, none, or a dead letter) was committed",
);
/// Articles.
pub const ARTICLES: Metric = Metric::new(
    "demarche_articles_total",
    Kind::Counter,
    &["language"],
    "Articles read, by language; no events are looked for in those of language `other`",
);
/// Events.
pub const EVENTS_OUT: Metric = Metric::new(
    "demarche_events_out_total",
    Kind::Counter,
    &["type", "language"],
    "Events written and committed, by type and language",
);
/// Dead letters.
pub const REJECTIONS: Metric = Metric::new(
    "demarche_rejections_total",
    Kind::Counter,
    &["kind"],
    "Records that became dead letters, by kind of reason",
);
/// Lag.
pub const LAG_RECORDS: Metric = Metric::new(
    "demarche_lag_records",
    Kind::Gauge,
    &["topic", "partition"],
    "Records between our position and the end of each partition that is ours; no series where that is not known",
);
/// Lag, as Kafka counts it.
pub const COMMITTED_LAG_RECORDS: Metric = Metric::new(
    "demarche_committed_lag_records",
    Kind::Gauge,
    &["topic", "partition"],
    "Records between the committed offset and the end of each partition that is ours, as Kafka's own tools tell it; counts from the beginning where nothing was committed yet",
);
/// Records of the ledger.
pub const LEDGER_RECORDS: Metric = Metric::new(
    "demarche_ledger_records",
    Kind::Gauge,
    &["topic", "partition"],
    "Records of each partition that is ours which have been read and whose outcome is not committed",
);
/// Partitions.
pub const ASSIGNED_PARTITIONS: Metric =
    Metric::new("demarche_assigned_partitions", Kind::Gauge, &[], "Partitions that are ours");
/// Rebalances.
pub const REBALANCES: Metric = Metric::new(
    "demarche_rebalances_total",
    Kind::Counter,
    &["kind"],
    "Times that partitions were assigned, revoked, or lost without a chance to commit",
);
/// Records under way.
pub const IN_FLIGHT_RECORDS: Metric = Metric::new(
    "demarche_in_flight_records",
    Kind::Gauge,
    &[],
    "Records that are being extracted, or wait for it or for their turn to be written",
);
/// Their bytes.
pub const IN_FLIGHT_BYTES: Metric = Metric::new(
    "demarche_in_flight_bytes",
    Kind::Gauge,
    &[],
    "Bytes of those records, or of what came of them; `stream.memory_bytes` bounds it",
);
/// Latency.
pub const COMMIT_LATENCY: Metric = Metric::new(
    "demarche_commit_latency_seconds",
    Kind::Histogram,
    &[],
    "Time from reading a record to the commit of its outcome",
);
/// Latency from Kafka on.
pub const RECORD_LATENCY: Metric = Metric::new(
    "demarche_record_latency_seconds",
    Kind::Histogram,
    &[],
    "Time from the timestamp of a record in Kafka to the commit of its outcome; no record without a timestamp counts",
);
/// Latency from publication on.
pub const PUBLICATION_LATENCY: Metric = Metric::new(
    "demarche_publication_latency_seconds",
    Kind::Histogram,
    &[],
    "Time from the publication of an article to the commit of its outcome; no article counts that does not tell when it was published",
);
/// Extraction.
pub const EXTRACTION: Metric =
    Metric::new("demarche_extraction_seconds", Kind::Histogram, &[], "Time to extract the events of one record");
/// Stages.
pub const STAGES: Metric = Metric::new(
    "demarche_stage_seconds",
    Kind::Histogram,
    &["stage"],
    "Time of one record in a stage: reading (bytes to article), extraction (article to events), encoding (events to records)",
);
/// Transactions.
pub const TRANSACTIONS: Metric = Metric::new(
    "demarche_transactions_total",
    Kind::Counter,
    &["outcome"],
    "Batches by outcome: committed, or failed and read again",
);
/// Batches.
pub const BATCH_RECORDS: Metric =
    Metric::new("demarche_batch_records", Kind::Histogram, &[], "Records of one committed batch");
/// Commits.
pub const BATCH_COMMIT: Metric = Metric::new(
    "demarche_batch_commit_seconds",
    Kind::Histogram,
    &[],
    "Time from the wish to commit a batch to its commit: outputs that still wait are written, then outputs and offsets are committed",
);
/// Retries.
pub const RETRIES: Metric = Metric::new(
    "demarche_retries_total",
    Kind::Counter,
    &["kind"],
    "Batches that failed and are read again, by kind of error",
);
/// Outputs that wait.
pub const PRODUCER_QUEUE_MESSAGES: Metric = Metric::new(
    "demarche_producer_queue_messages",
    Kind::Gauge,
    &[],
    "Outputs that are queued and that no broker has acknowledged",
);
/// Their bytes.
pub const PRODUCER_QUEUE_BYTES: Metric =
    Metric::new("demarche_producer_queue_bytes", Kind::Gauge, &[], "Bytes of those outputs");
/// Progress.
pub const LOOP_AGE: Metric = Metric::new(
    "demarche_loop_age_seconds",
    Kind::Gauge,
    &[],
    "Time since the loop that polls the consumer last came round; after 90 s /livez fails",
);
/// Connections.
pub const KAFKA_CONNECTIONS: Metric = Metric::new(
    "demarche_kafka_connections",
    Kind::Gauge,
    &["client"],
    "Brokers that the client (consumer or producer) is connected to; connections that are not needed are closed, so it may be fewer than there are",
);
/// Round trips.
pub const KAFKA_ROUND_TRIP: Metric = Metric::new(
    "demarche_kafka_round_trip_seconds",
    Kind::Gauge,
    &["client"],
    "Time within which 99 % of requests were answered in the last second, of the slowest broker; a fetch of the consumer waits for records",
);
/// Quotas.
pub const KAFKA_THROTTLE: Metric = Metric::new(
    "demarche_kafka_throttle_seconds",
    Kind::Gauge,
    &["client"],
    "Longest time in the last second for which a broker held the client back because of a quota",
);
/// Requests made again.
pub const KAFKA_REQUEST_RETRIES: Metric = Metric::new(
    "demarche_kafka_request_retries_total",
    Kind::Counter,
    &["client"],
    "Requests to brokers that were made again",
);
/// Requests without an answer.
pub const KAFKA_REQUEST_TIMEOUTS: Metric = Metric::new(
    "demarche_kafka_request_timeouts_total",
    Kind::Counter,
    &["client"],
    "Requests to brokers that were not answered in time",
);
/// Requests that failed.
pub const KAFKA_REQUEST_ERRORS: Metric = Metric::new(
    "demarche_kafka_request_errors_total",
    Kind::Counter,
    &["client"],
    "Requests to brokers that could not be sent, or whose answer could not be received",
);
/// Workers.
pub const WORKERS: Metric = Metric::new("demarche_workers", Kind::Gauge, &[], "Threads that extract");
/// Tasks.
pub const RUNTIME_TASKS: Metric = Metric::new(
    "demarche_runtime_tasks",
    Kind::Gauge,
    &[],
    "Tasks of the runtime behind `http.listen`: the listener, and each connection to it",
);
/// Spans.
pub const SPANS: Metric = Metric::new(
    "demarche_spans_total",
    Kind::Counter,
    &["outcome"],
    "Spans of messages: sent to the collector of `tracing.endpoint`, failed to be sent, or dropped because too many waited",
);
/// What memory is allowed.
pub const MEMORY_LIMIT: Metric = Metric::new(
    "demarche_memory_limit_bytes",
    Kind::Gauge,
    &[],
    "Memory that the control group (the container) of the process may take, as of the start; no series without a limit",
);
/// What runs.
pub const BUILD_INFO: Metric = Metric::new(
    "demarche_build_info",
    Kind::Gauge,
    &["version", "commit", "rustc"],
    "Always 1; its labels say which version runs, from which commit (where the build was told) and by which compiler",
);

/// All of ours.
pub const ALL: [Metric; 34] = [
    RECORDS_IN,
    ARTICLES,
    EVENTS_OUT,
    REJECTIONS,
    LAG_RECORDS,
    COMMITTED_LAG_RECORDS,
    LEDGER_RECORDS,
    ASSIGNED_PARTITIONS,
    REBALANCES,
    IN_FLIGHT_RECORDS,
    IN_FLIGHT_BYTES,
    COMMIT_LATENCY,
    RECORD_LATENCY,
    PUBLICATION_LATENCY,
    EXTRACTION,
    STAGES,
    TRANSACTIONS,
    BATCH_RECORDS,
    BATCH_COMMIT,
    RETRIES,
    PRODUCER_QUEUE_MESSAGES,
    PRODUCER_QUEUE_BYTES,
    LOOP_AGE,
    KAFKA_CONNECTIONS,
    KAFKA_ROUND_TRIP,
    KAFKA_THROTTLE,
    KAFKA_REQUEST_RETRIES,
    KAFKA_REQUEST_TIMEOUTS,
    KAFKA_REQUEST_ERRORS,
    WORKERS,
    RUNTIME_TASKS,
    SPANS,
    MEMORY_LIMIT,
    BUILD_INFO,
];

/// Offsets of a replay.
pub const REPLAY_OFFSETS: Metric = Metric::new(
    "demarche_replay_offsets",
    Kind::Gauge,
    &["state"],
    "Offsets of the range of a replay: done, by all processes, and in total",
);
/// Records of a replay.
pub const REPLAY_RECORDS: Metric =
    Metric::new("demarche_replay_records", Kind::Gauge, &[], "Records that a replay has read, by all processes");
/// Events of a replay.
pub const REPLAY_EVENTS: Metric =
    Metric::new("demarche_replay_events", Kind::Gauge, &[], "Events that a replay has written, by all processes");

/// What `demarche replay --listen` tells beside the lag.
pub const REPLAY: [Metric; 3] = [REPLAY_OFFSETS, REPLAY_RECORDS, REPLAY_EVENTS];

/// What a library tells of the process, by the names that Prometheus has for it.
pub const PROCESS: [Metric; 8] = [
    Metric::new("process_cpu_seconds_total", Kind::Counter, &[], "Processor time, of the user and of the system"),
    Metric::new("process_resident_memory_bytes", Kind::Gauge, &[], "Memory that is in use"),
    Metric::new("process_virtual_memory_bytes", Kind::Gauge, &[], "Memory that is reserved"),
    Metric::new("process_virtual_memory_max_bytes", Kind::Gauge, &[], "Most memory that may be reserved"),
    Metric::new("process_open_fds", Kind::Gauge, &[], "File descriptors that are open"),
    Metric::new("process_max_fds", Kind::Gauge, &[], "Most file descriptors that may be open"),
    Metric::new("process_threads", Kind::Gauge, &[], "Threads"),
    Metric::new("process_start_time_seconds", Kind::Gauge, &[], "When the process started, in seconds since 1970"),
];
