"""The words a scenario is written in: what is broken, what the report must say, and what cures it.

    scenario(
        "amqp-dropped",
        "The site's firewall drops AMQP on the way out: the agent falls back, edgeHub does not.",
        broken=lambda lab: lab.edge.filters("tcp dport 5671 drop"),
        expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2), usable=ALL - {"amqp"}),
        cure=applied("nftables", at="edge"),
    )
"""

import base64
import dataclasses
from typing import Any, Callable

ALL = frozenset({"https", "mqtt", "amqp", "mqtt-ws", "amqp-ws"})
#: What no report may tell, in whatever format: a password of the scenarios, and what it is made into on its way.
SECRET = "CANARY-of-the-lab"
SECRETS = (SECRET, *(base64.b64encode(f"{user}:{SECRET}".encode()).decode() for user in ("gateway", "stranger")), "CANARYtoken")
#: What a proxy carries.
WEB = frozenset({"https", "mqtt-ws", "amqp-ws"})
NONE = frozenset()


@dataclasses.dataclass(frozen=True)
class Expected:
    """A finding that has to be in the report; a member that is None is not looked at."""

    severity: str
    cause: str
    owner: str | None = None
    vantages: tuple[str, ...] | None = None
    #: The address and the hop of the location.
    at: str | None = None
    hop: int | None = None
    #: this-device, container-host, hop or unknown.
    place: str | None = None
    #: A part of the location's rule.
    rule: str | None = None
    confidence: str | None = None
    #: Members of the subject.
    about: dict | None = None

    def mismatch(self, finding):
        """What of a finding with this cause is not as expected; nothing when it is."""
        place = finding.get("location", {})
        vantages = tuple(finding.get("vantages") or [finding["vantage"]])
        pairs = [("severity", finding["severity"]), ("owner", finding["owner"]),
                 ("at", place.get("address")), ("hop", place.get("hop")), ("place", place.get("kind")),
                 ("confidence", finding["confidence"])]
        wrong = [f"{name} is {found!r}, not {getattr(self, name)!r}" for name, found in pairs
                 if getattr(self, name) is not None and getattr(self, name) != found]
        if self.vantages is not None and set(vantages) != set(self.vantages):
            wrong.append(f"vantages are {vantages}, not {self.vantages}")
        if self.rule is not None and self.rule not in (place.get("rule") or ""):
            wrong.append(f"rule is {place.get('rule')!r}, without {self.rule!r}")
        wrong += [f"subject's {name} is {finding['subject'].get(name)!r}, not {value!r}"
                  for name, value in (self.about or {}).items() if finding["subject"].get(name) != value]
        return [f"{self.cause}: {text}" for text in wrong]


def error(cause, **members):
    return Expected("error", cause, **members)


def warning(cause, **members):
    return Expected("warning", cause, **members)


