"""Default routes as few devices have them, and that work: RFC 3021, RFC 5549, next hops of their own, tables behind the main one."""

from cures import *
from scenario import *
from topology import Site

LINK_LOCAL = "169.254.1.1"


def link_local_gateway(lab):
    """As hosters, modems in passthrough and Calico have it."""
    lab.gateway.address("lan", f"{LINK_LOCAL}/32")
    lab.device("ip", "route", "replace", "default", "via", LINK_LOCAL, "dev", "eth0", "onlink")


def gateway_of_ipv6(lab):
    lab.device("ip", "route", "replace", "default", "via", "inet6", "fd51::1", "dev", "eth0")


def next_hop(lab):
    lab.device("ip", "nexthop", "add", "id", "7", "via", Site.GATEWAY, "dev", "eth0")
    lab.device("ip", "route", "replace", "default", "nhid", "7")


def table_behind(lab):
    """The main table has no default route; one that is asked after it has."""
    lab.device("ip", "route", "del", "default")
    lab.device.route("default", "via", Site.GATEWAY, "table", "100")
    lab.device("ip", "rule", "add", "pref", "33000", "lookup", "100")


def two_addresses(lab):
    """A link of two addresses, without a network's or a broadcast one."""
    lab.device("ip", "addr", "del", f"{Site.DEVICE}/24", "dev", "eth0")
    lab.device.address("eth0", "198.51.100.0/31")
    lab.gateway("ip", "addr", "del", f"{Site.GATEWAY}/24", "dev", "lan")
    lab.gateway.address("lan", f"{Site.GATEWAY}/31")
    lab.device.route("default", "via", Site.GATEWAY)


KINDS = {
    "link-local-gateway": ("The gateway has a link-local address.", link_local_gateway),
    "gateway-of-ipv6": ("IPv4's default route leads by the gateway's IPv6 address.", gateway_of_ipv6),
    "next-hop-of-its-own": ("The default route names a next hop that is an object of its own.", next_hop),
    "default-in-a-table-behind": ("The default route is in a table that is asked behind the main one.", table_behind),
    "link-of-two-addresses": ("The link has two addresses, the device's and the gateway's (/31).", two_addresses),
}

for name, (story, change) in KINDS.items():
    scenario(name, story, broken=lambda lab, change=change: (change(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))
    scenario(
        f"{name}-and-amqp-dropped", f"{story} The site drops AMQP.",
        broken=lambda lab, change=change: (change(lab), lab.engine(), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
        expect=degraded(warning("tcp.dropped-port", owner="site-network", vantages=EVERYWHERE), usable=ALL - {"amqp"}),
        cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
    )

for name in ("link-local-gateway", "gateway-of-ipv6", "next-hop-of-its-own"):
    story, change = KINDS[name]
    scenario(
        f"{name}-dead", f"{story} It is asked for in vain.",
        broken=lambda lab, change=change: (change(lab), lab.gateway("ip", "link", "set", "lan", "arp", "off"), lab.device("ip", "neigh", "flush", "dev", "eth0")),
        asked=ROOT, expect=blocked(error("host.neighbour-dead", owner="device", place="this-device")), cure=incurable("somebody has to switch the gateway on"),
    )
