"""Ways that the routing table does not show, or shows otherwise than connect(2) takes them; gateways that nobody asks about."""

import time

from cures import *
from lab import Names
from network import Host, link
from scenario import *
from topology import Site

OWN = dict(owner="device", place="this-device")


def by_source(lab, alive=False):
    """A second provider's table for the device's own address, as guides for two providers have it."""
    lab.device("ip", "route", "add", "default", "via", Site.GATEWAY if alive else "198.51.100.77", "dev", "eth0", "table", "100")
    lab.device("ip", "rule", "add", "from", Site.DEVICE, "lookup", "100", "pref", "1000")


DEAD = error("host.neighbour-dead", rule="lookup 100", **OWN)
NOBODY = incurable("which router the table is to name is for its owner to say")

scenario(
    "rule-by-source-into-a-dead-table", "A policy rule by source has a router that is gone; a look-up without the source shows the right one.",
    broken=by_source, asked=ROOT, expect=blocked(DEAD), cure=NOBODY,
)


def by_source_beside_names(lab):
    """The resolver is on the device's own link, which the other table has a route to."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)
    lab.device("ip", "route", "add", "198.51.100.0/24", "dev", "eth0", "table", "100")
    by_source(lab)


scenario(
    "rule-by-source-into-a-dead-table-beside-names", "The same, and names resolve.", broken=by_source_beside_names, asked=ROOT,
    expect=blocked(DEAD), cure=NOBODY,
)
scenario(
    "rule-by-source-that-works", "A policy rule by source, as for two providers.", broken=lambda lab: by_source(lab, True), asked=ROOT, expect=ready(),
)


def no_carrier(lab, ignoring=False):
    """A second cable that leads nowhere, with a default route of its own that was written by hand."""
    away = Host("away")
    lab.site.routers.append(away)
    link(lab.device, away, "eth1", "lan")
    lab.device.address("eth1", "192.168.77.10/24")
    lab.device("ip", "route", "del", "default")
    lab.device.route("default", "via", "192.168.77.1", "dev", "eth1", "metric", "100")
    lab.device.route("default", "via", Site.GATEWAY, "dev", "eth0", "metric", "700")
    lab.device("sysctl", "-qw", f"net.ipv4.conf.all.ignore_routes_with_linkdown={int(ignoring)}", f"net.ipv4.conf.eth1.ignore_routes_with_linkdown={int(ignoring)}")
    away("ip", "link", "set", "lan", "down")


scenario(
    "preferred-uplink-without-carrier", "The preferred default route is over a cable that is not plugged in; the kernel keeps using it.",
    broken=no_carrier, asked=ROOT, expect=blocked(error("route.dead-default", rule="eth1", **OWN)), cure=applied("ip", remedy="prefer-other-default"),
)
scenario(
    "preferred-uplink-without-carrier-ignored", "The same, and the kernel is told to ignore routes of such links.",
    broken=lambda lab: no_carrier(lab, True), asked=ROOT, expect=ready(),
)


def own_network_taken(lab, taken=True):
    """A subnet router elsewhere advertises the device's own network, and the device accepts routes (tailscale --accept-routes)."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)
    lab.device.shell("ip tuntap add tailscale0 mode tun\nip addr add 100.101.102.103/32 dev tailscale0\nip link set tailscale0 mtu 1280 up\n"
                     "ip rule add pref 5210 fwmark 0x80000/0xff0000 lookup main\nip rule add pref 5270 lookup 52\n"
                     "ip route add 100.100.100.100 dev tailscale0 table 52\nip route add 192.168.50.0/24 dev tailscale0 table 52")
    if taken:
        lab.device("ip", "route", "add", "198.51.100.0/24", "dev", "tailscale0", "table", "52")


scenario(
    "vpn-takes-the-own-network", "A VPN's table has a route to the device's own network, where its resolver is.", broken=own_network_taken, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", rule="lookup 52"), usable=None), cure=applied("ip"),
)
scenario(
    "vpn-beside-the-own-network", "The VPN's table has routes to other networks alone.", broken=lambda lab: own_network_taken(lab, False), asked=ROOT, expect=ready(),
)