def remark(cause, **members):
    """Informational: it has to be there, and nobody has to act on it."""
    return Expected("info", cause, **members)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """A whole report: the verdict, exactly these errors and warnings (the first one first), and what is usable."""

    verdict: str
    code: int
    findings: tuple[Expected, ...]
    #: Transports that got through, a set for every vantage or a set for each; None is not looked at.
    usable: Any
    #: The longest the run may take, in seconds.
    within: float | None = None
    #: The places that were measured from; None is not looked at.
    vantages: tuple[str, ...] | None = None
    #: What became of the questions to time servers, such as answered or silent; None is not looked at.
    time_servers: str | None = None

    def mismatches(self, result):
        """Every way in which a result is not this outcome."""
        wrong = []
        if (result.verdict, result.code) != (self.verdict, self.code):
            wrong.append(f"{result.verdict}, exit {result.code}; expected {self.verdict}, exit {self.code}")
        expected = [e for e in self.findings if e.severity != "info"]
        found = result.findings()
        if sorted({e.cause for e in expected}) != result.causes:
            wrong.append(f"blames {result.causes}; expected {sorted({e.cause for e in expected})}")
        elif expected and found[0]["cause"] != expected[0].cause:
            wrong.append(f"puts {found[0]['cause']} before {expected[0].cause}")
        for each in self.findings:
            candidates = [f for f in result.report["findings"] if f["cause"] == each.cause]
            differences = [each.mismatch(f) for f in candidates]
            if not candidates:
                wrong.append(f"does not mention {each.cause}")
            elif all(differences):
                wrong += min(differences, key=len)
        if not result.report["run"]["complete"]:
            left = [o["probe"] for o in result.report["observations"] if o["outcome"] != "seen"
                    and o["code"] in ("worker", "budget", "interrupted")]
            wrong.append(f"left questions open: {left}")
        if self.vantages is not None and set(result.vantages) != set(self.vantages):
            wrong.append(f"measured from {result.vantages}; expected {list(self.vantages)}")
        if self.time_servers is not None:
            asked = [o["evidence"]["result"] for o in result.report["observations"]
                     if o["probe"] == "device.time" and o["outcome"] == "seen"]
            if asked != [self.time_servers]:
                wrong.append(f"time servers: {asked}; expected {self.time_servers}")
        for vantage in result.vantages:
            usable = self.usable.get(vantage) if isinstance(self.usable, dict) else self.usable
            if usable is not None and result.usable(vantage) != set(usable):
                wrong.append(f"usable from {vantage}: {sorted(result.usable(vantage))}; expected {sorted(usable)}")
        if self.within is not None and result.seconds > self.within:
            wrong.append(f"took {result.seconds:.1f} s; expected at most {self.within} s")
        return wrong

    def document(self):
        """As a recording has it."""
        return {"verdict": self.verdict,
                "findings": [{k: v for k, v in dataclasses.asdict(e).items() if v is not None} for e in self.findings],
                "usable": (None if self.usable is None else
                           {v: sorted(s) for v, s in self.usable.items()} if isinstance(self.usable, dict) else
                           sorted(self.usable))}


def ready(*findings, usable=ALL, **more):
    return Outcome("ready", 0, findings, usable, **more)


def degraded(*findings, usable, **more):
    return Outcome("degraded", 0, findings, usable, **more)


def blocked(*findings, usable=NONE, **more):
    return Outcome("blocked", 1, findings, usable, **more)


def inconclusive(*findings, usable=None, **more):
    return Outcome("inconclusive", 2, findings, usable, **more)


@dataclasses.dataclass(frozen=True)
class Asking:
    """How the program is asked."""

    arguments: tuple = ()
    options: dict = dataclasses.field(default_factory=dict)


def asking(*arguments, **options):
    """Arguments of the program; options as in `program.probe`: control, portal, environment, hub, user."""
    return Asking(arguments, options)


#: With the rights that container vantages take.
ROOT = asking(user=None)
#: The places that a gateway with an engine is measured from.
CONTAINERS = ("docker:bridge", "docker:azure-iot-edge")
EVERYWHERE = ("host", *CONTAINERS)


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    story: str
    expect: Outcome
    broken: Callable
    #: The change that the report prescribes, made; or why there is none.
    cure: Any
    #: What the second run has to say.
    leaves: Outcome
    asked: Asking
    #: Arguments of the site: hops.
    site: dict

    @property
    def is_healthy(self):
        return not [e for e in self.expect.findings if e.severity != "info"]

    @property
    def causes(self):
        return [e.cause for e in self.expect.findings]


SCENARIOS: dict[str, Scenario] = {}


def scenario(name, story, *, expect, broken=lambda lab: None, cure=None, leaves=None, asked=Asking(), **site):
    """Declares a scenario; a healthy network needs no cure, every other one has one or says why not."""
    assert name not in SCENARIOS, f"two scenarios are called {name}"
    made = Scenario(name, story, expect, broken, cure, leaves or ready(), asked, site)
    assert made.is_healthy or cure is not None, f"{name} neither has a cure nor says why not"
    SCENARIOS[name] = made
