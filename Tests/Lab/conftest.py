"""The lab's setting: a namespace without an uplink, one site in it, and the program under test."""

import json
import os
import subprocess
import time

import network
import pytest
from certificates import Authority
from network import Site, refuse_uplink, run

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
EDGEPROBE = os.path.join(ROOT, ".build", "debug", "edgeprobe")
SCHEMA = os.path.join(ROOT, "Reports", "Schema", "report-1.schema.json")
NOBODY = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps", "-all", "--bounding-set", "-all"]


def pytest_sessionstart(session):
    refuse_uplink()
    run("ip", "link", "set", "lo", "up")
    # Names of namespaces and their files live in mounts of our own: nothing of them is seen outside, nothing remains.
    for folder in ("/run/netns", "/etc/netns", "/dev/shm"):
        os.makedirs(folder, exist_ok=True)
        run("mount", "-t", "tmpfs", "tmpfs", folder)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("lab")
    # The program under test runs as nobody and has to reach its files.
    for part in [path, *path.parents][:3]:
        os.chmod(part, 0o755)
    return path


@pytest.fixture(scope="session")
def site():
    site = Site()
    yield site
    site.remove()


@pytest.fixture(scope="session")
def authority(folder):
    authority = Authority(f"{folder}/authority")
    os.chmod(authority.root, 0o644)
    return authority


class Result:
    """One run of the program: its report, its text, its exit code and how long it took."""

    def __init__(self, process, report, seconds):
        self.code, self.text, self.errors = process.returncode, process.stdout, process.stderr
        self.report, self.seconds = report, seconds

    @property
    def verdict(self):
        return self.report["verdict"]

    def findings(self, *severities):
        return [f for f in self.report["findings"] if f["severity"] in (severities or ("error", "warning"))]

    @property
    def causes(self):
        return sorted({f["cause"] for f in self.findings()})

    def finding(self, cause):
        return next(f for f in self.report["findings"] if f["cause"] == cause)

    @property
    def transports(self):
        return {t["transport"]: (t["usable"], t["proof"]) for t in self.report["transports"]}

    def seen(self, probe, **subject):
        return [o["evidence"] for o in self.report["observations"]
                if o["probe"] == probe and o["outcome"] == "seen"
                and all(o["subject"].get(k) == v for k, v in subject.items())]

    def explain(self):
        return f"exit {self.code}\n{self.errors}\n{self.text}"


@pytest.fixture(scope="session")
def probe(site, authority, folder):
    """Runs the program on the device as an ordinary user, and holds its report against the schema."""
    import itertools
    numbers = itertools.count()

    def run_probe(*arguments, hub="myhub.azure-devices.net", host=None, trust=True, prefix=(), timeout=40):
        out = folder / f"out{next(numbers)}"
        out.mkdir()
        os.chmod(out, 0o777)
        report = out / "report.json"
        command = [*prefix, *NOBODY, EDGEPROBE, "--hub", hub, "--resolver", "none", "--no-portal",
                   *(["--ca-file", authority.root] if trust else []),
                   "--report", f"json={report}", "--report", "text=-", *arguments]
        start = time.monotonic()
        process = subprocess.run(["ip", "netns", "exec", (host or site.device).name, *command], text=True,
                                 capture_output=True, timeout=timeout, cwd="/",
                                 env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        seconds = time.monotonic() - start
        assert report.exists(), f"no report\n{process.stdout}{process.stderr}"
        document = json.loads(report.read_text())
        validate(document)
        return Result(process, document, seconds)

    return run_probe


def validate(document):
    import jsonschema
    with open(SCHEMA) as file:
        jsonschema.Draft202012Validator(json.load(file)).validate(document)
