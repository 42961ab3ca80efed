"""The program under test: how it is run on a device, and what its report says."""

import functools
import itertools
import json
import os
import subprocess
import sys
import time

import jsonschema

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
#: Another one than `swift build` makes where the environment says so.
EDGEPROBE = os.environ.get("EDGEPROBE_BINARY") or os.path.join(ROOT, ".build", "debug", "edgeprobe")
sys.path.append(os.path.join(ROOT, "Tests", "ReportsTests"))
import validate_html  # noqa: E402

SCHEMA = os.path.join(ROOT, "Reports", "Schema", "report-1.schema.json")
#: Every format is written in every run, with the ending of its file.
FORMATS = {"json": "json", "html": "html", "markdown": "md", "prometheus": "prom", "junit": "xml", "ndjson": "ndjson"}
NOBODY = 65534
NUMBERS = itertools.count()


def probe(machine, folder, *arguments, hub, user=NOBODY, control="none", portal=False, environment=None, prefix=(), timeout=60,
          bundle=False):
    """Runs the program on a machine, an ordinary user's unless said otherwise, and holds its report against the schema."""
    out = f"{folder}/out{next(NUMBERS)}"
    os.makedirs(out)
    os.chmod(out, 0o777)
    command = [*prefix, EDGEPROBE, *(["--hub", hub] if hub else []), "--resolver", control,
               *([] if portal else ["--no-portal"]), *arguments,
               *(part for name, ending in FORMATS.items() for part in ("--report", f"{name}={out}/report.{ending}")),
               *(["--bundle", f"{out}/report.tar.gz"] if bundle else []), "--report", "text=-"]
    start = time.monotonic()
    process = machine(*command, user=user, check=False, timeout=timeout, cwd="/",
                      env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(environment or {})})
    seconds = time.monotonic() - start
    if not os.path.exists(f"{out}/report.json"):
        raise RuntimeError(f"no report, exit code {process.returncode}\n{process.stdout}{process.stderr}")
    with open(f"{out}/report.json") as file:
        document = json.load(file)
    validate(document)
    validate_page(f"{out}/report.html")
    return Result(process, document, seconds, out)


@functools.cache
def schema():
    with open(SCHEMA) as file:
        return jsonschema.Draft202012Validator(json.load(file))


def validate(document):
    schema().validate(document)


def validate_page(path):
    """Holds a page against the standard's parser, and against what makes it safe and accessible."""
    with open(path, encoding="utf-8") as file:
        problems = list(validate_html.problems(file.read()))
    if problems:
        raise AssertionError(f"the HTML report: {problems}")


class Result:
    """One run of the program: its report, its text, its exit code, how long it took, and the folder of its files."""

    def __init__(self, process, report, seconds, folder):
        self.code, self.text, self.errors = process.returncode, process.stdout, process.stderr
        self.report, self.seconds, self.folder = report, seconds, folder

    @property
    def verdict(self):
        return self.report["verdict"]

    def findings(self, *severities):
        return [f for f in self.report["findings"] if f["severity"] in (severities or ("error", "warning"))]

    @property
    def causes(self):
        return sorted({f["cause"] for f in self.findings()})

    def finding(self, cause):
        return next((f for f in self.report["findings"] if f["cause"] == cause), None)

    @property
    def transports(self):
        return {t["transport"]: (t["usable"], t["proof"]) for t in self.report["transports"] if t["vantage"] == "host"}

    @property
    def vantages(self):
        return list(dict.fromkeys(t["vantage"] for t in self.report["transports"]))

    def usable(self, vantage):
        """The transports that got through from a vantage, directly or through a proxy."""
        return {t["transport"] for t in self.report["transports"] if t["vantage"] == vantage and t["usable"]}

    def seen(self, probe, **subject):
        return [o["evidence"] for o in self.report["observations"]
                if o["probe"] == probe and o["outcome"] == "seen"
                and all(o["subject"].get(k) == v for k, v in subject.items())]

    def explain(self):
        """What the report says, short enough to read in a failed test."""
        lines = [f"exit {self.code}, {self.verdict}, {self.seconds:.1f} s {self.errors}"]
        for finding in self.report["findings"]:
            place = {k: v for k, v in finding.get("location", {}).items() if k in ("kind", "address", "hop", "rule")}
            lines.append(f"{finding['severity']} {finding['cause']} ({finding['confidence']}, {finding['owner']}) "
                         f"from {' '.join(finding.get('vantages') or [finding['vantage']])} about {finding['subject']} {place} "
                         f"{finding['summary']} explains {finding['explains']}")
            lines += [f"    [{e['observation']}] {e['shows']}" for e in finding["evidence"]]
        lines += [f"{vantage}: " + " ".join(sorted(self.usable(vantage))) for vantage in self.vantages]
        return "\n".join(lines)
