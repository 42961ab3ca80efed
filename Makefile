# edgeprobe: what stands between an Azure IoT Edge device and its hub.
#
#   make demo      install what is missing, build, run the whole suite against the embedded hub
#   make test      install what is missing, build, run every test; of the lab the healthy scenarios and one of each cause
#                  (SAMPLE decides which), with the release build
#   make nightly   make test, then what takes longer: every change of every recording, a thousand runs in one process, every
#                  scenario with every cure twice, 500 networks that nobody wrote (NIGHTLY_SEED, today's date), make fleet-nightly,
#                  the Swift before this one, arm64's packages, and make fuzz
#   make chaos     CHAOS_RUNS (500) runs as root that are killed, stopped, and robbed of engine and uplink (CHAOS_SEED, 1)
#   make fleet     ask generated fleets of reports; make fleet-nightly: a hundred thousand of them, DuckDB and Spark, and what
#                  is to be run for real: the alert rules on a scraped gateway, the Ansible role on hosts of the lab
#   make lab       run the lab's scenarios; SCENARIO="dns-* healthy" chooses, LAB="--list" lists, LAB="--record" records;
#                  LAB="--compose 50 --seed 3" composes random networks, SCENARIO=composed-3-17 is one of them
#   make install   put the release binary below PREFIX (default /usr/local), with its manual, completions and units
#   make dist      build deb, rpm, tarball and portable tarball for this machine's architecture into .build/dist
#   make test-dist install, run and remove them in roots of other Debian releases, and check them in every other way
#   make dist-arm64  the same four for arm64, on another machine, into .build/arm64/dist; make test-dist-arm64 runs them by qemu-user
#   make swift-6.2 compile the program with the Swift before this one
#   make format    format the sources        make lint   check them
#   make fuzz      fuzz every decoder of foreign input for FUZZ_SECONDS (default 60)
#   make sanitize  run the unit suites with the address and the thread sanitizer, a build of its own for each
#   make engines   run the lab's scenarios against the container engines of other Debian releases (Docker 26 and 28, Podman 4 and 5);
#                  ENGINE="docker-28 --record" chooses one, and keeps what it answers for the unit tests
#   make kernels   boot the kernels of other Debian releases in virtual machines, and run the release build there
#   make bench     measure the release build's speed and size: BENCH="link-0 rules" chooses, BENCH=--list lists

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
NIGHTLY_SEED ?= $(shell date +%Y%m%d)
# Which scenario stands for each cause in make test: others with each commit, the same ones for one.
SAMPLE ?= $(shell git rev-parse --short HEAD 2>/dev/null || echo first)
CHAOS_RUNS ?= 500
CHAOS_SEED ?= 1
SWIFT_BUILD = swift build
# Small rather than fast, because it waits for networks; no symbol of an executable is anybody else's business, a function that
# nothing calls is left out, and functions of the same instructions are one. What root runs looks for no library beside itself,
# and writes no address after its start. The ID of a build would be made of what is stripped too, and so of this folder; taken out
# later, it takes along what makes those addresses read-only.
RELEASE = --configuration release --static-swift-stdlib --product edgeprobe -Xswiftc -Osize \
  -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
  -Xlinker --no-export-dynamic -Xlinker --icf=safe -Xlinker --no-eh-frame-hdr -Xlinker --script=$(CURDIR)/.ci/release.ld \
  -Xlinker --build-id=none \
  -Xlinker -znow --disable-local-rpath -Xcc -ffile-prefix-map=$(CURDIR)=.
