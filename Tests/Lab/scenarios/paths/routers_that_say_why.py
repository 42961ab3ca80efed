from cures import *
from scenario import *
from lab import Names
from services import REGISTRY
import services
from topology import Site

for kind, cause in [("host-unreachable", "tcp.host-unreachable"), ("net-unreachable", "tcp.net-unreachable")]:
    scenario(
        f"rejected-{kind}", f"The gateway says of everything to the hub: {kind}.",
        broken=lambda lab, kind=kind: lab.gateway.filters(f"ip daddr {Site.CLOUD} reject with icmp {kind}"),
        expect=blocked(error(cause, owner="site-network", at=Site.GATEWAY, hop=1, place="hop"), within=8),
        cure=granted("repair-route", lambda lab: lab.gateway("nft", "flush", "chain", "inet", "firewall", "forward") and None),
    )

for kind, cause in [
    ("admin-prohibited", "tcp.admin-prohibited"),
    ("host-prohibited", "tcp.admin-prohibited"), ("net-prohibited", "tcp.admin-prohibited"), ("port-unreachable", "tcp.rejected-icmp"),
]:
    scenario(
        f"rejected-{kind}", f"The gateway rejects everything to the hub with ICMP {kind}.",
        broken=lambda lab, kind=kind: lab.gateway.filters(f"ip daddr {Site.CLOUD} reject with icmp {kind}"),
        expect=blocked(error(cause, owner="site-network", at=Site.GATEWAY, hop=1, place="hop"), within=8),
        cure=applied("nftables", at="gateway"), leaves=ready(usable=ALL - {"mqtt"}),
    )


# Whoever has a way for one port has it for the others.
for kind in ("host-unreachable", "net-unreachable"):
    scenario(
        f"amqp-rejected-{kind}", f"The gateway rejects AMQP alone, and says {kind} of it.",
        broken=lambda lab, kind=kind: lab.gateway.filters(f"tcp dport 5671 reject with icmp {kind}"),
        expect=degraded(
            warning("tcp.rejected-icmp", owner="site-network", at=Site.GATEWAY, hop=1, place="hop", confidence="likely"), usable=ALL - {"amqp"}),
        cure=applied("nftables", at="gateway"),
    )

scenario(
    "amqp-dropped-beside-net-unreachable", "The gateway says net unreachable of DPS and the registry, and drops AMQP for the hub, which it reaches.",
    broken=lambda lab: lab.gateway.filters(f"ip daddr {Site.SECOND} reject with icmp net-unreachable", "tcp dport 5671 drop"),
    expect=blocked(
        error("tcp.net-unreachable", owner="site-network", at=Site.GATEWAY, hop=1),
        warning("tcp.dropped-port", owner="site-network", at=Site.GATEWAY, hop=1), warning("dps.blocked"), usable=ALL - {"amqp"}),
    cure=incurable("two faults of one router"),
)


def forgets_its_default(lab, *routers):
    """The router loses its default route: it answers, but Linux rations such errors to five for a source, then one a second."""
    near = Names(lab, lab.gateway, Site.GATEWAY)
    near.start()
    lab.device.resolvers(Site.GATEWAY)
    for router in routers:
        router("ip", "route", "del", "default")


scenario(
    "router-without-default", "The third router has lost its default route, and rations what it says of that.", hops=4,
    broken=lambda lab: (lab.engine(), forgets_its_default(lab, lab.site.routers[2])), asked=ROOT,
    expect=blocked(error("tcp.net-unreachable", owner="site-network", at="10.78.0.2", hop=3, place="hop", vantages=EVERYWHERE)),
    cure=granted("repair-route", lambda lab: lab.site.routers[2].route("default", "via", "10.79.0.2") and None),
    leaves=ready(vantages=EVERYWHERE),
)


def beside_ipv6(lab):
    """The registry is reached over IPv6 all the same, and names a data endpoint that has IPv4 alone."""
    far = "2001:db8:53::10"
    lab.global_ipv6(far)
    services.relay6(lab.cloud, f"{lab.folder}/relay6", far, 443, Site.CLOUD)
    lab.known[REGISTRY] = [Site.SECOND, far]
    forgets_its_default(lab, lab.gateway)


scenario(
    "router-without-default-beside-ipv6", "The gateway has lost its default route for IPv4; the registry is reached over IPv6, what it leads to is not.",
    broken=beside_ipv6,
    expect=blocked(error("tcp.net-unreachable", owner="site-network", at=Site.GATEWAY, hop=1, place="hop")),
    cure=granted("repair-route", lambda lab: lab.gateway.route("default", "via", "10.77.0.2") and None),
)


scenario(
    "router-with-unreachable-route", "The second router has an unreachable route for the hub, and rations what it says of that.", hops=3,
    broken=lambda lab: (lab.engine(), lab.site.routers[1].route("unreachable", f"{Site.CLOUD}/32")), asked=ROOT,
    expect=blocked(error("tcp.host-unreachable", owner="site-network", at="10.77.0.2", hop=2, place="hop", vantages=EVERYWHERE)),
    cure=granted("repair-route", lambda lab: lab.site.routers[1]("ip", "route", "del", "unreachable", f"{Site.CLOUD}/32") and None),
    leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "routers-in-a-circle", "Two routers send the hub's packets to each other until their hop limit is used up.", hops=3,
    broken=lambda lab: (lab.engine(), lab.site.routers[1].route(f"{Site.CLOUD}/32", "via", "10.77.0.1")), asked=ROOT,
    expect=blocked(error("tcp.loop", owner="site-network", place="hop", vantages=EVERYWHERE)),
    cure=granted("repair-route", lambda lab: lab.site.routers[1]("ip", "route", "del", f"{Site.CLOUD}/32") and None),
    leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "router-without-default-and-amqp-rejected", "One router rejects AMQP, the next has no route: the rejection speaks for its port only.", hops=4,
    broken=lambda lab: (lab.site.routers[1].filters("tcp dport 5671 reject with icmp admin-prohibited"),
                        forgets_its_default(lab, lab.site.routers[2])),
    expect=blocked(error("tcp.net-unreachable", at="10.78.0.2", hop=3), error("tcp.admin-prohibited", at="10.77.0.2", hop=2)),
    cure=incurable("two faults of two routers, each of which has a scenario with its cure"),
)
