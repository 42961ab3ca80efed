"""A resolver at an address of the link, which is asked by an interface or not at all."""

import time

from cures import *
from scenario import *
from services import HUB, unbound
from topology import Site

SCOPED = "fe80::1%eth0"


def settle(*places):
    """Waits until hosts have their addresses of a link, tentative while they ask whether anybody else has them (RFC 4862 section 5.4)."""
    deadline = time.monotonic() + 10
    while any("tentative" in host("ip", "-6", "address", "show", "dev", link).stdout for host, link in places):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def on_link(lab):
    """The site's router hands names on at its address of the link."""
    lab.gateway.address("lan", "fe80::1/64")
    unbound(lab.gateway, f"{lab.folder}/link", "::", {HUB: lab.hub_address, **lab.names.records}, "access-control: ::0/0 allow")
    lab.device.resolvers(SCOPED)
    settle((lab.device, "eth0"), (lab.gateway, "lan"))


scenario("link-local-resolver", "The only resolver has an address of the link, with its interface behind it.", broken=on_link, expect=ready())


def silent(lab):
    on_link(lab)
    lab.gateway.filters("iifname lan meta l4proto { tcp, udp } th dport 53 drop", hook="input")


scenario(
    "link-local-resolver-silent", "The same, and it does not answer.", broken=silent,
    expect=blocked(error("dns.timeout", owner="site-network", about={"resolver": f"[{SCOPED}]:53"})),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "link-local-resolver-and-containers", "The only resolver has an address of the link, which no container has: the engine gives them public ones.",
    broken=lambda lab: (on_link(lab), lab.engine()), asked=ROOT,
    expect=blocked(error("dns.container-fallback-public", owner="container-engine", vantages=CONTAINERS),
                   usable={"host": ALL, **dict.fromkeys(CONTAINERS, NONE)}),
    cure=granted("engine-dns", lambda lab: lab.engine().merge({"dns": [Site.RESOLVER]})), leaves=ready(vantages=EVERYWHERE),
)