REDIRECT = """
import socket, struct, sys
src, dst, new = (socket.inet_aton(a) for a in sys.argv[1:4])
def csum(b):
    s = sum(struct.unpack("!%dH" % (len(b) // 2), b)); s = (s >> 16) + (s & 0xffff); s += s >> 16
    return ~s & 0xffff
inner = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 60, 1, 0x4000, 64, 1, 0, src, dst)
inner = inner[:10] + struct.pack("!H", csum(inner)) + inner[12:] + struct.pack("!BBHHH", 0, 0, 0xffff, 0, 0)
body = struct.pack("!BBH4s", 5, 1, 0, new) + inner
body = body[:2] + struct.pack("!H", csum(body)) + body[4:]
socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).sendto(body, (sys.argv[1], 0))
"""
OTHER = "198.51.100.2"


def redirected(lab, alive=False):
    """The gateway has told the device that another router on a switch with both is better; that one is gone since, or is not."""
    other, switch = Host("other"), Host("switch")
    lab.site.routers += [other, switch]
    lab.device("ip", "link", "delete", "eth0")
    switch("ip", "link", "add", "bridge", "up", "type", "bridge")
    for host, own, port in [(lab.gateway, "lan", "gateway"), (lab.device, "eth0", "device"), (other, "lan", "other")]:
        link(host, switch, own, port)
        switch("ip", "link", "set", port, "master", "bridge")
    lab.gateway.address("lan", f"{Site.GATEWAY}/24", "fd51::1/64")
    lab.device.address("eth0", f"{Site.DEVICE}/24", "fd51::10/64")
    for gateway in (Site.GATEWAY, "fd51::1"):
        lab.device.route("default", "via", gateway)
    other.address("lan", f"{OTHER}/24")
    if alive:
        other.forward()
        other.route("default", "via", Site.GATEWAY)
    for link_name in ("all", "eth0"):
        lab.device("sysctl", "-qw", f"net.ipv4.conf.{link_name}.accept_redirects=1", f"net.ipv4.conf.{link_name}.secure_redirects=0")
    for address in (OTHER, Site.GATEWAY, Site.CLOUD):
        lab.device("ping", "-c1", "-W1", address, check=False)
    lab.gateway("python3", "-c", REDIRECT, Site.DEVICE, Site.CLOUD, OTHER)
    time.sleep(0.3)


scenario(
    "redirected-to-a-dead-router", "The device keeps a redirect: the hub by a router that forwards nothing any more.", broken=redirected, asked=ROOT,
    expect=blocked(error("route.stale", rule="sysctl net.ipv4.conf.eth0.accept_redirects", **OWN), usable=None), cure=applied("ip"),
)
scenario(
    "redirected-to-a-live-router", "The same, and the other router leads on.", broken=lambda lab: redirected(lab, True), asked=ROOT, expect=ready(),
)
scenario(
    "hub-address-is-the-devices-own", "A test has left the hub's address on the device's loopback interface: it speaks to itself.",
    broken=lambda lab: lab.device("ip", "addr", "add", f"{Site.CLOUD}/32", "dev", "lo"), asked=ROOT,
    expect=blocked(error("tcp.refused", **OWN)), cure=incurable("whose address it is to be is for its owner to say"),
)
scenario(
    "gateways-hardware-address-by-hand", "The gateway was replaced; the device has the old one's hardware address by hand.",
    broken=lambda lab: lab.device("ip", "neigh", "replace", Site.GATEWAY, "lladdr", "02:00:00:00:00:77", "dev", "eth0", "nud", "permanent"), asked=ROOT,
    expect=blocked(error("host.neighbour-dead", confidence="possible", **OWN)), cure=incurable("only the gateway knows its address"),
)
scenario(
    "gateways-hardware-address-by-hand-and-right", "The gateway's hardware address by hand, and right.",
    broken=lambda lab: lab.device.shell(f"ping -c1 -W1 {Site.GATEWAY} >/dev/null; mac=$(ip neigh show {Site.GATEWAY} | sed 's/.*lladdr \\([^ ]*\\).*/\\1/'); ip neigh replace {Site.GATEWAY} lladdr $mac dev eth0 nud permanent"),
    asked=ROOT, expect=ready(),
)
scenario(
    "link-without-arp", "The device's link has ARP switched off.",
    broken=lambda lab: lab.device("ip", "link", "set", "eth0", "arp", "off"), asked=ROOT,
    expect=blocked(error("host.neighbour-dead", confidence="likely", **OWN)), cure=incurable("the report says how, and not with the link's name"),
)
