# edgeprobe: what stands between an Azure IoT Edge device and its hub.
#
#   make demo      install what is missing, build, run the whole suite against the embedded hub
#   make test      install what is missing, build, run every test
#   make nightly   make test, then what takes longer: every change of every recording, a thousand runs in one process, every
#                  cure twice, 500 networks that nobody wrote (NIGHTLY_SEED, today's date), and make fuzz
#   make chaos     CHAOS_RUNS (500) runs as root that are killed, stopped, and robbed of engine and uplink (CHAOS_SEED, 1)
#   make lab       run the lab's scenarios; SCENARIO="dns-* healthy" chooses, LAB="--list" lists, LAB="--record" records;
#                  LAB="--compose 50 --seed 3" composes random networks, SCENARIO=composed-3-17 is one of them
#   make install   put the stripped release binary into PREFIX/bin (default /usr/local)
#   make format    format the sources        make lint   check them
#   make fuzz      fuzz every decoder of foreign input for FUZZ_SECONDS (default 60)
#   make engines   run the lab's scenarios against the container engines of other Debian releases (Docker 26 and 28, Podman 4 and 5);
#                  ENGINE="docker-28 --record" chooses one, and keeps what it answers for the unit tests
#   make kernels   boot the kernels of other Debian releases in virtual machines, and run the release build there
#   make bench     measure the release build's speed and size: BENCH="link-0 rules" chooses, BENCH=--list lists

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
NIGHTLY_SEED ?= $(shell date +%Y%m%d)
CHAOS_RUNS ?= 500
CHAOS_SEED ?= 1
SWIFT_BUILD = swift build
# Small rather than fast, because it waits for networks; no symbol of an executable is anybody else's business, and functions
# of the same instructions are one.
RELEASE = --configuration release --static-swift-stdlib --product edgeprobe -Xswiftc -Osize -Xswiftc -use-ld=lld \
  -Xlinker --no-export-dynamic -Xlinker --icf=safe -Xlinker --no-eh-frame-hdr -Xlinker --script=$(CURDIR)/.ci/release.ld
COUNTERPARTS = Tests/Lab/enter .build/lab-venv/bin/python -m pytest -p no:cacheprovider -q -rs Tests/Lab
SCENARIOS = Tests/Lab/enter .build/lab-venv/bin/python Tests/Lab/runner.py
MEASURED = .build/bench/edgeprobe
SOURCES = Package.swift Sources Probes Reports Tests

.PHONY: demo test nightly chaos lab counterparts release check-release install format lint fuzz bench kernels engines packages test-packages swift clean

demo: packages swift
	$(SWIFT_BUILD) --product edgeprobe
	.build/debug/edgeprobe demo

test: test-packages swift
	$(SWIFT_BUILD) --build-tests
	# One after the other: many of them measure waits, and two cores are soon busy.
	swift test --skip-build --no-parallel
	$(SCENARIOS) $(LAB) $(SCENARIO)
	# Twenty networks that nobody wrote, the same ones every time; a failure says how it is repeated.
	$(SCENARIOS) --compose 20 --seed 1
	$(COUNTERPARTS)

# Too long to wait for before a commit. make test tries a sample of the changes; here it is all of them, for all recordings.
nightly: test
	$(SCENARIOS) --twice
	$(SCENARIOS) --compose 500 --seed $(NIGHTLY_SEED)
	EDGEPROBE_NIGHTLY=1 $(COUNTERPARTS)/test_hanging_files.py
	EDGEPROBE_NIGHTLY=1 swift test --skip-build --filter 'RecordingsTests.MetamorphicTests|EndToEndTests.EnduranceTests'
	$(MAKE) fuzz

chaos: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	Tests/Lab/enter .build/lab-venv/bin/python Tests/Lab/chaos.py $(CHAOS_RUNS) $(CHAOS_SEED)

# Real networks with real faults: each scenario is diagnosed, cured with the report's own commands, and diagnosed again.
lab: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	$(SCENARIOS) $(LAB) $(SCENARIO)

# The probes against servers that nobody here wrote, the embedded hub against clients that nobody here wrote, the lab's own parts.
counterparts: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	$(COUNTERPARTS)

release: packages swift
	$(SWIFT_BUILD) $(RELEASE)

check-release: release
	.ci/check-release .build/release/edgeprobe

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 .build/release/edgeprobe "$(DESTDIR)$(PREFIX)/bin/edgeprobe"

format:
	swift format format --in-place --parallel --recursive $(SOURCES)

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

fuzz: packages swift
	Tests/Fuzz/fuzz.sh $(FUZZ_SECONDS)

# Ratios within one run, because no two machines are alike; as installed, which is stripped.
bench: test-packages release
	@Tests/Bench/fetch-peer
	install -D -s -m 755 .build/release/edgeprobe $(MEASURED)
	EDGEPROBE_BINARY=$(CURDIR)/$(MEASURED) Tests/Lab/enter .build/lab-venv/bin/python Tests/Bench/bench.py $(BENCH)

# Real engines, unpacked and not installed.
engines: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	python3 Tests/Engines/engines.py $(ENGINE)

# With this machine's own files, and without any network but the lab's.
kernels: test-packages release
	@.ci/install-packages kernels
	Tests/Lab/enter true
	python3 Tests/Kernels/kernels.py

packages:
	@.ci/install-packages build

test-packages:
	@.ci/install-packages test

swift:
	@.ci/check-swift

clean:
	rm -rf .build .build-fuzz
