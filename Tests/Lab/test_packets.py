"""What a run sends is counted, and held against what `plan` promises: routers ration what they say to one source."""

import re

import pytest
from engine import Engine
from program import EDGEPROBE, NOBODY
from services import HUB


@pytest.fixture
def promised(site):
    text = site.device(EDGEPROBE, "plan", "--hub", HUB, "--resolver", "none", user=NOBODY, cwd="/").stdout
    return [int(re.search(rf"at most (\d+) {rest}", text)[1])
            for rest in ("packets from each of these places where all is well", "where every connection is dropped")]


def sent(machine):
    return int(machine("cat", "/sys/class/net/eth0/statistics/tx_packets").stdout)


def test_a_healthy_run_sends_no_more_than_it_says(site, check, promised):
    before = sent(site.device)
    result = check()
    packets = sent(site.device) - before
    assert result.verdict == "ready", result.explain()
    assert promised[0] / 3 < packets <= promised[0]


def test_a_run_into_a_filter_sends_no_more_than_it_says(site, check, promised):
    site.edge.filters("iifname site meta l4proto tcp drop")
    try:
        before = sent(site.device)
        result = check()
        packets = sent(site.device) - before
    finally:
        site.edge("nft", "delete", "table", "inet", "firewall")
    assert result.causes == ["tcp.dropped-all"], result.explain()
    assert promised[1] / 3 < packets <= promised[1]


def test_a_run_with_an_engine_sends_a_third_of_what_it_used_to(site, check):
    """What crosses the device's own uplink, from all vantages together, where every connection is dropped."""
    engine = Engine(site.device, None)
    engine.network("azure-iot-edge")
    site.edge.filters("iifname site meta l4proto tcp drop")
    try:
        before = sent(site.device)
        result = check(user=None)
        packets = sent(site.device) - before
    finally:
        site.edge("nft", "delete", "table", "inet", "firewall")
        engine.stop()
        # What it leaves behind would say to the tests after this one that an engine is there.
        site.device("ip", "link", "delete", "docker0")
    assert result.causes == ["tcp.dropped-all"], result.explain()
    assert len(result.vantages) == 3
    # The first version with containers sent 786.
    assert packets <= 262, f"{packets} packets"
