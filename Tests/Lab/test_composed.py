"""The composer says the same today and tomorrow, and its proofs, witnesses and expectations can each be wrong."""

import dataclasses
import os
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
import services
from composed import compose, draw, needs, parts, witnesses
from kit import pair
from network import stop
from scenario import ALL

HERE = os.path.dirname(os.path.abspath(__file__))
MANY = [draw.draw(name) for name in draw.names(1, 2000)]


def drawn_elsewhere(hash_seed):
    """What another process draws, whose sets have another order."""
    program = "from composed import draw\nfor name in draw.names(7, 200): print(draw.draw(name))"
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True, cwd=HERE,
                          env={**os.environ, "PYTHONPATH": HERE, "PYTHONHASHSEED": hash_seed})
    return list(map(names, done.stdout.splitlines()))


def names(line):
    return [piece.split("'")[1] for piece in line.split("Part(name=")[1:]]


def test_a_name_means_the_same_network_in_every_process():
    first = drawn_elsewhere("1")
    assert first == drawn_elsewhere("2") and len(set(map(str, first))) > 150


def test_another_seed_means_other_networks():
    assert [draw.draw(n).traits for n in draw.names(1, 20)] != [draw.draw(n).traits for n in draw.names(2, 20)]


def test_a_new_part_changes_only_the_networks_that_it_is_in(monkeypatch):
    before = {composition.name: composition for composition in MANY[:300]}
    monkeypatch.setitem(parts.FAULTS, "new", dataclasses.replace(parts.FAULTS["hub-dropped"], name="new", weight=5))
    changed = [name for name in before if draw.draw(name) != before[name]]
    assert changed and all("new" in [f.name for f in draw.draw(name).faults] for name in changed)


def test_only_names_of_composed_networks_are_drawn():
    assert draw.draw("composed-1-2").name == "composed-1-2"
    assert draw.draw("healthy") is draw.draw("composed-1-") is draw.draw("composed-1-2-3") is None


def test_every_part_is_drawn_and_none_beside_what_it_shuns():
    met, sizes = set(), Counter()
    for composition in MANY:
        chosen = (*composition.traits, *composition.faults)
        met |= {part.name for part in chosen}
        sizes[len(composition.faults)] += 1
        words = {word for part in chosen for word in (part.name, part.slot)}
        assert all(part.needs <= words for part in chosen)
        assert all(draw.agree(one, other) for one in chosen for other in chosen if one is not other)
        assert len({trait.slot for trait in composition.traits}) == len(composition.traits)
    assert met == parts.TRAITS.keys() | parts.FAULTS.keys()
    assert all(sizes[count] > 0.1 * len(MANY) for count in (0, 1, 2))


def test_two_faults_touch_nothing_in_common():
    pairs = [c.faults for c in MANY if len(c.faults) == 2]
    assert all(not one.touches & other.touches for one, other in pairs)


@pytest.mark.parametrize("usable,upstream,severity", [
    ({"host": ALL}, "amqp", "info"), ({"host": ALL - {"amqp"}}, "amqp", "warning"), ({"host": ALL - {"amqp"}}, "mqtt", "info"),
    ({"host": ALL - {"https"}}, "amqp", "error"), ({"host": {"https"}}, "amqp", "error"),
    ({"host": ALL, "docker:azure-iot-edge": frozenset()}, "amqp", "error"),
    ({"host": {"https"}, "docker:azure-iot-edge": ALL}, "amqp", "info"),
    ({"host": ALL, "docker:bridge": frozenset(), "docker:azure-iot-edge": ALL}, "amqp", "info"),
])
def test_what_it_costs_to_lose_a_transport_is_the_contracts_table(usable, upstream, severity):
    assert needs.severity(usable, upstream) == severity


def making(proof):
    def make(net):
        "A part."
        yield proof
        net.made = True
    return parts.Part("part", "", make, "link", frozenset(), frozenset(), frozenset(), 1)


@pytest.mark.parametrize("proof,complaint", [
    (lambda net: True, "holds before"), (lambda net: False, "not in effect"), (lambda net: net.made, None)])
def test_a_proof_has_to_fail_before_the_part_is_there_and_to_hold_afterwards(proof, complaint):
    net = SimpleNamespace(made=False, chance_for=lambda part: None)
    composed = SimpleNamespace(net=net)
    part = making(lambda: proof(net))
    if complaint is None:
        compose.Composed.apply(composed, part)
        return
    with pytest.raises(compose.Wrong, match=complaint):
        compose.Composed.apply(composed, part)


def matrix(usable, via="direct"):
    return SimpleNamespace(report={"transports": [
        {"vantage": "host", "transport": "mqtt", "usable": usable, "proof": "connack-5", "via": via}]})


def heard(works):
    return {"host": witnesses.Testimony({"mqtt": (works, "said so")})}


@pytest.mark.parametrize("usable,works,musl,wrong", [
    (True, True, "ok", 0), (False, False, "ok", 0), (None, False, "name", 0), (True, False, "ok", 1), (False, True, "ok", 1),
    (None, True, "ok", 1), (True, True, "name", 1),
])
def test_a_report_that_differs_from_a_witness_is_told(usable, works, musl, wrong):
    reached = {"host": {(witnesses.HUB, 8883): (musl, "")}}
    assert len(witnesses.disagreements(matrix(usable), heard(works), reached)) == wrong


def test_a_proxy_resolves_names_for_those_who_cannot():
    assert witnesses.disagreements(matrix(True, "proxy"), heard(True), {"host": {(witnesses.HUB, 8883): ("name", "-2")}}) == []


def test_a_vantage_that_the_report_leaves_out_is_told():
    assert witnesses.disagreements(SimpleNamespace(report={"transports": []}), heard(True), {"host": {}})


def test_witnesses_that_differ_from_the_parts_are_told():
    expected = SimpleNamespace(usable={"host": {"mqtt"}})
    assert compose.contradictions(expected, heard(False)) and not compose.contradictions(expected, heard(True))


def test_musls_client_tells_an_open_port_from_a_closed_one_a_silent_one_and_a_name_that_nobody_knows(tmp_path):
    witnesses.build()
    with pair("203.0.113.10/24") as (device, cloud):
        resolver = services.unbound(cloud, f"{tmp_path}/names", "203.0.113.10", {"known.example": "203.0.113.10"})
        device.resolvers("203.0.113.10")
        cloud.filters("tcp dport 5671 drop", hook="input")
        listener = cloud.start("socat", "TCP-LISTEN:8883,fork,reuseaddr", "/dev/null")
        targets = [("known.example", 8883), ("known.example", 443), ("known.example", 5671), ("unknown.example", 443)]
        try:
            cloud("sh", "-c", "until ss -Hltn sport = :8883 | grep -q .; do sleep 0.05; done", timeout=10)
            said = witnesses.contacts(witnesses.Place(device), *targets, milliseconds=4000)
        finally:
            stop(listener)
            resolver.stop()
    assert [said[target][0] for target in targets] == ["ok", "errno", "silent", "name"]
