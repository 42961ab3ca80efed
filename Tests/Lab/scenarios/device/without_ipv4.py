"""A device in a network of IPv6 alone: what it reaches by NAT64 and DNS64, what its containers do not, and a dead NAT64."""

from cures import *
from nat64 import Clat, Nat64
from network import stop
from scenario import *
from services import SlowResolver
from topology import Site

HOST = ("host",)
CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}
#: A resolver that containers reach once they have a way out.
RESOLVER = {"dns": [Site.RESOLVER]}


def alone(lab, resolver=Site.RESOLVER):
    """The device's network has no IPv4 at all; its gateway translates."""
    lab.nat64 = Nat64(lab.gateway, f"{lab.folder}/nat64", "fd51::1", resolver)
    lab.device("ip", "-4", "address", "flush", "dev", "eth0")
    lab.device.resolvers("fd51::1")


def translating(lab):
    """The device has a translator of its own."""
    Clat(lab.device, lab.gateway, f"{lab.folder}/clat", "fd51::10")


# Containers to come ------------------------------------------------------------------------------------------------------

ALONE = warning("container.ipv4-only", owner="device", vantages=HOST, place="container-host", confidence="likely")
#: The host works, and no container would.
ABSENT = degraded(ALONE, usable=ALL)

scenario(
    "nat64", "A device with IPv6 alone reaches the hub through NAT64 and DNS64; the containers of an engine to come will not.",
    broken=alone, expect=ABSENT, cure=granted("translate-ipv4", translating),
)



def late(lab):
    """The addresses for the translator take a question more, and come after those of IPv4."""
    SlowResolver(lab.edge, f"{lab.folder}/slow", lab.site.EDGE, Site.RESOLVER, 0.4)
    alone(lab, lab.site.EDGE)


scenario(
    "nat64-with-late-addresses", "A device with IPv6 alone, whose resolver gives the addresses of IPv4 before it has made those of IPv6.",
    broken=late, expect=ABSENT, cure=granted("translate-ipv4", translating),
)

scenario(
    "nat64-with-clat", "A device in a network of IPv6 alone has a translator of its own, and with it a way out over IPv4.",
    broken=lambda lab: (alone(lab), translating(lab)), asked=ROOT, expect=ready(vantages=HOST),
)

# Containers --------------------------------------------------------------------------------------------------------------

scenario(
    "nat64-with-engine", "The device reaches the hub through NAT64, and its containers have IPv4 alone.",
    broken=lambda lab: (alone(lab), lab.engine(RESOLVER)), asked=ROOT,
    expect=blocked(error("container.ipv4-only", owner="device", place="container-host", vantages=CONTAINERS, confidence="certain"), usable=CLOSED),
    cure=granted("translate-ipv4", translating), leaves=ready(usable=None, vantages=EVERYWHERE),
)

scenario(
    "nat64-with-engine-as-installed", "The same with an engine that nobody told which resolvers its containers are to ask.",
    broken=lambda lab: (alone(lab), lab.engine()), asked=ROOT,
    expect=blocked(error("container.ipv4-only", owner="device", place="container-host", vantages=CONTAINERS, confidence="certain"), usable=CLOSED),
    cure=granted("translate-ipv4", lambda lab: (translating(lab), lab.engine().merge(RESOLVER))),
    leaves=ready(usable=None, vantages=EVERYWHERE),
)

scenario(
    "nat64-with-clat-and-engine", "The device has a translator of its own, and its containers leave by it.",
    broken=lambda lab: (alone(lab), translating(lab), lab.engine(RESOLVER)), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def with_ipv6(lab):
    """The engine gives its networks IPv6 as well, and translates their addresses to the device's."""
    alone(lab)
    engine = lab.engine({"dns": ["fd51::1"], "ipv6": True, "fixed-cidr-v6": "fd17::/64", "ip6tables": True, "experimental": True})
    engine("network", "rm", "azure-iot-edge")
    engine.network(subnet="fd18::/64")


scenario(
    "nat64-with-ipv6-in-containers", "The device has IPv6 alone, and the engine gives it to containers as well.",
    broken=with_ipv6, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

# The translator ----------------------------------------------------------------------------------------------------------


def dead(lab):
    alone(lab)
    stop(lab.nat64.translator)


def unrouted(lab):
    alone(lab)
    lab.gateway("ip", "-6", "route", "replace", "unreachable", lab.nat64.prefix)


def back(lab):
    """The site's translator works again."""
    lab.nat64.stop()
    lab.gateway("ip", "-6", "route", "del", "unreachable", lab.nat64.prefix, check=False)
    lab.nat64 = Nat64(lab.gateway, f"{lab.folder}/nat64-again", "fd51::1", Site.RESOLVER)


for name, story, broken in [
    ("silent", "The resolver makes addresses for a NAT64 that does not answer.", dead),
    ("unrouted", "The resolver makes addresses for a NAT64, and the site's router knows no way to them.", unrouted),
]:
    scenario(
        f"nat64-{name}", f"A device with IPv6 alone. {story}", broken=broken,
        expect=blocked(error("ipv6.nat64-silent", owner="site-network", vantages=HOST)),
        cure=granted("repair-nat64", back), leaves=ABSENT,
    )


def beside(lab):
    """The device has IPv4 as well, which works; the translator is dead."""
    lab.nat64 = Nat64(lab.gateway, f"{lab.folder}/nat64", "fd51::1", Site.RESOLVER)
    lab.device.resolvers("fd51::1")
    stop(lab.nat64.translator)


scenario(
    "nat64-silent-beside-ipv4", "The resolver makes addresses for a NAT64 that does not answer, and the device has IPv4, which works.",
    broken=beside, expect=ready(),
)


def hub_filtered(lab):
    """The site lets nobody reach the hub's AMQP; the translator carries everything else."""
    alone(lab)
    lab.edge.filters("tcp dport 5671 drop")


scenario(
    "nat64-amqp-dropped", "A device with IPv6 alone, and a filter behind the site's NAT64 that drops AMQP.", broken=hub_filtered,
    expect=degraded(ALONE, warning("tcp.dropped-port", owner="site-network"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ABSENT,
)
