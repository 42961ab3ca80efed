"""Builds a composed network, proves that it is what it is meant to be, and holds the report against parts and witnesses."""

import dataclasses

from composed import needs, parts, witnesses
from composed.networks import EVERY_PORT, Network
from emulator import DATA
from scenario import Outcome
from services import DPS, HUB, REGISTRY


class Wrong(Exception):
    """The composer's own fault: the network is not what it was meant to be."""


class Composed:
    """A network with its faults, and what has to be said of it."""

    def __init__(self, composition):
        self.composition = composition
        self.net = Network(composition)
        self.effects = []

    def build(self):
        """Traits first, each proven; then the proof that the network is healthy; then the faults, each proven."""
        self.net.lab.start()
        for trait in self.composition.traits:
            self.apply(trait)
        prove_healthy(self.net)
        for fault in self.composition.faults:
            self.effects.append(self.apply(fault))
        # What came later may have undone what was there before.
        for fault, effect in list(zip(self.composition.faults, self.effects))[:-1]:
            if not (effect.proof() or effect.proof()):
                raise Wrong(f"{fault.name} is no longer in effect")

    def apply(self, part):
        """A part whose proof holds before it is there proves nothing; one whose proof does not hold afterwards is not there."""
        self.net.chance_for(part)
        making = part.make(self.net)
        first = next(making)
        proof = first.proof if isinstance(first, parts.Effect) else first
        if proof():
            raise Wrong(f"the proof of {part.name} holds before it is there")
        for _ in making:
            pass
        # A busy machine is slow to answer what has just been changed.
        if not (proof() or proof()):
            raise Wrong(f"{part.name} is not in effect")
        return first

    def expected(self, found=()):
        """What follows from the parts; which of two equally grave findings is first, does not."""
        known = [e for e in self.effects if e.lost is not None]
        usable = self.net.left(*(e.lost for e in known))
        verdict = needs.verdict(usable, self.net.upstream, self.effects)
        findings = tuple(self.said_instead(b, e, found) for e in self.effects for b in e.blames)
        # Which of two is first is decided by what they cost.
        first = sorted(findings, key=lambda b: (("error", "warning", "info").index(b.severity), [b.cause] != found[:1]))
        if len(known) < len(self.effects):
            usable = None
        return Outcome(verdict, needs.EXIT[verdict], tuple(first), usable, vantages=self.net.vantages)

    def said_instead(self, blame, effect, found):
        """A blame as it may read beside another fault."""
        other = effect.instead.get(blame.cause)
        if len(self.effects) > 1 and blame.cause not in found and other in found:
            return dataclasses.replace(blame, cause=other)
        return blame

    def ask(self):
        """edgeprobe's report, asked as somebody would who knows the device."""
        net = self.net
        arguments = [*net.arguments, *(["--upstream", net.upstream] if net.upstream != "amqp" else []),
                     *(["--proxy", net.proxy] if net.proxy else [])]
        return net.lab.probe(*arguments, user=net.user, control=net.control, environment=net.environment)

    def hear(self):
        """What every witness says, from every vantage."""
        with witnesses.places(self.net) as where:
            heard = witnesses.testimonies(self.net, where, witnesses.PORTS)
            # A busy machine keeps a client waiting as a filter would, and a link that loses packets keeps it without a name:
            # what is promised, and is not there, is asked for once more.
            promised = self.expected().usable or {}
            losing = any(trait.name == "loss-of-one-percent" for trait in self.composition.traits)
            silent = {t for v, testimony in heard.items() for t, (works, how) in testimony.said.items()
                      if not works and (losing or how.startswith("silent")) and t in promised.get(v, ())}
            if silent:
                for vantage, testimony in witnesses.testimonies(self.net, where, silent).items():
                    heard[vantage].said.update({t: said for t, said in testimony.said.items() if not heard[vantage].works(t)})
            targets = [(HUB, port) for port in EVERY_PORT]
            reached = {vantage: witnesses.contacts(place, *targets, milliseconds=1000 * self.net.patience)
                       for vantage, place in where.items()}
        return heard, reached


def prove_healthy(net):
    """Everything that a healthy network promises is there from everywhere, as musl's client and curl see it."""
    promised = [(HUB, port) for transport, port in (("https", 443), ("amqp", 5671), ("mqtt", 8883)) if transport in net.usable]
    promised += [(name, 443) for name in (DPS, REGISTRY, DATA)]
    with witnesses.places(net) as where:
        if net.direct:
            for vantage, place in where.items():
                missing = contacts_missing(net, place, promised)
                # A link that loses one packet of a hundred may have lost a question: musl asks for no more than five seconds.
                missing = missing and contacts_missing(net, place, missing)
                if missing:
                    raise Wrong(f"not healthy from {vantage}: {missing}")
        heard = witnesses.testimonies(net, where, {"https"})
    for vantage, testimony in heard.items():
        if not testimony.works("https"):
            raise Wrong(f"not healthy from {vantage}: {testimony.how('https')}")


def contacts_missing(net, place, promised):
    """Those of the targets that musl's client does not get."""
    table = witnesses.contacts(place, *promised, milliseconds=1000 * net.patience)
    return {target: got for target, got in table.items() if got[0] != "ok"}


def contradictions(expected, heard):
    """Where the witnesses do not see what the parts promise: the fault is not what it says, or the composer errs."""
    if expected.usable is None:
        return []
    wrong = []
    for vantage, testimony in heard.items():
        for transport, (works, how) in sorted(testimony.said.items()):
            if works != (transport in expected.usable[vantage]):
                wrong.append(f"the parts promise otherwise of {transport} from {vantage}: a client says {how}")
    return wrong
