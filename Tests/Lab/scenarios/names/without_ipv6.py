"""Resolvers that answer for IPv4 alone: glibc is content, the musl of Alpine images is not."""

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

ZONE = "azure-devices.net"
#: The A record is known; every other question about the name goes on to whoever has the zone.
PASSED_ON = f'local-zone: "{ZONE}." typetransparent'


def denied(lab):
    """Whoever has the zone has not heard of the name."""
    lab.names.settings += [PASSED_ON, *services.zone(f"{lab.folder}/zone", ZONE, {})[1:]]


def failing(lab):
    lab.names.settings += [PASSED_ON, "forward-zone:", f'  name: "{ZONE}."', "  forward-addr: 127.0.0.1"]


def lost(lab):
    lab.names.settings += [PASSED_ON, "forward-zone:", f'  name: "{ZONE}."', f"  forward-addr: {Site.NOBODY}"]


for name, fault in {"denied": denied, "failing": failing, "lost": lost}.items():
    def broken(lab, fault=fault):
        fault(lab)
        lab.engine()

    scenario(
        f"ipv6-question-{name}", f"The resolver gives the hub an IPv4 address; the IPv6 question is {name}.",
        broken=broken, asked=ROOT,
        expect=degraded(warning("dns.resolver-library", owner="site-network", vantages=CONTAINERS,
                                about={"host": HUB, "resolver": f"{Site.RESOLVER}:53"}), usable=ALL),
        cure=granted("repair-resolver", lambda lab: lab.names.tell_the_truth()), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "ipv6-question-denied-without-engine", "No engine yet: its containers will ask the resolver that denies the IPv6 question.", broken=denied,
    expect=degraded(warning("dns.resolver-library", owner="site-network", vantages=("host",)), usable=ALL),
    cure=granted("repair-resolver", lambda lab: lab.names.tell_the_truth()),
)


def denied_elsewhere(lab):
    """glibc, and nothing else, asks for the registry."""
    lab.names.settings += ['local-zone: "microsoft.com." typetransparent', *services.zone(f"{lab.folder}/zone", "microsoft.com", {})[1:]]
    lab.engine()


scenario("ipv6-question-denied-for-the-registry", "The IPv6 question about the registry is denied: the engine that asks it does not mind.",
         broken=denied_elsewhere, asked=ROOT, expect=ready(vantages=EVERYWHERE))
