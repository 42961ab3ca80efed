"""Filters of the site that hit ports and addresses."""

from composed.parts import blame, fault, named
from composed.traits.site import OUTSIDE
from lab import Names
from scenario import ALL
from services import HUB
import services
from topology import Site

#: What takes a connection before a filter sees where it goes, or carries it past.
BESIDE = {"accelerator", "name-filter-of-others", "openvpn-around", "wireguard-around", "proxy-is-the-only-way-out", "uplink", "nat64"}
WEBSOCKETS = {"https", "mqtt-ws", "amqp-ws"}

for name, port, transports in (("amqp", 5671, {"amqp"}), ("mqtt", 8883, {"mqtt"}), ("https", 443, WEBSOCKETS)):
    @fault("path", without=BESIDE | {"closed"}, weight=2)
    @named(f"{name}-dropped", f"A router drops what is for port {port} of the hub.")
    def _(net, port=port, transports=transports):
        router = net.router()
        yield net.loses(transports, blame("tcp.dropped-port", owner="site-network", about={"port": port}, **net.at(router)),
                        proof=lambda: net.contact(port)[0] == "silent")
        router.filters(f"ip daddr {net.hub} tcp dport {port} drop")


@fault("path", without=BESIDE | {"closed"})
def amqp_dropped_by_iptables(net):
    "A router's iptables drop AMQP for everybody."
    router = net.router()
    yield net.loses({"amqp"}, blame("tcp.dropped-port", owner="site-network", about={"port": 5671}, **net.at(router)),
                    proof=lambda: net.contact(5671)[0] == "silent")
    router("iptables", "-A", "FORWARD", "-p", "tcp", "--dport", "5671", "-j", "DROP")


@fault("path", without=BESIDE, weight=2)
def hub_dropped(net):
    "A router drops what is for the hub's addresses."
    router = net.router()
    about = {"address": net.addresses[0]} if len(net.addresses) == 1 else None
    yield net.loses(ALL, blame("tcp.dropped-ip", owner="site-network", about=about, **net.at(router)),
                    proof=lambda: net.contact(443)[0] == "silent" and net.contact(8883)[0] == "silent")
    router.filters(f"ip daddr {net.hub} drop")


@fault("path", without=BESIDE | {"resolv-conf-use-vc", "proxy", "closed"}, touches={"hub", "dps", "registry", "data"})
def everything_dropped(net):
    "A router drops every connection; names resolve."
    router = net.router()
    yield net.loses(ALL, blame("tcp.dropped-all", owner="site-network", **net.at(router)),
                    proof=lambda: net.contact(443)[0] == "silent" and net.contact(443, Site.SECOND)[0] == "silent")
    router.filters(f"ip daddr {OUTSIDE} meta l4proto tcp drop")


@fault("path", without=BESIDE | {"closed"}, weight=2)
def only_443(net):
    "A router drops AMQP and MQTT: only 443 is open."
    router = net.router()
    # Whoever uses WebSockets needs no more.
    cause = "transport.only-443" if net.upstream in ("amqp", "mqtt") else "tcp.dropped-port"
    yield net.loses({"amqp", "mqtt"}, *([blame(cause, **net.at(router))] if net.upstream in ("amqp", "mqtt") else []),
                    proof=lambda: net.contact(5671)[0] == "silent" and net.contact(8883)[0] == "silent")
    router.filters("tcp dport { 5671, 8883 } drop")


for kind, cause in (("host-unreachable", "tcp.host-unreachable"), ("net-unreachable", "tcp.net-unreachable"),
                    ("admin-prohibited", "tcp.admin-prohibited"), ("host-prohibited", "tcp.admin-prohibited"),
                    ("net-prohibited", "tcp.admin-prohibited"), ("port-unreachable", "tcp.rejected-icmp")):
    @fault("path", without=BESIDE | {"icmp"}, weight=0.5)
    @named(f"hub-rejected-{kind}", f"A router rejects what is for the hub with ICMP {kind}.")
    def _(net, kind=kind, cause=cause):
        # The last one says nothing of what it cannot reach (topology.py).
        router = net.random.choice(net.lab.site.routers[:-1]) if kind.endswith("-unreachable") and kind != "port-unreachable" else net.router()
        yield net.loses(ALL, blame(cause, owner="site-network", **net.at(router)), proof=lambda: net.contact(443)[0] == "errno")
        router.filters(f"ip daddr {net.hub} reject with icmp {kind}")


