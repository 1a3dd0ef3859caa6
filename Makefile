# SwiNN: `make demo` shows it, `make test` checks it. Everything else is below.

SWIFT ?= swift
DEMO ?= Demo
PEERS ?= .build-peers
BUILD = $(SWIFT) build -c release
BIN = $$($(BUILD) --show-bin-path)

.PHONY: demo test lint binaries bench bench-kernels bench-board bench-network bench-mapping fuzz check-determinism check-peers peers system-packages

# Runs the synfire example on an emulated board and leaves its raster (PNG, SVG) and data (NIX) in Demo/.
demo: system-packages
	$(BUILD) --product Synfire
	mkdir -p $(DEMO)
	$(BIN)/Synfire --output $(DEMO)
	@ls -l $(DEMO)

# Format, architecture, unit, integration and example tests; one after the other, since emulated boards take all the
# processor time there is and others have deadlines.
test: system-packages lint
	$(BUILD) --build-tests
	$(SWIFT) test -c release --skip-build --no-parallel

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Examples Binaries

# Rebuilds every ARM image from its sources, byte for byte, with the Swift toolchain alone.
binaries:
	Binaries/build.sh

# Costs of the kernels, emulator speed, SCP throughput, time of each stage.
bench: system-packages
	Tests/Benchmarks/run.sh

# What the ARM programs take of a step, beside what networks are cut with.
bench-kernels: system-packages
	Tests/Benchmarks/run.sh --section kernels

# The processor's kernels against Unicorn, and a busy board against them.
bench-board: system-packages
	Tests/Benchmarks/run.sh --section board

# Networks: synapses made on the host against PyNN with NEST, 100 million of them mapped, 10 million on a board.
bench-network: system-packages
	Tests/Benchmarks/run.sh --section network

# The mapper against PACMAN and rig on four graphs, or on those of a folder (GRAPHS), on two threads, and on machines of 1
# to 1,260 boards: half an hour. The peers' figures are in .build-mapping afterwards.
bench-mapping: system-packages peers
	Tests/Benchmarks/Mapping/run.sh "$(PEERS)" "$(GRAPHS)"

# Ten minutes (SECONDS) of hostile datagrams and programs against served boards, also under the official monitor where
# `make peers` has brought its image; a finding names its SEED.
fuzz:
	$(BUILD) --product swinn
	$(BUILD) --product board-fuzzer
	@image=$$(find $(PEERS)/lib -name scamp.boot 2>/dev/null | head -n 1); set -x; \
	$(BIN)/board-fuzzer --swinn $(BIN)/swinn --seconds $(or $(SECONDS),600) --seed $(or $(SEED),1) \
	    $${image:+--monitor $$image}

# The examples' networks twenty times (REPEATS) each: with one and two threads, traced, across snapshot and restore.
check-determinism: system-packages
	for product in swinn Synfire BalancedNetwork; do $(BUILD) --product $$product || exit; done
	Tests/Determinism/check_determinism.py $(BIN) --repeats $(or $(REPEATS),20)

# The official tools as judges, the speed of the board, determinism and the fuzzer: an hour, on a quiet machine. Makes a
# Python environment with the tools first. ONLY='sPyNNaker|rig' lets those alone judge whose names match.
check-peers: system-packages peers
	$(BUILD)
	Tests/Peers/run.sh $(PEERS)/bin/python '$(ONLY)'

peers:
	Tests/Peers/make-environment.sh $(PEERS)

# The two libraries that SwiNN links; installed if they are missing.
system-packages:
	@missing=""; \
	for package in libsqlite3-dev libhdf5-dev pkg-config; do \
	    dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	    echo "Installing the system packages$$missing"; \
	    root=""; [ "$$(id -u)" = 0 ] || root=sudo; \
	    $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $$missing; \
	fi
