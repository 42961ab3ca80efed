"""What networks are composed of: traits, which leave a network healthy, and faults, which do not.

A part is a generator. It first yields how it is proven to be there, without edgeprobe; the proof has to fail then. After the
yield it changes the network, and the same proof has to hold:

    @trait("link")
    def round_trip(net):
        "A satellite link: half a second for a round trip."
        yield lambda: net.ping() > 0.4
        net.slow_link(0.25)

    @fault("path")
    def amqp_dropped(net):
        "A router drops AMQP."
        router = net.router()
        yield net.loses({"amqp"}, blame("tcp.dropped-port", **net.at(router)), proof=lambda: not net.reaches(5671))
        router.filters("tcp dport 5671 drop")
"""

import dataclasses
from typing import Any, Callable, Iterator

from scenario import Expected


@dataclasses.dataclass(frozen=True)
class Part:
    name: str
    story: str
    make: Callable[[Any], Iterator]
    #: Two parts of one slot never meet; of faults: what they are faults of.
    slot: str
    #: Names of parts and slots that it does not go together with: what it would hide, or be hidden by.
    without: frozenset
    #: Names of parts, or slots, that have to be there.
    needs: frozenset
    #: Of faults: those that have a place in common hide each other.
    touches: frozenset
    #: How often it is drawn, compared with others.
    weight: float


#: In the order of application: what a later one starts may need what an earlier one has set up.
SLOTS = ("upstream", "tls", "names", "uplink", "link", "stack", "translation", "icmp", "box", "closed", "hosts", "clock",
         "firewall", "stub", "options", "configuration", "engine", "modules", "rules", "vpn", "proxy", "control")
TRAITS: dict[str, Part] = {}
FAULTS: dict[str, Part] = {}


def trait(slot, *, without=(), needs=(), weight=1.0):
    assert slot in SLOTS, slot
    return declared(TRAITS, slot, without, needs, (), weight)


def fault(slot, *, without=(), needs=(), touches=("hub",), weight=1.0):
    """A fault of the hub's path by default: no two of those are told apart on principle."""
    return declared(FAULTS, slot, without, needs, touches, weight)


def declared(parts, slot, without, needs, touches, weight):
    def declare(make):
        name = make.__name__.strip("_").replace("_", "-")
        assert name not in TRAITS and name not in FAULTS, f"two parts are called {name}"
        parts[name] = Part(name, make.__doc__, make, slot, frozenset(without), frozenset(needs), frozenset(touches), weight)
        return make
    return declare


def named(name, story):
    """Gives a part of a family its own name and story."""
    def rename(make):
        make.__name__, make.__doc__ = name, story
        return make
    return rename


def blame(cause, severity=None, **members):
    """A finding that names a fault; without a severity it follows from what the device loses by it (needs.py)."""
    return Expected(severity, cause, **members)


@dataclasses.dataclass(frozen=True)
class Effect:
    """What a fault does, and what has to be said of it."""

    blames: tuple[Expected, ...]
    #: The transports that do not work any more, for each vantage; None leaves that to the witnesses.
    lost: dict[str, frozenset] | None
    #: Whether it is in effect, as something else than edgeprobe sees it.
    proof: Callable[[], bool]
    #: Degrades the verdict though everything works.
    degrades: bool = False
    #: What else may be said where another fault keeps the hub from answering: a cause that is told by comparing with the hub.
    instead: dict = dataclasses.field(default_factory=dict)
    #: Blocks though every transport works: the registry, a taken port, provisioning.
    blocks: bool = False
