"""Answers that come back otherwise than the packets left: by another uplink, or to a source that nobody has a way to."""

from cures import *
from lab import Names
from network import link
from scenario import *
from topology import Site


def second_uplink(lab, *, strict=True, symmetric=False):
    """The device has two cables to its site, and the gateway sends what is for it by the second one."""
    link(lab.device, lab.gateway, "eth1", "lan2")
    lab.device.address("eth1", "192.168.77.10/24")
    lab.gateway.address("lan2", "192.168.77.1/24")
    lab.gateway("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.lan.rp_filter=0", "net.ipv4.conf.lan2.rp_filter=0")
    if not symmetric:
        # What comes from the cloud for the device, the gateway sends by the second cable; what it says itself, by the first.
        lab.gateway("ip", "rule", "add", "iif", "wan", "to", Site.DEVICE, "lookup", "77")
        lab.gateway("ip", "route", "add", Site.DEVICE, "via", "192.168.77.10", "dev", "lan2", "table", "77")
    lab.device("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.eth0.rp_filter=0",
               f"net.ipv4.conf.eth1.rp_filter={1 if strict else 2}")


def resolver_near(lab):
    """The names come by the first cable."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)


FILTERED = error("fwd.rp-filter", owner="device", place="this-device", rule="net.ipv4.conf.eth1.rp_filter")

scenario(
    "answers-by-the-other-uplink", "Answers come in by the second uplink, whose strict reverse-path filter drops them.",
    broken=lambda lab: (second_uplink(lab), resolver_near(lab)), expect=blocked(FILTERED),
    cure=applied("sysctl", remedy="loose-rp-filter"),
)

scenario(
    "answers-by-the-other-uplink-for-names", "The same, and the resolvers' answers come in by it as well.",
    broken=second_uplink, expect=blocked(FILTERED), cure=applied("sysctl", remedy="loose-rp-filter"),
)

scenario(
    "answers-by-the-other-uplink-loosely", "Answers come in by the second uplink, whose filter is loose: all is well.",
    broken=lambda lab: second_uplink(lab, strict=False), expect=ready(),
)

scenario(
    "two-uplinks-strict-and-symmetric", "The second uplink filters strictly, and answers come in by the first.",
    broken=lambda lab: second_uplink(lab, symmetric=True), expect=ready(),
)

scenario(
    "address-dropped-beside-a-strict-uplink", "The second uplink filters strictly what others send, and the site drops what goes to the hub.",
    broken=lambda lab: (second_uplink(lab, symmetric=True), lab.edge.filters(f"ip daddr {Site.CLOUD} drop"),
                        strangers(lab)),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"address": Site.CLOUD})),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)


def strangers(lab):
    """Now and then something comes in by the second uplink whose source is behind the first: the filter has counted."""
    lab.gateway("ip", "addr", "add", "10.88.0.1/32", "dev", "lo")
    lab.gateway.shell("ping -c3 -i0.2 -W1 -I 10.88.0.1 192.168.77.10 >/dev/null || :")


# A source that nobody has a way to.

def strange_source(lab, address="172.31.0.1/32"):
    """The default route has packets leave with the address of another interface."""
    lab.device.address("lo", address)
    lab.device("ip", "route", "replace", "default", "via", Site.GATEWAY, "dev", "eth0", "src", address.partition("/")[0])


def known_source(lab):
    """The same, and every router has a way back to that address."""
    strange_source(lab)
    for router, near in ((lab.gateway, Site.DEVICE), (lab.edge, "10.77.0.1"), (lab.cloud, "203.0.113.1")):
        router.route("172.31.0.1/32", "via", near)


UNHEARD = error("tcp.asymmetric", owner="device", place="this-device", rule="eth0", confidence="certain")

scenario(
    "source-that-nobody-answers", "The default route has packets leave with an address that the site has no way to.",
    broken=lambda lab: (strange_source(lab), resolver_near(lab)), expect=blocked(UNHEARD),
    cure=applied("ip", remedy="prefer-link-source"),
)

scenario(
    "source-that-nobody-answers-for-names", "The same, and the resolvers do not answer that address either.",
    broken=strange_source, expect=blocked(UNHEARD), cure=applied("ip", remedy="prefer-link-source"),
)

scenario(
    "source-that-the-site-knows", "The default route has packets leave with an address of the device's that the site has a way to.",
    broken=known_source, expect=ready(),
)

scenario(
    "address-dropped-from-a-known-source", "The site knows the address that packets leave with, and drops what goes to the hub.",
    broken=lambda lab: (known_source(lab), lab.edge.filters(f"ip daddr {Site.CLOUD} drop")),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"address": Site.CLOUD})),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)
