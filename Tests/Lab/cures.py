"""What is done about a finding: the report's own commands, verbatim, or what its prose asks of somebody else."""

import dataclasses
import json
from typing import Any, Callable


@dataclasses.dataclass(frozen=True)
class Incurable:
    """A scenario whose cure nobody can make here."""

    why: str


def incurable(why):
    return Incurable(why)


@dataclasses.dataclass(frozen=True)
class Cure:
    """A remedy of the report and how it is carried out; gives further arguments for the second run."""

    carry_out: Callable
    summary: str
    #: How the program is asked afterwards, where the remedy is another configuration.
    asked: Any = None
    #: Commands of the report, which a second time change nothing more; what somebody does by hand is done once.
    repeats: bool = False


def applied(dialect, at="device", remedy=None, of=None):
    """Runs the command of a remedy in this dialect, as it is printed, as root on a host of the lab."""

    def carry_out(lab, result):
        host = getattr(lab, at)
        host.shell(command(result, dialect, remedy, of))
        return ()

    place = "on this device" if at == "device" else f"at the {at}"
    return Cure(carry_out, f"{remedy or 'the'} {dialect} commands, {place}", repeats=True)


def reconfigured(remedy="use-websocket", of=None):
    """Takes the upstream protocol from the remedy's createOptions, as the deployment would."""

    def carry_out(lab, result):
        settings = dict(s.split("=", 1) for s in json.loads(command(result, "createOptions", remedy, of))["Env"])
        transport = {"AmqpWs": "amqp-ws", "MqttWs": "mqtt-ws", "Amqp": "amqp", "Mqtt": "mqtt"}[settings["UpstreamProtocol"]]
        return ("--upstream", transport)

    return Cure(carry_out, "UpstreamProtocol")


def granted(remedy, by=lambda lab: None, of=None, asked=None):
    """Somebody does what the remedy asks for in prose, in the lab or in the configuration; the report has to ask for it."""

    def carry_out(lab, result):
        found = find(result, of, remedy)
        assert found["title"] and (found["steps"] or found["commands"]), f"{remedy} asks for nothing"
        by(lab)
        return ()

    return Cure(carry_out, f"what {remedy or 'it'} asks for", asked)


def find(result, cause, remedy):
    """The remedy of the first finding that has it."""
    findings = [f for f in result.findings() if cause in (None, f["cause"])]
    for finding in findings:
        for candidate in finding["remedies"]:
            if remedy in (None, candidate["id"]):
                return candidate
    offered = [r["id"] for f in findings for r in f["remedies"]]
    raise AssertionError(f"the report has no remedy {remedy or ''}; it has {offered}")


def command(result, dialect, remedy=None, cause=None):
    """The text of the first command in the dialect."""
    findings = [f for f in result.findings() if cause in (None, f["cause"])]
    for finding in findings:
        for candidate in finding["remedies"]:
            if remedy in (None, candidate["id"]):
                for each in candidate["commands"]:
                    if each["dialect"] == dialect:
                        return each["text"]
    offered = [(r["id"], c["dialect"]) for f in findings for r in f["remedies"] for c in r["commands"]]
    raise AssertionError(f"the report has no {dialect} command{f' in {remedy}' if remedy else ''}; it has {offered}")