@fault("path", without=BESIDE | {"icmp"})
def router_with_unreachable_route(net):
    "A router has an unreachable route for the hub, and rations what it says of that."
    # The last one says nothing of what it cannot reach (topology.py).
    router = net.random.choice(net.lab.site.routers[:-1])
    yield net.loses(ALL, blame("tcp.host-unreachable", owner="site-network", **net.at(router)),
                    proof=lambda: not net.reaches(443) and "unreachable" in router("ip", "route").stdout)
    for address in net.addresses:
        router.route("unreachable", f"{address}/32")


# A gateway that translates does not believe what comes back with its own address.
@fault("path", without=BESIDE | {"icmp", "nat-at-the-gateway"})
def routers_in_a_circle(net):
    "Two routers send the hub's packets to each other until their hop limit is used up."
    yield net.loses(ALL, blame("tcp.loop", owner="site-network", place="hop"),
                    proof=lambda: not net.reaches(443) and leads_back(net.lab.site.routers[1], net.addresses[0]))
    for address in net.addresses:
        net.lab.site.routers[1].route(f"{address}/32", "via", "10.77.0.1")


def leads_back(router, address):
    return "via 10.77.0.1" in router("ip", "route", "get", address, check=False).stdout


@fault("path", without=BESIDE | {"icmp", "names", "stub", "options", "engine-with-own-dns", "modules", "vpn", "proxy", "control", "clock"},
       touches={"hub", "dps", "registry", "data", "names"})
def router_without_default(net):
    "A router has lost its default route; the gateway itself knows the names."
    router = net.random.choice(net.lab.site.routers[:-1])
    near = Names(net.lab, net.lab.gateway, Site.GATEWAY)
    near.records[HUB] = net.addresses
    near.start()
    net.zones.append(near)
    net.ask_only(Site.GATEWAY)
    yield net.loses(ALL, blame("tcp.net-unreachable", owner="site-network", **net.at(router)),
                    proof=lambda: not net.reaches(443) and not router("ip", "route", "show", "default").stdout)
    router("ip", "route", "del", "default")


@fault("path", without=BESIDE)
def reset_on_the_way(net):
    "A router before the last answers for the hub with a reset."
    router = net.random.choice(net.lab.site.routers[:-1])
    yield net.loses(WEBSOCKETS, blame("tcp.reset-by-middlebox", owner="site-network", **net.at(router)),
                    proof=lambda: net.contact(443) == ("errno", "111"))
    router.filters(f"ip daddr {net.hub} tcp dport 443 reject with tcp reset")


@fault("path", without=BESIDE)
def reset_at_the_edge(net):
    "The last router answers for the hub with a reset, which cannot be told from the hub's own."
    yield net.loses(WEBSOCKETS, blame("tcp.refused", owner="site-network"), proof=lambda: net.contact(443) == ("errno", "111"))
    net.lab.edge.filters(f"ip daddr {net.hub} tcp dport 443 reject with tcp reset")


@fault("path", without=BESIDE | {"closed", "tls", "names"})
def amqp_refused_by_the_hub(net):
    "Nothing listens on the hub's AMQP port."
    yield net.loses({"amqp"}, blame("tcp.refused"), proof=lambda: net.contact(5671) == ("errno", "111"))
    net.lab.cloud.filters("tcp dport 5671 reject with tcp reset", hook="input")


@fault("path", without=BESIDE | {"box", "resolv-conf-use-vc", "proxy"}, touches={"hub", "dps", "registry", "data"})
def accepted_by_a_box(net):
    "A box on the gateway takes every connection and passes nothing on."
    yield net.loses(ALL, blame("tcp.half-open-proxy", owner="site-network"), proof=lambda: net.reaches(443, Site.NOBODY))
    services.relay(net.lab.gateway, f"{net.lab.folder}/relay", 3129, "accept")
    net.lab.gateway.redirects(f"iifname {net.inside} meta l4proto tcp redirect to :3129")
