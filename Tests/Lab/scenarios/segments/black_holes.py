from vpn import OpenVPN, WireGuard
from cures import *
from scenario import *

def inbound(lab):
    lab.gateway("ip", "link", "set", "wan", "mtu", "1280")
    lab.edge("ip", "link", "set", "site", "mtu", "1280")
    lab.edge.keeps_quiet_about_size()


scenario(
    "black-hole-inbound", "A narrow link tells the hub nothing: what is big never arrives.", broken=inbound,
    expect=blocked(error("mtu.blackhole-in", owner="site-network")), cure=applied("nftables", at="edge", remedy="allow-fragmentation-needed"),
)

scenario(
    "black-hole-inbound-cured-here", "A narrow link tells the hub nothing, and the device helps itself.", broken=inbound,
    expect=blocked(error("mtu.blackhole-in", owner="site-network")), cure=applied("nftables", remedy="clamp-mss-here"),
)


def outbound(size):
    def broken(lab):
        # A link that is narrow both ways teaches the far end its size, which then offers smaller segments by itself.
        lab.gateway("ip", "route", "replace", "default", "via", lab.site.EDGE, "mtu", "lock", str(size))
        lab.gateway.keeps_quiet_about_size()
    return broken


scenario(
    "black-hole-outbound", "The way out is narrower than the way in, and nobody tells the device.", broken=outbound(1280),
    expect=blocked(error("mtu.blackhole-out", owner="site-network"), usable=ALL - {"https"}), cure=applied("nftables", remedy="clamp-mss-here"),
)

HOLE = error("mtu.blackhole-out", owner="site-network")
HERE = applied("nftables", remedy="clamp-mss-here")

scenario(
    "black-hole-outbound-of-560", "A tunnel loses everything above 560 bytes on the way out; hellos fit.", broken=outbound(560),
    expect=blocked(HOLE, usable=ALL - {"https"}), cure=HERE,
)

def by_rule(lab):
    # A virtual link carries several segments as one packet, which no wire does.
    lab.device("ip", "link", "set", "eth0", "gso_max_segs", "1")
    lab.edge.filters("ip daddr 203.0.113.0/24 ip length > 900 drop")


scenario(
    "black-hole-outbound-by-rule", "A router's rule drops what is longer than 900 bytes on the way out.", broken=by_rule,
    expect=blocked(HOLE, usable=ALL - {"https"}), cure=HERE,
)

scenario(
    "black-hole-outbound-of-400", "A tunnel loses the largest hello on the way out: that of HTTPS.", broken=outbound(400),
    expect=blocked(HOLE, usable=ALL - {"https"}), cure=HERE,
)

scenario(
    "black-hole-outbound-of-300", "A tunnel loses every hello on the way out.", broken=outbound(300), expect=blocked(HOLE), cure=HERE,
)

scenario(
    "narrow-way-out-of-560", "A tunnel of 560 bytes on the way out says so.",
    broken=lambda lab: lab.gateway("ip", "route", "replace", "default", "via", lab.site.EDGE, "mtu", "lock", "560"), expect=ready(),
)


def beyond(lab):
    """The narrow link is two routers away; the first one's own links have 1500 bytes."""
    transit, edge = lab.site.routers[1], lab.edge
    transit("ip", "link", "set", "wan", "mtu", "1300")
    edge("ip", "link", "set", "site", "mtu", "1300")
    for router in lab.site.routers:
        router.keeps_quiet_about_size()


scenario(
    "black-hole-beyond-first-router", "A link of 1300 bytes lies two routers away: the first router, whose links are wide, has to be told a size.", broken=beyond, hops=3,
    expect=blocked(error("mtu.blackhole-in", owner="site-network")), cure=applied("nftables", at="gateway", remedy="allow-fragmentation-needed"),
)

scenario(
    "black-hole-beyond-first-router-by-iptables", "A link of 1300 bytes lies two routers away, and the first router has iptables.", broken=beyond, hops=3,
    expect=blocked(error("mtu.blackhole-in", owner="site-network")), cure=applied("iptables", at="gateway", remedy="allow-fragmentation-needed"),
)

scenario(
    "narrow-link-beyond-first-router", "A link of 1300 bytes lies two routers away, and its routers say so.", hops=3,
    broken=lambda lab: (lab.site.routers[1]("ip", "link", "set", "wan", "mtu", "1300"), lab.edge("ip", "link", "set", "site", "mtu", "1300")),
    expect=ready(),
)


def beneath(lab, client):
    """Only the VPN leads out, and what carries it loses what is large, in pieces or whole."""
    client(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), client.FULL)
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    # What is put together again for connection tracking is met before that.
    lab.edge.nft("table ip narrow {\n chain early {\n type filter hook prerouting priority -500; policy accept;\n"
                 " ip protocol udp ip length > 1300 drop\n ip frag-off & 0x1fff != 0 drop\n }\n}\n")


BENEATH = blocked(error("mtu.blackhole-in", owner="device", place="this-device"))

for kind, client in {"wireguard": WireGuard, "openvpn": OpenVPN}.items():
    scenario(
        f"black-hole-beneath-{kind}", f"The only way out is a VPN ({kind}), and beneath it large datagrams get lost.",
        broken=lambda lab, client=client: beneath(lab, client), expect=BENEATH, cure=applied("nftables", remedy="clamp-mss-here"),
    )
