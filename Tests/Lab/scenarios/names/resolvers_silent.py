from cures import *
from scenario import *
from topology import Site

def dead(lab):
    lab.device.resolvers(Site.NOBODY, "203.0.113.98")
    lab.public_resolver()


scenario(
    "resolvers-dead", "All resolvers are dead.", broken=dead, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.timeout"), within=8),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "resolvers-dropped", "The site's firewall drops DNS on the way out.",
    broken=lambda lab: lab.edge.filters("iifname site meta l4proto { tcp, udp } th dport 53 drop"),
    expect=blocked(error("dns.timeout", owner="site-network")), cure=applied("nftables", at="edge", remedy="allow-dns"),
)

scenario(
    "first-resolver-dead", "The first of two resolvers is dead: every look-up waits for it.",
    broken=lambda lab: lab.device.resolvers(Site.NOBODY, Site.RESOLVER),
    expect=degraded(warning("dns.slow-first"), usable=ALL),
    cure=granted("reorder-resolvers", lambda lab: lab.device.resolvers(Site.RESOLVER, Site.NOBODY)),
)
