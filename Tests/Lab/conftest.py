"""The lab's setting: a namespace without an uplink, one site in it, and the program under test."""

import functools
import json
import os
import subprocess
import time

import pytest
import services
from certificates import Authority
from emulator import DATA, EDGEPROBE, ROOT, EmulatedHub
from network import Site, refuse_uplink, run
from services import DPS, HUB, REGISTRY

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
        """What the report says, short enough to read in a failed test."""
        lines = [f"exit {self.code}, {self.verdict}, {self.seconds:.1f} s {self.errors}"]
        for finding in self.report["findings"]:
            place = {k: finding["location"][k] for k in ("kind", "address", "hop") if k in finding.get("location", {})}
            lines.append(f"{finding['severity']} {finding['cause']} ({finding['confidence']}, {finding['owner']}) {place} "
                         f"{finding['summary']} explains {finding['explains']}")
            lines += [f"    [{e['observation']}] {e['shows']}" for e in finding["evidence"]]
        lines.append(" ".join(f"{name}:{usable}/{proof}" for name, (usable, proof) in self.transports.items()))
        return "\n".join(lines)


@pytest.fixture(scope="session")
def probe(site, authority, folder):
    """Runs the program on the device as an ordinary user, and holds its report against the schema."""
    import itertools
    numbers = itertools.count()

    def run_probe(*arguments, hub="myhub.azure-devices.net", host=None, trust=True, prefix=(), timeout=40,
                  control="none", portal=False, environment={}):
        out = folder / f"out{next(numbers)}"
        out.mkdir()
        os.chmod(out, 0o777)
        report = out / "report.json"
        command = [*prefix, *NOBODY, EDGEPROBE, "--hub", hub, "--resolver", control,
                   *([] if portal else ["--no-portal"]),
                   *(["--ca-file", authority.root] if trust else []),
                   "--report", f"json={report}", "--report", "text=-", *arguments]
        start = time.monotonic()
        process = subprocess.run(["ip", "netns", "exec", (host or site.device).name, *command], text=True,
                                 capture_output=True, timeout=timeout, cwd="/",
                                 env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment})
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


@pytest.fixture(scope="module")
def hub(site, folder):
    """A faithful hub; provisioning and the registry, which it serves as well, have an address of their own."""
    names = {HUB: site.CLOUD, **{name: site.SECOND for name in (DPS, REGISTRY, DATA)}}
    resolver = services.unbound(site.cloud, f"{folder}/names", site.RESOLVER, names)
    hub = EmulatedHub(site.cloud, f"{folder}/hub", site.CLOUD)
    yield hub
    hub.stop()
    resolver.stop()


@pytest.fixture(scope="module")
def check(hub, probe):
    """Runs the program on the device against the faithful hub."""
    return functools.partial(probe, "--ca-file", hub.root, trust=False)
