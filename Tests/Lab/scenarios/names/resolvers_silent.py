from cures import *
from scenario import *
from topology import Site

def dead(lab):
    lab.device.resolvers(Site.NOBODY, "203.0.113.98")
    lab.public_resolver()


scenario(
    "resolvers-dead", "All resolvers are dead.", broken=dead, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.timeout", at="10.77.0.2", hop=2), within=12),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "resolvers-dropped", "The site's firewall drops DNS on the way out.",
    broken=lambda lab: lab.edge.filters("iifname site meta l4proto { tcp, udp } th dport 53 drop"),
    expect=blocked(error("dns.timeout", owner="site-network", at="10.77.0.2", hop=2)), cure=applied("nftables", at="edge", remedy="allow-dns"),
)

scenario(
    "first-resolver-dead", "The first of two resolvers is dead: every look-up waits for it.",
    broken=lambda lab: lab.device.resolvers(Site.NOBODY, Site.RESOLVER),
    expect=degraded(warning("dns.slow-first", at="10.77.0.2", hop=2), usable=ALL),
    cure=granted("reorder-resolvers", lambda lab: lab.device.resolvers(Site.RESOLVER, Site.NOBODY)),
)

scenario(
    "resolvers-of-both-families-dropped-here", "A rule of this device drops its questions, and to the first resolver, of IPv6, it has no route.",
    broken=lambda lab: (lab.device.resolvers("2001:db8:53::53", Site.RESOLVER), lab.device.filters("meta l4proto { tcp, udp } th dport 53 drop", hook="output")),
    expect=blocked(error("host.output-dropped", owner="device", place="this-device")),
    cure=granted("open-own-firewall", lambda lab: lab.device("nft", "flush", "ruleset")),
)

scenario(
    "resolvers-dropped-nearby", "The first router drops DNS on the way out.",
    broken=lambda lab: lab.gateway.filters("iifname lan meta l4proto { tcp, udp } th dport 53 drop"),
    expect=blocked(error("dns.timeout", owner="site-network", at="198.51.100.1", hop=1)),
    cure=applied("nftables", at="gateway", remedy="allow-dns"),
)

scenario(
    "resolvers-dropped-far-away", "The fourth router drops DNS on the way out.",
    broken=lambda lab: lab.edge.filters("iifname site meta l4proto { tcp, udp } th dport 53 drop"), hops=4,
    expect=blocked(error("dns.timeout", owner="site-network", at="10.79.0.2", hop=4)),
    cure=applied("nftables", at="edge", remedy="allow-dns"),
)

scenario(
    "resolver-on-the-link-dead", "The resolver on the device's own link is dead: no router is in between.",
    broken=lambda lab: lab.device.resolvers("198.51.100.53"), expect=blocked(error("dns.timeout", hop=None)),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)


def dead_beside(*rules):
    def broken(lab):
        dead(lab)
        lab.edge.filters(*rules)
    return broken


WITH_CONTROL = asking(control=Site.CONTROL)
RESOLVER_FOUND = granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER), of="dns.timeout")

scenario(
    "resolvers-dead-and-unused-ports-dropped", "All resolvers are dead, and only 443 is open, which is all that edgeHub and the agent's fallback need.",
    broken=dead_beside("iifname site tcp dport { 5671, 8883 } drop"), asked=asking("--upstream", "amqp-ws", control=Site.CONTROL),
    expect=blocked(error("dns.timeout"), remark("tcp.dropped-port")), cure=RESOLVER_FOUND, leaves=ready(usable=WEB),
)

scenario(
    "resolvers-dead-and-amqp-dropped", "All resolvers are dead, and AMQP is dropped, which edgeHub needs until it is told to use WebSockets.",
    broken=dead_beside("iifname site tcp dport 5671 drop"), asked=WITH_CONTROL,
    expect=blocked(error("dns.timeout"), warning("tcp.dropped-port", about={"port": 5671})), cure=RESOLVER_FOUND,
    leaves=degraded(warning("tcp.dropped-port"), usable=ALL - {"amqp"}),
)

scenario(
    "resolvers-dead-and-https-dropped", "All resolvers are dead, and 443 is dropped: with names in order the device would still not start.",
    broken=dead_beside("iifname site tcp dport 443 ip daddr 203.0.113.10 drop"), asked=WITH_CONTROL,
    expect=blocked(error("dns.timeout"), error("tcp.dropped-port", about={"port": 443})), cure=RESOLVER_FOUND,
    leaves=blocked(error("tcp.dropped-port", about={"port": 443}), usable={"mqtt", "amqp"}),
)

# What a host without a resolver says of its port, a router on the way says of another's.
scenario(
    "resolver-rejected-on-the-way", "The gateway rejects what goes to the resolver behind it with port unreachable.",
    broken=lambda lab: lab.gateway.filters("meta l4proto { tcp, udp } th dport 53 reject"),
    expect=blocked(error("dns.timeout", owner="site-network", at=Site.GATEWAY), usable=NONE),
    cure=applied("nftables", at="gateway", remedy="allow-dns"),
)
