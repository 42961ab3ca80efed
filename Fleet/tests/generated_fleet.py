"""Fleets that nobody owns: N reports, seeded, varied from what the lab recorded, with the answers known beforehand.

A recording is judged by the program under test, so that the reports are those of today; then hubs, devices, sites,
times, kernels, hops, issuers and dates of certificates are put in. Observations other than handshakes are left out, and
sentences' values and commands, so that 10^5 reports fit on a disk. `Fleet.plan` says what happens where; the expected
answers follow from it in Python, and from nothing that an engine says.
"""

import collections
import copy
import dataclasses
import datetime
import functools
import json
import pathlib
import random
import subprocess
import uuid
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDINGS = ROOT / "Tests/RecordingsTests/Recordings"
LAST_DAY = datetime.date(2026, 11, 29)
# What a day of a gateway looks like, and the recording that stands for it, with the cause that it is there for.
STORIES = {
    "healthy": ("accelerator", None),
    "dropped": ("amqp-dropped-edge", "tcp.dropped-port"),
    "rejected": ("rejected-admin-prohibited", "tcp.admin-prohibited"),
    "inspected": ("tls-intercepted", "tls.intercepted"),
    "forwarding": ("forward-dropped-docker-user", "fwd.dropped"),
    "clock": ("clock-off-by-a-day", "host.clock-skew"),
    "undecided": ("containers-without-rights", None),
}
HOPS = {"dropped": "10.77.0.2", "rejected": "198.51.100.1"}
ISSUER = "Corporate Inspection Issuing CA"
CHANGES = {"kernel": ("6.1.0-25-amd64", "6.1.0-28-amd64"), "engine": ("docker 20.10.24", "docker 26.1.5")}


