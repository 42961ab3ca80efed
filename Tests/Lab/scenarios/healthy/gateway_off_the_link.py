"""Ways out that no netmask explains: a gateway outside the device's network (onlink), and none at all, where a router answers ARP for everybody."""

from cures import *
from scenario import *
from topology import Site


def one_address(lab, *route):
    lab.device("ip", "addr", "del", f"{Site.DEVICE}/24", "dev", "eth0")
    lab.device.address("eth0", f"{Site.DEVICE}/32")
    lab.device.route("default", *route, "dev", "eth0")


def proxied(lab):
    one_address(lab)
    lab.gateway("sysctl", "-qw", "net.ipv4.conf.lan.proxy_arp=1")


scenario("gateway-off-the-link", "The device has one address and a gateway that is on its link all the same.",
         broken=lambda lab: (one_address(lab, "via", Site.GATEWAY, "onlink"), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario("no-gateway-and-a-router-that-answers-for-all", "The default route has no gateway, and a router answers ARP for everybody.",
         broken=lambda lab: (proxied(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario(
    "no-gateway-and-amqp-dropped", "The default route has no gateway, a router answers ARP for everybody, and the site drops AMQP.",
    broken=lambda lab: (proxied(lab), lab.engine(), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", vantages=EVERYWHERE), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)
