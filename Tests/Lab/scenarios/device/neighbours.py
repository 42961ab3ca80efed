"""Addresses that the device takes for neighbours of its own, because of its netmask or of a network with the same numbers."""

from cures import *
from scenario import *
from topology import Site

#: Holds the hub and what else listens in the cloud, and not the resolver, by which the names are known.
OVERLAP = "203.0.113.20/27"


def overlaps(lab):
    """A network of the machines' on the device's own link has the numbers of the network that the hub's endpoint is in."""
    lab.device.address("eth0", OVERLAP)


def reaches_too_far(lab):
    """The device's netmask is too wide; the resolver has a route of its own."""
    lab.device.route(f"{Site.RESOLVER}/32", "via", Site.GATEWAY)
    lab.device("ip", "addr", "add", f"{Site.DEVICE}/4", "dev", "eth0")


DEAD = error("host.neighbour-dead", owner="device", place="this-device", rule="203.0.113.0/27", confidence="certain")

scenario(
    "hub-in-an-own-network", "The hub's private endpoint has an address of the device's own network, where nobody has it.",
    broken=overlaps, expect=blocked(DEAD), cure=applied("ip", remedy="route-past-link"),
)

scenario(
    "hub-in-an-own-network-with-containers", "The same with an engine: its containers meet it too.",
    broken=lambda lab: (lab.engine(), overlaps(lab)), asked=ROOT,
    expect=blocked(error("host.neighbour-dead", owner="device", place="this-device", vantages=EVERYWHERE), vantages=EVERYWHERE),
    cure=applied("ip", remedy="route-past-link"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "netmask-too-wide", "The device's netmask is so wide that the hub counts as a neighbour.", broken=reaches_too_far,
    expect=blocked(error("host.neighbour-dead", owner="device", place="this-device", rule="192.0.0.0/4")),
    cure=applied("ip", remedy="route-past-link"),
)

scenario(
    "netmask-wide-and-proxied", "The netmask is as wide, and the gateway answers ARP for what lies beyond it: all is well.",
    broken=lambda lab: (reaches_too_far(lab), lab.gateway("sysctl", "-qw", "net.ipv4.conf.lan.proxy_arp=1")), expect=ready(),
)

scenario(
    "own-network-beside-the-hubs", "The device's own network is next to the hub's, and does not hold it.",
    broken=lambda lab: lab.device.address("eth0", "203.0.113.129/25"), expect=ready(),
)
