"""What a path does to connections between the device and a healthy hub: named, located, and nothing else accused."""

import pytest
import services
from emulator import DATA
from expectations import blamed, healthy, remarked, unharmed
from network import DelayedLink, Host
from services import DPS, HUB, REGISTRY

TO_HUB = "ip daddr 203.0.113.10"


@pytest.mark.parametrize("router,hop", [("gateway", 1), ("edge", 2)])
def test_a_dropped_amqp_port_is_located_and_leaves_websockets(check, site, router, hop):
    with site.filtered(getattr(site, router), "tcp dport 5671 drop"):
        result = check()
    blamed(result, "tcp.dropped-port", code=0, owner="site-network", at=(site.GATEWAY, site.EDGE)[hop - 1], hop=hop)
    assert result.verdict == "degraded", result.explain()


@pytest.mark.parametrize("rule", ["drop", "reject", "reject with tcp reset"])
def test_a_closed_mqtt_port_harms_nobody_who_uses_amqp(check, site, rule):
    with site.filtered(site.edge, f"tcp dport 8883 {rule}"):
        result = check()
    unharmed(result)
    assert result.verdict == "ready", result.explain()


def test_a_closed_mqtt_port_harms_who_uses_mqtt(check, site):
    with site.filtered(site.edge, "tcp dport 8883 drop"):
        result = check("--upstream", "mqtt")
    blamed(result, "tcp.dropped-port", code=0, at=site.EDGE, hop=2)
    assert result.verdict == "degraded", result.explain()


def test_a_closed_https_port_blocks_everything(check, site):
    with site.filtered(site.edge, f"{TO_HUB} tcp dport 443 drop"):
        result = check()
    blamed(result, "tcp.dropped-port", owner="site-network", at=site.EDGE, hop=2)


def test_a_reset_by_a_router_is_not_the_hubs(check, site):
    with site.filtered(site.gateway, f"{TO_HUB} tcp dport 443 reject with tcp reset"):
        result = check()
    blamed(result, "tcp.reset-by-middlebox", owner="site-network", at=site.GATEWAY, hop=1)


def test_a_reset_by_the_last_router_cannot_be_told_from_the_hubs_own(check, site):
    """A router looks at the hop limit before its filter: its reset needs as many hops as the hub's would."""
    with site.filtered(site.edge, f"{TO_HUB} tcp dport 443 reject with tcp reset"):
        result = check()
    blamed(result, "tcp.refused", owner="site-network")


def test_a_reset_by_the_far_end_is_its_own(check, site):
    with site.filtered(site.cloud, "tcp dport 5671 reject with tcp reset", hook="input"):
        result = check()
    blamed(result, "tcp.refused", code=0)


@pytest.mark.parametrize("kind,cause", [
    ("host-unreachable", "tcp.host-unreachable"), ("net-unreachable", "tcp.net-unreachable"),
    ("admin-prohibited", "tcp.admin-prohibited"), ("port-unreachable", "tcp.rejected-icmp"),
])
def test_a_router_that_says_why_is_believed_and_named(check, site, kind, cause):
    with site.filtered(site.gateway, f"{TO_HUB} reject with icmp {kind}"):
        result = check()
    blamed(result, cause, owner="site-network", at=site.GATEWAY, hop=1)


def test_an_address_of_which_nothing_answers_is_dropped_as_a_whole(check, site):
    with site.filtered(site.edge, f"{TO_HUB} drop"):
        result = check()
    blamed(result, "tcp.dropped-ip", owner="site-network", at=site.EDGE, hop=2)


def test_silence_everywhere_is_everythings(check, site):
    with site.filtered(site.edge, "meta l4proto tcp drop"):
        result = check()
    blamed(result, "tcp.dropped-all", owner="site-network", at=site.EDGE, hop=2)


def test_silence_of_all_but_443_is_one_finding(check, site):
    with site.filtered(site.edge, "iifname site tcp dport != 443 drop"):
        result = check()
    blamed(result, "transport.only-443", code=0, at=site.EDGE, hop=2)
    assert result.verdict == "degraded", result.explain()


def test_silence_of_all_but_443_harms_nobody_who_uses_websockets(check, site):
    with site.filtered(site.edge, "iifname site tcp dport != 443 drop"):
        result = check("--upstream", "amqp-ws")
    unharmed(result)
    assert result.verdict == "ready", result.explain()