PYTEST = -m pytest -p no:cacheprovider -q -rs --durations=8
IN_LAB = Tests/Lab/enter .build/lab-venv/bin/python $(PYTEST)
COUNTERPARTS = $(IN_LAB) Tests/Lab
FLEET = $(IN_LAB) Fleet/tests
SCENARIOS = Tests/Lab/enter .build/lab-venv/bin/python Tests/Lab/runner.py
DIST = .build/dist-venv/bin
PACKAGING = .build/lab-venv/bin/python $(PYTEST) Packaging/tests
# As it is installed. The lab of `make test` measures it, not a debug build: an optimized program is another one.
SHIPPED = .build/shipped/edgeprobe
WITH_SHIPPED = EDGEPROBE_BINARY=$(CURDIR)/$(SHIPPED)
# Tests of what only thinks: no deadline is missed where all cores are busy.
THINKING = ^(ArchitectureTests|CertificateMintTests|DecodersTests|ProbeConfigurationTests|ProbeDiagnosisTests|ProbeEvidenceTests|ProbeFindingsTests|ProbeGuidanceTests|RecordingsTests|ReportsTests)\.(?!GrowthTests)
# Tests that start themselves anew in namespaces, and wait for what is measured there: a third of all waiting.
NAMESPACES = \.(GatewayLabTests|LabTests)
TESTS = .build/debug/edgeprobePackageTests.xctest --testing-library swift-testing
SOURCES = Package.swift Sources Probes Reports Tests

# The tests of the lab that take longest, a third of the time for each of two processes; another one runs the rest beside them.
LONGEST = $(addprefix Tests/Lab/test_, downstream.py)
LONGER = $(addprefix Tests/Lab/test_, hanging_files.py nothing_remains.py packets.py readme.py several_hubs.py)

.PHONY: demo test test-waiting test-namespaces test-thinking test-composed test-longest test-longer test-others nightly chaos lab counterparts fleet fleet-nightly release shipped check-release install format lint fuzz sanitize bench kernels engines packages test-packages dist test-dist dist-packages dist-arm64 test-dist-arm64 swift-6.2 swift clean

demo: packages swift
	$(SWIFT_BUILD) --product edgeprobe
	.build/debug/edgeprobe demo

test: test-packages swift
	$(SWIFT_BUILD) --build-tests
	# What waits beside what works.
	$(MAKE) --no-print-directory -j3 --output-sync=line test-waiting test-namespaces test-thinking
	$(WITH_SHIPPED) $(SCENARIOS) --sample $(SAMPLE) $(LAB) $(SCENARIO)
	$(MAKE) --no-print-directory -j4 --output-sync=target test-composed test-longest test-longer test-others

# One after the other: many of them measure waits. Without `swift test`, which waits for a build to end.
test-waiting:
	$(TESTS) --no-parallel --skip '$(THINKING)|$(NAMESPACES)'

test-namespaces:
	$(TESTS) --no-parallel --filter '$(NAMESPACES)'

# On all cores, of which whoever waits takes what it wants first.
test-thinking: shipped
	nice -n 19 $(TESTS) --filter '$(THINKING)'

# Twenty networks that nobody wrote, the same ones every time; a failure says how it is repeated. And what is tested beside the lab.
test-composed:
	$(WITH_SHIPPED) $(SCENARIOS) --compose 20 --seed 1
	$(WITH_SHIPPED) $(FLEET)
	$(WITH_SHIPPED) $(PACKAGING)

test-longest:
	$(WITH_SHIPPED) EDGEPROBE_SAMPLE=$(SAMPLE) $(IN_LAB) $(LONGEST)

test-longer:
	$(WITH_SHIPPED) EDGEPROBE_SAMPLE=$(SAMPLE) $(IN_LAB) $(LONGER)

test-others:
	$(WITH_SHIPPED) EDGEPROBE_SAMPLE=$(SAMPLE) $(IN_LAB) $(filter-out $(LONGEST) $(LONGER),$(wildcard Tests/Lab/test_*.py))

