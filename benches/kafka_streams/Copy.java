// What the bare loop of the bench does, by Kafka Streams: a record of the same size and headers for each record, no state,
// one thread, a commit every 100 ms under exactly_once_v2. `linger.ms` is lowered from its default of 100, which would
// hold every commit up.

import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

public final class Copy {
  private static final int OUTPUT = 365;

  private static final class Cut extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      byte[] value = record.value();
      Record<byte[], byte[]> cut = record.withValue(Arrays.copyOf(value, Math.min(value.length, OUTPUT)));
      cut.headers()
          .add("ce_specversion", "1.0".getBytes())
          .add("ce_id", ("event-" + context().recordMetadata().map(RecordMetadata::offset).orElse(0L)).getBytes())
          .add("ce_type", "demarche.v1.Call".getBytes())
          .add("ce_source", "/topics/bench.articles".getBytes())
          .add("content-type", "application/protobuf".getBytes());
      context().forward(cut);
    }
  }

  public static void main(String[] arguments) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, variable("KAFKA__GROUP_ID"));
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, variable("KAFKA__BROKERS"));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[0]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.producerPrefix("linger.ms"), 5);
    settings.put(StreamsConfig.producerPrefix("compression.type"), "zstd");
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");

    Topology topology = new Topology();
    topology.addSource(
        "articles", new ByteArrayDeserializer(), new ByteArrayDeserializer(), variable("TOPICS__INPUT"));
    topology.addProcessor("cut", () -> (Processor<byte[], byte[], byte[], byte[]>) new Cut(), "articles");
    topology.addSink(
        "events", variable("TOPICS__CALLS"), new ByteArraySerializer(), new ByteArraySerializer(), "cut");
    new KafkaStreams(topology, settings).start();
  }

  private static String variable(String name) {
    return System.getenv("DEMARCHE_" + name);
  }
}
