"""Two families of addresses: the hub has only one of them, and the other one may be dead."""

import pytest
import services
from emulator import DATA
from expectations import blamed, healthy
from services import DPS, HUB, REGISTRY

FAR, NEAR = "2001:db8:53::10", "2001:db8:51::10"


@pytest.fixture
def dual(site, folder):
    """A device with a global IPv6 address and a default route, and a registry with both kinds of addresses."""
    site.device.address("eth0", f"{NEAR}/64")
    site.gateway.address("lan", "2001:db8:51::1/64")
    site.gateway.route(f"{FAR}/128", "via", "fd77::2")
    site.edge.route("2001:db8:51::/64", "via", "fd77::1")
    site.edge.route(f"{FAR}/128", "via", "fd53::10")
    site.cloud.address("eth0", f"{FAR}/64")
    names = {HUB: site.CLOUD, DPS: site.SECOND, DATA: site.SECOND, REGISTRY: [site.SECOND, FAR]}
    resolver = services.unbound(site.edge, f"{folder}/dual", site.EDGE, names)
    with site.device.asking(site.EDGE, normally=[site.RESOLVER]):
        yield
    resolver.stop()
    site.device("ip", "addr", "del", f"{NEAR}/64", "dev", "eth0")
    site.gateway("ip", "addr", "del", "2001:db8:51::1/64", "dev", "lan")
    site.gateway("ip", "-6", "route", "del", f"{FAR}/128")
    site.edge("ip", "-6", "route", "del", "2001:db8:51::/64")
    site.edge("ip", "-6", "route", "del", f"{FAR}/128")
    site.cloud("ip", "addr", "del", f"{FAR}/64", "dev", "eth0")


def test_a_hub_without_ipv6_is_healthy_on_a_device_with_both(check, dual, site, folder):
    relay = services.relay6(site.cloud, f"{folder}/relay6", FAR, 443, site.CLOUD)
    try:
        healthy(check())
    finally:
        relay.stop()


@pytest.mark.parametrize("rule", ["drop", "reject with icmpv6 no-route"], ids=["dropped", "rejected"])
def test_ipv6_that_leads_nowhere_is_a_warning(check, dual, site, rule):
    with site.filtered(site.edge, f"meta nfproto ipv6 {rule}"):
        result = check()
    blamed(result, "ipv6.broken", code=0)
    assert result.verdict == "ready", result.explain()