# Too long to wait for before a commit. make test tries a sample of the changes; here it is all of them, for all recordings.
nightly: test test-dist
	Packaging/image.sh
	$(WITH_SHIPPED) $(COUNTERPARTS)/test_image.py
	$(WITH_SHIPPED) $(SCENARIOS) --twice
	$(WITH_SHIPPED) $(SCENARIOS) --compose 500 --seed $(NIGHTLY_SEED)
	$(WITH_SHIPPED) EDGEPROBE_NIGHTLY=1 $(COUNTERPARTS)/test_hanging_files.py Tests/Lab/test_pasted.py
	EDGEPROBE_NIGHTLY=1 swift test --skip-build --filter 'RecordingsTests.(MetamorphicTests|RedactedRecordingTests)|ArchitectureTests.CatalogueTests|EndToEndTests.EnduranceTests'
	$(MAKE) fleet-nightly
	$(MAKE) swift-6.2
	$(MAKE) dist-arm64 test-dist-arm64
	$(MAKE) fuzz

chaos: test-packages shipped
	$(WITH_SHIPPED) Tests/Lab/enter .build/lab-venv/bin/python Tests/Lab/chaos.py $(CHAOS_RUNS) $(CHAOS_SEED)

# Real networks with real faults: each scenario is diagnosed, cured with the report's own commands, and diagnosed again.
lab: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	$(SCENARIOS) $(LAB) $(SCENARIO)

# The probes against servers that nobody here wrote, the embedded hub against clients that nobody here wrote, the lab's own parts.
counterparts: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	$(COUNTERPARTS)

# What many gateways' reports and metrics are for: Fleet/README.md. FLEET_REPORTS (100000) reports for both engines.
fleet: test-packages swift
	$(SWIFT_BUILD) --product edgeprobe
	$(FLEET)

fleet-nightly: test-packages swift
	@.ci/install-packages fleet
	$(SWIFT_BUILD) --product edgeprobe
	Tests/Lab/enter true
	.build/lab-venv/bin/pip install --quiet --disable-pip-version-check -r Fleet/tests/nightly-requirements.txt
	EDGEPROBE_NIGHTLY=1 $(FLEET)

release: packages swift
	nice -n 19 $(SWIFT_BUILD) $(RELEASE)

shipped: release
	install -D -s -m 755 .build/release/edgeprobe $(SHIPPED)

check-release: release
	.ci/check-release .build/release/edgeprobe

install: release
	Packaging/stage.sh .build/release/edgeprobe "$(DESTDIR)" "$(PREFIX)"

dist: dist-packages release
	Packaging/dist.sh .build/release/edgeprobe
	Packaging/portable.sh .build/release

test-dist: dist
	EDGEPROBE_BINARY=.build/release/edgeprobe $(DIST)/python -m pytest -p no:cacheprovider -q -rs Packaging/tests
	Packaging/check.sh
	Packaging/reproducible.sh
	Packaging/prove.sh

dist-arm64: dist-packages swift
	@.ci/install-packages arm64
	Packaging/arm64.sh $(RELEASE)

# Compared with what this machine's own program says.
test-dist-arm64: release dist-packages
	@.ci/install-packages arm64
	Packaging/prove-arm64.sh .build/release/edgeprobe $(RELEASE)

swift-6.2: packages swift
	@.ci/install-packages swift-6.2
	.ci/swift-6.2

format:
	swift format format --in-place --parallel --recursive $(SOURCES)

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

sanitize: test-packages swift
	.ci/sanitize address
	.ci/sanitize thread

fuzz: packages swift
	Tests/Fuzz/fuzz.sh $(FUZZ_SECONDS)

# Ratios within one run, because no two machines are alike; as installed, which is stripped.
bench: test-packages shipped
	@Tests/Bench/fetch-peer
	$(WITH_SHIPPED) Tests/Lab/enter .build/lab-venv/bin/python Tests/Bench/bench.py $(BENCH)

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

# Besides what apt has, the tools that only PyPI carries.
dist-packages: $(DIST)/installed
	@.ci/install-packages dist

$(DIST)/installed: Packaging/requirements.txt
	@.ci/install-packages dist
	/usr/bin/python3 -m venv --clear --system-site-packages .build/dist-venv
	$(DIST)/pip install --quiet --disable-pip-version-check -r Packaging/requirements.txt
	touch $@

swift:
	@.ci/check-swift

clean:
	rm -rf .build .build-fuzz