@pytest.mark.parametrize("dead,cause,code", [(DPS, "dps.blocked", 0), (DATA, "registry.data-endpoint-blocked", 1)])
def test_a_service_beside_the_hub_that_is_blocked_is_named(check, site, folder, dead, cause, code):
    names = {HUB: site.CLOUD, **{name: site.SECOND for name in (DPS, REGISTRY, DATA)}, dead: site.NOBODY}
    resolver = services.unbound(site.edge, f"{folder}/services", site.EDGE, names)
    try:
        with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
            result = check()
    finally:
        resolver.stop()
    blamed(result, cause, code=code)


@pytest.mark.parametrize("addresses", [["203.0.113.10", "203.0.113.99"], ["203.0.113.99", "203.0.113.10"]], ids=["second", "first"])
def test_one_dead_address_of_two_blocks_nobody(check, site, folder, addresses):
    names = {HUB: addresses, **{name: site.SECOND for name in (DPS, REGISTRY, DATA)}}
    resolver = services.unbound(site.edge, f"{folder}/two", site.EDGE, names, "rrset-roundrobin: no")
    try:
        with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
            result = check()
    finally:
        resolver.stop()
    assert result.code == 0 and result.verdict in ("ready", "degraded"), result.explain()
    assert all(f["cause"].startswith("tcp.") for f in result.findings()), result.explain()


# Paths that are merely bad.

def test_every_second_lost_syn_accuses_nobody(check, site):
    with site.filtered(site.edge, "tcp flags & (syn | ack) == syn numgen inc mod 2 == 0 drop"):
        result = check()
    assert set(result.causes) <= {"tcp.lossy"}, result.explain()
    assert result.code in (0, 2), result.explain()


def test_three_percent_of_loss_is_healthy(check, site):
    with site.filtered(site.edge, "meta l4proto tcp numgen inc mod 33 == 7 drop"):
        healthy(check())


def test_a_round_trip_of_200_milliseconds_is_healthy(check, site):
    far = Host("distant")
    slow = DelayedLink(far, site.cloud, "192.168.78.1/24", "192.168.78.2/24", 0.1)
    try:
        site.cloud.route("192.168.78.1/32", "dev", "slow1", "src", site.RESOLVER)
        far.route("203.0.113.0/24", "via", "192.168.78.2")
        far.resolvers(site.RESOLVER)
        healthy(check(host=far))
    finally:
        slow.remove()
        far.remove()


# Boxes that answer for everybody.

@pytest.fixture
def relay(site, folder):
    """A box on the gateway that takes every connection of the device."""
    running = []

    def start(mode):
        running.append(services.relay(site.gateway, f"{folder}/relay-{mode}", 3129, mode))
        return site.filtered(site.gateway, "iifname lan meta l4proto tcp redirect to :3129", hook="redirect")

    yield start
    for service in running:
        service.stop()


def test_a_box_that_accepts_for_everybody_and_passes_nothing_on(check, relay):
    with relay("accept"):
        result = check()
    blamed(result, "tcp.half-open-proxy", owner="site-network")


def test_an_accelerator_that_passes_everything_on_is_healthy(check, relay):
    with relay("forward"):
        result = check()
    healthy(result)


def test_an_accelerator_in_front_of_a_dead_port_is_not_a_silent_hub(check, site, relay):
    with relay("forward"), site.filtered(site.edge, "tcp dport 5671 reject with tcp reset"):
        result = check()
    assert result.code == 0 and result.verdict == "degraded", result.explain()


# Segment sizes: the same narrow link with and without the messages that make it harmless.

def test_a_narrow_link_that_says_so_is_healthy(check, site):
    with site.narrowed(1280):
        healthy(check())


def test_a_narrow_link_that_tells_the_sender_nothing_is_a_black_hole_inbound(check, site):
    with site.narrowed(1280, site.edge):
        result = check()
    blamed(result, "mtu.blackhole-in", owner="site-network")


def test_a_narrow_way_out_that_tells_the_device_nothing_is_a_black_hole_outbound(check, site):
    with site.narrowed_outbound(1280):
        result = check()
    blamed(result, "mtu.blackhole-out", owner="site-network")


def test_a_narrow_link_with_clamped_segments_is_healthy(check, site):
    clamp = "tcp flags & (syn | rst) == syn tcp option maxseg size set 1240"
    with site.narrowed(1280, site.edge, site.gateway), site.filtered(site.gateway, clamp):
        healthy(check())
