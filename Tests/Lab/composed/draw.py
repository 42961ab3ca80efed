"""Which parts a network is made of: a seed and a number name it, today and on any machine."""

import dataclasses
import random
import re

# To import them declares their parts.
import composed.faults
import composed.traits
from composed import parts

NAME = re.compile(r"composed-(\d+)-(\d+)")
#: Of a hundred networks: healthy ones, those with one fault; the others have two.
HEALTHY, SINGLE = 30, 55
#: How likely each slot of a network is filled.
FILLED = 0.3
#: Slots that are filled more often: most gateways have an engine.
OFTEN = {"engine": 0.7, "upstream": 0.5, "control": 0.5}


@dataclasses.dataclass(frozen=True)
class Composition:
    seed: int
    number: int
    hops: int
    traits: tuple[parts.Part, ...]
    faults: tuple[parts.Part, ...]

    @property
    def name(self):
        return f"composed-{self.seed}-{self.number}"

    @property
    def story(self):
        said = [p.story for p in (*self.traits, *self.faults)]
        return " ".join([f"{self.hops} routers." if self.hops != 2 else "", *said]).strip() or "A plain network."

    def chance(self, part):
        """Where a part takes its own random numbers from."""
        return chance(self.name, f"{part} itself")


def names(seed, count):
    return [f"composed-{seed}-{number}" for number in range(count)]


def draw(name):
    """The composition of a name, or nothing where it is none."""
    matched = NAME.fullmatch(name)
    if not matched:
        return None
    seed, number = map(int, matched.groups())
    roll = chance(name, "size").randrange(100)
    faults = draw_faults(name, 0 if roll < HEALTHY else 1 if roll < HEALTHY + SINGLE else 2)
    traits = draw_traits(name, faults)
    hops = chance(name, "hops").choice((2, 2, 3, 4))
    return Composition(seed, number, hops, tuple(traits), tuple(faults))


def chance(name, what):
    """Random numbers for one decision about a network: no other decision changes them."""
    return random.Random(f"{name} {what}")


def pick(name, candidates):
    """One of the parts, by their weights. Each draws for itself: a new part changes only the networks that it is picked for."""
    return max(candidates, key=lambda part: chance(name, part.name).random() ** (1 / part.weight))


def draw_faults(name, count):
    """So many faults that can be seen beside each other."""
    faults = []
    for _ in range(count):
        left = [f for f in parts.FAULTS.values() if all(independent(f, other) for other in faults)]
        if left:
            faults.append(pick(name, left))
    return faults


def independent(one, other):
    return one is not other and not one.touches & other.touches and agree(one, other)


def draw_traits(name, faults):
    """For each slot a trait or none: one that goes with all that was drawn before, and all that is needed."""
    chosen = []
    wanted = frozenset().union(*map(claims, faults))
    for slot in parts.SLOTS:
        fitting = [t for t in parts.TRAITS.values() if t.slot == slot and all(agree(t, other) for other in (*faults, *chosen))
                   and all(any(need in (c.name, c.slot) for c in chosen) for need in t.needs)]
        pool = [t for t in fitting if t.name in wanted] or fitting
        if pool and (slot in wanted or chance(name, slot).random() < OFTEN.get(slot, FILLED)):
            chosen.append(pick(name, pool))
    met = {word for t in chosen for word in (t.name, t.slot)}
    assert all(f.needs <= met for f in faults), f"{[f.name for f in faults]} are not given what they need, but {met}"
    return chosen


def claims(part):
    """Its own name and slot, and those of all that it needs."""
    words = {part.name, part.slot}
    for need in part.needs:
        words |= claims(parts.TRAITS[need]) if need in parts.TRAITS else {need}
    return words


def shuns(part):
    """What does not go together with it, or with what it needs."""
    words = set(part.without)
    for need in part.needs & parts.TRAITS.keys():
        words |= shuns(parts.TRAITS[need])
    return words


def agree(one, other):
    return not shuns(one) & claims(other) and not shuns(other) & claims(one)
