"""What routers and filters do to connection attempts, named and located."""

import services
import pytest
from network import DelayedLink, Host, link
from services import HUB


def redirected(site, *ports):
    """Dial the cloud without asking for the name: these scenarios are about the path."""
    return [part for port in ports or (443, 5671, 8883) for part in ("--connect-to", f"{HUB}:{port}:{site.CLOUD}:{port}")]


BARE = ["--no-dps", "--no-registry"]


def test_an_address_that_drops_everything_is_named_with_the_hop_within_six_seconds(probe, site):
    with site.filtered(site.edge, f"ip daddr {site.CLOUD} drop"):
        result = probe(*BARE, *redirected(site))
    assert result.code == 1 and result.verdict == "blocked", result.explain()
    [cause] = result.causes
    assert cause in ("tcp.dropped-ip", "tcp.dropped-all"), result.explain()
    location = result.finding(cause)["location"]
    assert location["kind"] == "hop" and location["hop"] == 2 and location["address"] == site.EDGE, result.explain()
    assert result.seconds < 6.0, result.seconds


def test_silence_with_dead_resolvers_ends_within_six_seconds(probe, site):
    with site.filtered(site.edge, "drop"):
        result = probe(*BARE)
    assert result.causes == ["dns.timeout"], result.explain()
    assert result.seconds < 6.0, result.seconds


@pytest.mark.parametrize("kind", ["admin-prohibited", "host-prohibited", "net-prohibited"])
def test_an_administrative_rejection_names_the_rejecting_box(probe, site, kind):
    with site.filtered(site.edge, f"ip daddr {site.CLOUD} reject with icmp {kind}"):
        result = probe(*BARE, *redirected(site))
    assert result.causes == ["tcp.admin-prohibited"], result.explain()
    assert result.finding("tcp.admin-prohibited")["location"]["address"] == site.EDGE, result.explain()


def test_a_rejection_with_port_unreachable_names_the_box(probe, site):
    with site.filtered(site.gateway, f"ip daddr {site.CLOUD} reject with icmp port-unreachable"):
        result = probe(*BARE, *redirected(site))
    assert result.causes == ["tcp.rejected-icmp"], result.explain()
    assert result.finding("tcp.rejected-icmp")["location"]["address"] == site.GATEWAY, result.explain()


def test_our_own_output_drop_is_ours(probe, site):
    site.device.nft("table inet own {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                    f" ip daddr {site.CLOUD} drop\n }}\n}}\n")
    try:
        result = probe(*BARE, *redirected(site))
    finally:
        site.device("nft", "delete", "table", "inet", "own")
    assert result.causes == ["host.output-dropped"], result.explain()


def test_our_own_output_reject_is_ours(probe, site):
    site.device.nft("table inet own {\n chain out {\n type filter hook output priority 0; policy accept;\n"
                    f" ip daddr {site.CLOUD} reject\n }}\n}}\n")
    try:
        result = probe(*BARE, *redirected(site))
    finally:
        site.device("nft", "delete", "table", "inet", "own")
    assert result.causes == ["host.output-dropped"], result.explain()


def test_a_device_with_the_cable_out_has_no_route(probe):
    empty = Host("empty")
    try:
        result = probe(*BARE, "--connect-to", f"{HUB}::203.0.113.10:", host=empty)
    finally:
        empty.remove()
    assert result.causes == ["route.none"], result.explain()
    assert result.code == 1


def test_a_blackhole_route_is_named(probe, site):
    site.device.route("blackhole", f"{site.CLOUD}/32")
    try:
        result = probe(*BARE, *redirected(site))
    finally:
        site.device("ip", "route", "del", "blackhole", f"{site.CLOUD}/32")
    assert result.causes == ["route.blocked"], result.explain()
