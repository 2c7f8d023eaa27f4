# The commands of this project; `make help` lists them. Each first sees to what it needs on this machine.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# rustup's folder, for a shell that was opened before Rust was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

TOOLS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/demarche/tools/bin
step = @printf '\n== %s\n' '$(1)'

.PHONY: help
help: ## List the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: demo
demo: ## Show articles going in and events coming out, on this machine alone
	@deploy/dev/install --for demo
	cargo run --locked --quiet -- models fetch
	cargo run --locked -- demo

.PHONY: test
test: lint models ## Run everything that must pass: lint, all tests, real Kafka among them, and the quality floors
	$(call step,tests)
	cargo test --locked --no-fail-fast
	@$(MAKE) --no-print-directory test-deploy quality

.PHONY: test-deploy
test-deploy: ready ## Check what is deployed: the chart and what it makes, alerts, the dashboard, the image, workflows
	$(call step,deploy)
	cargo build --locked --quiet
	DEMARCHE="cargo run --locked --quiet --" PYTHONDONTWRITEBYTECODE=1 $(TOOLS)/python -m unittest discover --start-directory tests/deploy

.PHONY: test-cluster
test-cluster: ready ## Install, upgrade, roll back and uninstall the chart on a real API server of Kubernetes, which is built once
	tests/deploy/cluster

.PHONY: manifests
manifests: ready ## Render the chart to plain manifests: deploy/kubernetes
	deploy/kubernetes/render

.PHONY: lint
lint: ready ## Check form, lints, documentation, dependencies and the contract
	$(call step,format)
	cargo fmt --check
	$(call step,clippy)
	cargo clippy --locked --all-targets -- -D warnings
	$(call step,documentation)
	RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps
	$(call step,dependencies)
	cargo fetch --locked --quiet
	$(TOOLS)/cargo-deny --offline check --hide-inclusion-graph bans licenses sources
	$(call step,contract)
	$(TOOLS)/buf lint proto
	tests/scripts/breaking $(TOOLS)/buf
	$(call step,scripts)
	shellcheck $(filter-out %.py,$(wildcard .ci/run deploy/dev/install deploy/dev/kafka deploy/dev/registry deploy/image deploy/kubernetes/render benches/kafka_streams/run tests/deploy/cluster tests/scripts/*))

.PHONY: quality
quality: ready ## Score the extractor against the gold events, by language
	$(call step,quality)
	tests/quality.py --page cargo run --locked --quiet --

.PHONY: confidence
confidence: ready models ## Fit the weights of confidence to the gold, where ../shared is
	$(call step,confidence)
	tests/confidence.py cargo run --locked --quiet --

.PHONY: bench
bench: ready models ## Run the benchmarks
	@if compgen -G 'benches/*.rs' >/dev/null; then cargo bench --locked; else echo 'there are no benchmarks yet: benches/ is empty'; fi

.PHONY: fuzz
fuzz: ready ## Fuzz a target: make fuzz TARGET=article|html|document|extract SECONDS=60 RUNS=-1 MAX_LENGTH=16384
	@mkdir -p fuzz/corpus/$(TARGET)
	$(TOOLS)/cargo-fuzz fuzz run -s none --fuzz-dir fuzz $(TARGET) fuzz/corpus/$(TARGET) $(wildcard fuzz/seeds/$(TARGET) $(SEEDS_OF_$(TARGET))) -- \
		-dict=fuzz/dictionaries/$(TARGET).dict -max_total_time=$(SECONDS) -runs=$(RUNS) -timeout=10 -max_len=$(MAX_LENGTH) -print_final_stats=1

TARGET := article
SECONDS := 60
RUNS := -1
MAX_LENGTH := 16384
SEEDS_OF_html := tests/pages
SEEDS_OF_extract := tests/gold/articles deploy/demo/articles

.PHONY: bench-reading
bench-reading: ready models ## Show how fast articles are read, beside natasha
	cargo bench --locked --bench reading

.PHONY: bench-stream
bench-stream: ready models ## Show what moving records costs, on a real Kafka; KAFKA_STREAMS=yes: beside Kafka Streams too
	cargo bench --locked --bench stream

.PHONY: chaos
chaos: ready models ## Make faults under load and write docs/chaos.md: make chaos MINUTES=30 SEED=
	MINUTES=$(MINUTES) SEED=$(SEED) timeout --kill-after=60 $$(($(MINUTES) * 60 + 1500)) \
		cargo test --locked --test chaos -- --nocapture --exact faults_lose_double_and_disorder_nothing

MINUTES := 30

.PHONY: redeploys
redeploys: MINUTES := 5
redeploys: ready models ## Redeploy three members every 20 s under load; FROM=REVISION: by turns that version and this one
	$(if $(FROM),tests/scripts/build-revision $(FROM))
	MINUTES=$(MINUTES) OTHER=$(if $(FROM),$(CURDIR)/target/revisions/$(FROM)/debug/demarche) \
		cargo test --locked --test chaos -- --nocapture --exact \
		a_redeploy_loses_and_doubles_nothing_and_silences_no_partition_for_long

.PHONY: backlog
backlog: ready ## Work off a backlog of a million messages on a real Kafka, and see that memory stays under its cap
	DEMARCHE_BACKLOG=1000000 cargo test --locked --test kafka_memory -- --nocapture

.PHONY: replay-proof
replay-proof: ready models ## Replay 200,000 records beside a live service, killed three times, and by two processes, and verify it
	DEMARCHE_REPLAY_RECORDS=$(RECORDS) cargo test --locked --release --test kafka_replay -- --nocapture --test-threads 1 \
		a_replay_that_is_killed two_processes_share

RECORDS := 200000

.PHONY: consume
consume: ready models ## Run the programs of docs/consume.md on real events; fetches DuckDB and protobuf for Python
	python3 -m venv target/consume
	target/consume/bin/pip install --quiet --disable-pip-version-check duckdb grpcio-tools confluent-kafka
	DEMARCHE_PYTHON=$(CURDIR)/target/consume/bin/python cargo test --locked --test consume

.PHONY: models
models: ready ## Fetch models and dictionaries of Russian and Ukrainian, where they are not there
	$(call step,models)
	cargo run --locked --quiet -- models fetch

.PHONY: kafka
kafka: ready ## Start a real Apache Kafka on this machine, for development
	deploy/dev/kafka up
	deploy/dev/kafka topics

.PHONY: kafka-down
kafka-down: ## Stop it
	deploy/dev/kafka down

.PHONY: clean
clean: ## Remove what was built
	cargo clean

.PHONY: ready
ready:
	@deploy/dev/install --for test