@functools.cache
def judged(binary, recording):
    """The report that today's rules make of a recording; the verdict is the exit code, any of them."""
    done = subprocess.run(
        [binary, "diagnose", RECORDINGS / f"{recording}.json", "--format", "json"], capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"{recording}: exit code {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


class Template:
    """A judged recording, ready to be varied."""

    def __init__(self, report, cause):
        self.whole = report
        self.verdict = report["verdict"]
        # What the report holds against a gateway, in its order.
        self.findings = [
            (item["cause"], item["severity"], item["owner"], item["location"]) for item in report["findings"]]
        if cause is not None and cause not in {found[0] for found in self.findings}:
            raise RuntimeError(f"the recording no longer has {cause}: {self.findings}")
        self.slim = self.slimmed(report)

    @staticmethod
    def slimmed(report):
        report = copy.deepcopy(report)
        for name in ("matrix", "message", "noteMessages", "names", "coverage", "unexplained"):
            report.pop(name, None)
        for finding in report["findings"]:
            for name in ("message", "refutedByMessage", "excluded", "open", "evidence"):
                finding.pop(name, None)
            for name in ("message", "contrastMessage", "culprit"):
                finding["location"].pop(name, None)
            finding["remedies"] = [{"id": item["id"], "title": item["title"]} for item in finding["remedies"]]
        kept = []
        for observation in report["observations"]:
            evidence = observation.get("evidence", {})
            # One handshake for each host is enough.
            if observation["probe"] != "tls.handshake" or not evidence.get("chain"):
                continue
            if observation["subject"].get("host") in {other["subject"].get("host") for other in kept}:
                continue
            observation["evidence"] = {name: evidence[name] for name in ("chain", "verifications", "result")}
            for certificate in observation["evidence"]["chain"]:
                certificate.pop("pem", None)
            kept.append(observation)
        report["observations"] = kept
        return report


@dataclasses.dataclass(frozen=True)
class Gateway:
    site: str
    device: str
    days: tuple
    change: str | None  # what was updated on the day when forwarding broke
    changed_on: int | None


@dataclasses.dataclass(frozen=True)
class Run:
    gateway: Gateway
    day: datetime.date
    started: datetime.datetime
    identity: str
    story: str
    changed: tuple  # the kernel and the engine


class Fleet:
    """A plan of `count` runs, and what it will have to be answered to each question."""

    def __init__(self, count, seed, days=20, binary=None):
        self.random = random.Random(seed)
        self.days = [LAST_DAY - datetime.timedelta(days=days - 1 - index) for index in range(days)]
        with ThreadPoolExecutor(2) as pool:
            reports = list(pool.map(lambda story: judged(binary, STORIES[story][0]), STORIES))
        self.templates = {
            story: Template(report, STORIES[story][1]) for story, report in zip(STORIES, reports, strict=True)}
        self.plan(count)

    def plan(self, count):
        draw, total = self.random, len(self.days)
        wanted = max(2, count // (total * 10))
        self.sites = [f"plant-{number:03}" for number in range(max(6, wanted))]
        # A fifth of the sites sits behind one firewall of the provider, another behind one inspecting proxy.
        names = draw.sample(self.sites, len(self.sites))
        share = max(2, len(names) // 5)
        self.firewalled = {site: (f"198.18.0.{index // 4 + 1}", total // 2) for index, site in enumerate(names[:share])}
        self.rejecting = {site: "192.168.1.1" for site in names[share:share + 2]}
        self.inspected = {site: f"Plant Inspection CA {index // 3}" for index, site in enumerate(names[share + 2:2 * share + 2])}
        # A hub for each site; its certificate ends some day, for a third of them soon.
        self.hubs = {site: f"hub-{index:03}" for index, site in enumerate(self.sites)}
        self.expiry = {
            site: LAST_DAY + datetime.timedelta(days=draw.choice((12, 25, 29, 30, 31, 200, 300, 365, 400))) for site in self.sites}
        self.runs, number = [], 0
        while len(self.runs) < count:
            site = self.sites[number % len(self.sites)]
            first = draw.choice((0, 0, 0, draw.randrange(total // 2)))
            last = draw.choice((total - 1,) * 8 + (total - 2, total - 3, total - 4, draw.randrange(first + 1, total)))
            change = draw.choice((None,) * 5 + tuple(CHANGES))
            # The same names at every site: what is meant is a device of a site.
            gateway = Gateway(
                site, f"gateway-{number // len(self.sites):04}", tuple(range(first, last + 1)), change,
                draw.randrange(first + 1, last + 1) if change and last > first else None)
            number += 1
            for index in gateway.days:
                if len(self.runs) < count:
                    self.runs.append(self.run(gateway, index))

    def run(self, gateway, index):
        draw, day = self.random, self.days[index]
        started = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(seconds=draw.randrange(86400))
        is_changed = gateway.changed_on is not None and index >= gateway.changed_on
        kernel, engine = (CHANGES[kind][1 if is_changed and gateway.change == kind else 0] for kind in ("kernel", "engine"))
        if is_changed:
            story = "forwarding"
        elif gateway.site in self.inspected:
            story = "inspected"
        elif gateway.site in self.rejecting:
            story = "rejected"
        elif gateway.site in self.firewalled and index >= self.firewalled[gateway.site][1]:
            story = "dropped"
        else:
            story = draw.choices(("healthy", "clock", "undecided"), (94, 3, 3))[0]
        return Run(gateway, day, started, str(uuid.UUID(int=draw.getrandbits(128), version=4)), story, (kernel, engine))

    # What the reports say.

    def address(self, run, recorded):
        """The hop that is named in the place of the recorded one."""
        site = run.gateway.site
        if recorded == HOPS["dropped"] and run.story == "dropped":
            return self.firewalled[site][0]
        if recorded == HOPS["rejected"] and run.story == "rejected":
            return self.rejecting[site]
        return recorded

    def report(self, run, is_whole=False):
        """The text of the report of a run."""
        template = self.templates[run.story]
        site, key = run.gateway.site, (run.story, run.gateway.site, is_whole)
        # What is alike for all runs of a story and a site is put in once.
        if key not in self.texts:
            text = json.dumps(template.whole if is_whole else template.slim)
            text = text.replace("myhub", self.hubs[site])
            if run.story in HOPS:
                text = text.replace(f'"{HOPS[run.story]}"', f'"{self.address(run, HOPS[run.story])}"')
            text = text.replace(ISSUER, self.inspected.get(site, ISSUER))
            report = json.loads(text)
            ends = f"{self.expiry[site]:%Y-%m-%d}T12:00:00Z"
            for observation in report["observations"]:
                for depth, certificate in enumerate(observation.get("evidence", {}).get("chain", [])
                                                    if observation["probe"] == "tls.handshake" else []):
                    name = f"{run.story}/{site}/{observation['subject'].get('host')}/{depth}"
                    certificate["fingerprint"] = uuid.uuid5(uuid.NAMESPACE_URL, name).hex * 2
                    is_hubs = observation["subject"].get("host", "").startswith(self.hubs[site])
                    certificate["notAfter"] = ends if depth == 0 and is_hubs else "2036-01-01T00:00:00Z"
            for name in ("run", "device"):
                report.pop(name)
            self.texts[key] = json.dumps(report)[1:]
        recorded = template.whole
        head = {
            "run": {**recorded["run"], "id": run.identity, "startedAt": f"{run.started:%Y-%m-%dT%H:%M:%SZ}"},
            "device": {
                **recorded["device"], "hostname": run.gateway.device, "kernel": run.changed[0], "engine": run.changed[1]},
        }
        return json.dumps(head)[:-1] + ", " + self.texts[key]

    texts = None

    def write(self, folder, is_whole=False):
        """One file for each run, as day=…/site=…/DEVICE-RUN.json."""
        self.texts = {}
        for run in self.runs:
            place = folder / f"day={run.day}" / f"site={run.gateway.site}"
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{run.gateway.device}-{run.identity}.json").write_text(self.report(run, is_whole))

    # What will have to be answered.

    def found(self, run):
        return self.templates[run.story].findings

    def latest(self):
        latest = {}
        for run in self.runs:
            key = (run.gateway.site, run.gateway.device)
            if key not in latest or run.started > latest[key].started:
                latest[key] = run
        return latest

    def verdict_by_site_and_day(self):
        counted = collections.defaultdict(collections.Counter)
        for run in self.runs:
            counted[run.gateway.site, run.day][self.templates[run.story].verdict] += 1
        return sorted(
            (site, day, sum(of.values()), *(of[verdict] for verdict in ("ready", "degraded", "blocked", "inconclusive")))
            for (site, day), of in counted.items())

    def root_causes(self):
        latest, rows = {run.identity for run in self.latest().values()}, collections.defaultdict(list)
        for run in self.runs:
            for key in {(cause, owner, severity) for cause, severity, owner, _ in self.found(run)}:
                rows[key].append(run)
        answer = []
        for key, runs in rows.items():
            now = [run for run in runs if run.identity in latest]
            answer.append((
                *key, len({(run.gateway.site, run.gateway.device) for run in now}), len({run.gateway.site for run in now}),
                len({(run.gateway.site, run.gateway.device) for run in runs}), len(runs),
                min(run.day for run in runs), max(run.day for run in runs)))
        return sorted(answer, key=lambda row: (-row[3], -row[6], row[:3]))

    def appearances(self):
        by_gateway = collections.defaultdict(list)
        for run in self.runs:
            by_gateway[run.gateway.site, run.gateway.device].append(run)
        for (site, device), runs in by_gateway.items():
            runs.sort(key=lambda run: run.started)
            known = set()
            for previous, run in zip([None, *runs], runs):
                for cause, severity, owner, _ in self.found(run):
                    if severity == "info" or cause in known:
                        continue
                    known.add(cause)
                    if previous is not None:
                        yield site, device, cause, owner, severity, run, previous

    def change(self, run, previous):
        parts = [
            f"{word}{old} -> {new}"
            for word, old, new in zip(("kernel ", "engine "), previous.changed, run.changed) if old != new]
        templates = self.templates[previous.story].whole, self.templates[run.story].whole
        upstream = [template["question"]["upstream"] for template in templates]
        if upstream[0] != upstream[1]:
            parts.insert(0, f"upstream {upstream[0]} -> {upstream[1]}")
        return "; ".join(parts)

    def first_appearances(self):
        rows = [
            (site, device, cause, owner, severity, run.started, previous.started, self.change(run, previous))
            for site, device, cause, owner, severity, run, previous in self.appearances()]
        return sorted(rows, key=lambda row: (-row[5].timestamp(), row[0], row[1], row[2]))

    def after_a_change(self):
        rows = collections.defaultdict(list)
        for _, _, cause, owner, _, run, previous in self.appearances():
            if changed := self.change(run, previous):
                rows[changed, cause, owner].append(run)
        return sorted(
            ((*key, len(runs), len({run.gateway.site for run in runs}), min(run.day for run in runs), max(run.day for run in runs))
             for key, runs in rows.items()), key=lambda row: (-row[3], row[:3]))

    def shared_hops(self):
        blamed = collections.defaultdict(set)
        for (site, device), run in self.latest().items():
            for cause, severity, _, location in self.found(run):
                if location["kind"] == "hop" and "address" in location and severity != "info":
                    blamed[self.address(run, location["address"])].add((site, device, cause))
        answer = []
        for address, of in blamed.items():
            gateways, sites = {entry[:2] for entry in of}, sorted({entry[0] for entry in of})
            if len(gateways) > 1:
                answer.append((
                    address, address.startswith(("10.", "192.168.")), len(gateways), len(sites), ", ".join(sites),
                    ", ".join(sorted({entry[2] for entry in of}))))
        return sorted(answer, key=lambda row: (-row[3], -row[2], row[0]))

    def shared_issuers(self):
        seen = collections.defaultdict(set)
        for (site, device), run in self.latest().items():
            if run.story == "inspected":
                seen[self.inspected[site]].add((site, device))
        answer = []
        for name, gateways in seen.items():
            sites = sorted({site for site, _ in gateways})
            # Each site has a hub of its own; the provisioning service and the registry are everybody's.
            hosts = len(sites) + 2
            answer.append((f"CN={name},O=edgeprobe hub emulator", len(gateways), len(sites), hosts, ", ".join(sites)))
        return sorted(answer, key=lambda row: (-row[2], -row[1], row[0]))

    def expiring_certificates(self):
        """By site and story: not the subject's words, which are the recording's."""
        ending = collections.defaultdict(set)
        for (site, device), run in self.latest().items():
            hosts = {item["subject"]["host"] for item in self.templates[run.story].slim["observations"]}
            if (self.expiry[site] - LAST_DAY).days <= 30 and "myhub.azure-devices.net" in hosts:
                ending[site, run.story].add(device)
        return sorted(
            (f"{self.hubs[site]}.azure-devices.net", self.expiry[site], (self.expiry[site] - LAST_DAY).days, len(devices), 1)
            for (site, _), devices in ending.items())

    def silent_gateways(self):
        rows = []
        for (site, device), run in self.latest().items():
            if (LAST_DAY - run.day).days > 2:
                rows.append((site, device, run.started, (LAST_DAY - run.day).days, self.templates[run.story].verdict, 0))
        return sorted(rows, key=lambda row: (row[2], row[:2]))


ANSWERS = {
    "verdict-by-site-and-day": Fleet.verdict_by_site_and_day,
    "root-causes": Fleet.root_causes,
    "first-appearances": Fleet.first_appearances,
    "after-a-change": Fleet.after_a_change,
    "shared-hops": Fleet.shared_hops,
    "shared-issuers": Fleet.shared_issuers,
    "silent-gateways": Fleet.silent_gateways,
}
