"""Silences on a way of which nobody but the silent ones is seen: the site's firewall is one reason of several."""

from cures import *
from lab import Names
from network import Host, link
from scenario import *
from topology import Site


def quiet(lab):
    """No router answers a walk, as many sites have it."""
    for router in lab.site.routers:
        router.filters("icmp type { time-exceeded, destination-unreachable } drop", hook="output")


def names_on_the_link(lab):
    """Names come from the device's own link: that they resolve says nothing of what lies behind the gateway."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)


scenario(
    "everything-dropped-past-quiet-routers", "Everything is dropped, no router answers a walk, and names come from the link itself.",
    broken=lambda lab: (quiet(lab), names_on_the_link(lab), lab.edge.filters("iifname site meta l4proto tcp drop")),
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="likely")),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)

scenario(
    "everything-dropped-past-quiet-routers-beside-names", "The same, with a resolver beyond the gateway that answers: the gateway leads on.",
    broken=lambda lab: (quiet(lab), lab.edge.filters("iifname site meta l4proto tcp drop")), asked=ROOT,
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="certain")),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)

scenario(
    "gateway-forwards-nothing", "The gateway of the device's settings is a machine that answers ARP, and forwards nothing.",
    broken=lambda lab: (names_on_the_link(lab), lab.gateway("sysctl", "-qw", "net.ipv4.ip_forward=0")),
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="likely")),
    cure=granted("allow-outbound", lambda lab: lab.gateway("sysctl", "-qw", "net.ipv4.ip_forward=1")),
)

scenario(
    "resolvers-dropped-past-quiet-routers", "The site's firewall drops DNS on the way out, and no router answers a walk.",
    broken=lambda lab: (quiet(lab), lab.edge.filters("iifname site meta l4proto { tcp, udp } th dport 53 drop")),
    expect=blocked(error("dns.timeout", owner="site-network", confidence="likely")),
    cure=applied("nftables", at="edge", remedy="allow-dns"),
)

scenario(
    "quiet-routers-and-names-on-the-link", "No router answers a walk, names come from the link itself, and everything works.",
    broken=lambda lab: (quiet(lab), names_on_the_link(lab)), expect=ready(),
)


def doubled(lab, *, answers=False):
    """A second machine on the link has the gateway's address as well, and its answer to ARP is the one that counts.

    The switch hands on what comes for either.
    """
    switch, twin = Host("switch"), Host("twin")
    lab.site.routers += [switch, twin]
    lab.device("ip", "link", "delete", "eth0")
    switch("ip", "link", "add", "bridge", "up", "type", "bridge")
    for host, own, port in ((lab.device, "eth0", "device"), (lab.gateway, "lan", "gateway"), (twin, "lan", "twin")):
        link(host, switch, own, port)
        switch("ip", "link", "set", port, "master", "bridge")
    lab.device.address("eth0", f"{Site.DEVICE}/24", "fd51::10/64")
    lab.gateway.address("lan", f"{Site.GATEWAY}/24", "fd51::1/64")
    twin.address("lan", f"{Site.GATEWAY}/24")
    twin("sysctl", "-qw", "net.ipv4.ip_forward=0")
    for gateway in (Site.GATEWAY, "fd51::1"):
        lab.device.route("default", "via", gateway)
    answering, silent = (lab.gateway, twin) if answers else (twin, lab.gateway)
    # Whichever answers first, or last, counts; here it is decided.
    silent("ip", "link", "set", "lan", "arp", "off")
    lab.device.shell(f"ping -c1 -W1 {Site.GATEWAY} >/dev/null || :")
    silent("ip", "link", "set", "lan", "arp", "on")


def resolved_alone(lab):
    lab.site.routers[-1]("ip", "link", "set", "lan", "down")
    lab.device("ip", "neigh", "flush", "dev", "eth0")


scenario(
    "gateway-address-twice", "A second machine has the gateway's address, and takes what is for it: nobody answers from beyond.",
    broken=lambda lab: (doubled(lab), lab.device.resolvers(Site.RESOLVER)),
    expect=blocked(error("dns.timeout", owner="site-network", confidence="likely")),
    cure=granted("allow-dns", resolved_alone),
)

scenario(
    "gateway-address-twice-unnoticed", "A second machine has the gateway's address, and the gateway's answer to ARP is the one that counts.",
    broken=lambda lab: doubled(lab, answers=True), expect=ready(),
)
