"""The host works, its containers do not."""

import ipaddress

from composed.parts import blame, fault, named
from composed.traits.routes import leads
from lab import Names
from scenario import ALL, CONTAINERS
from services import HUB
from topology import Site
from vpn import OpenVPN, WireGuard

ENGINE = {"engine"}
INSIDE = {"owner": "device", "place": "container-host", "vantages": CONTAINERS}
#: Rules of a tunnel or of its own would stand beside.
BESIDE = {"openvpn-around", "wireguard-around", "proxy-is-the-only-way-out", "rules"}
#: What edgeHub's own ports or a stub on the device do to a container's way.
INNER = BESIDE | {"dnsmasq-for-everybody"}
MODULE = CONTAINERS[1]


def cut_off(net, *blames, proof=None, **more):
    """Containers reach nothing; the host does."""
    return net.loses(ALL, *blames, vantages=CONTAINERS,
                     proof=proof or (lambda: net.reaches(443) and not net.reaches(443, net.addresses[0], vantage=MODULE)), **more)


@fault("containers", needs=ENGINE, without=BESIDE | {"firewall"})
def forwarding_disabled(net):
    "IP forwarding is off."
    yield cut_off(net, blame("fwd.disabled", **INSIDE))
    net.lab.device("sysctl", "-qw", "net.ipv4.ip_forward=0")


for name, rule, apply in (
    ("docker-user", "DOCKER-USER", lambda net: net.lab.device("iptables", "-I", "DOCKER-USER", "-j", "DROP")),
    ("rule", "inet firewall forward", lambda net: net.lab.device.filters(f"ip saddr {{ {', '.join(net.subnets())} }} drop")),
    ("reject", "inet firewall forward",
     lambda net: net.lab.device.filters(f"ip saddr {{ {', '.join(net.subnets())} }} reject with icmp admin-prohibited")),
):
    @fault("containers", needs=ENGINE, without=INNER, weight=0.7)
    @named(f"forward-dropped-by-{name}", f"The device's own firewall stops what its containers send ({name}).")
    def _(net, rule=rule, apply=apply):
        yield cut_off(net, blame("fwd.dropped", rule=rule, **INSIDE))
        apply(net)


@fault("containers", needs={"engine", "firewalld"}, without=INNER, weight=2)
def bridges_in_no_zone(net):
    "firewalld was reloaded, and the engine's bridges are in no zone any more."
    yield cut_off(net, blame("fwd.dropped", rule="firewalld", **INSIDE))
    for bridge in net.lab.bridges():
        net.firewalld.orphan(bridge)


@fault("containers", needs=ENGINE, without=INNER | {"firewalld", "translation"})
def masquerade_flushed(net):
    "A firewall script flushed the engine's masquerade rules."
    yield cut_off(net, blame("nat.missing-masquerade", vantages=CONTAINERS))
    net.lab.device("iptables", "-t", "nat", "-F", "POSTROUTING")


@fault("containers", needs=ENGINE, without=INNER)
def policy_rule_to_nowhere(net):
    "A policy rule sends what the bridges' subnets send to a table that leads nowhere."
    yield cut_off(net, blame("route.policy-rule", **INSIDE))
    net.lab.device("ip", "route", "add", "unreachable", "default", "table", "100")
    for subnet in net.subnets():
        net.lab.device("ip", "rule", "add", "from", subnet, "lookup", "100")


@fault("containers", needs=ENGINE, without=INNER | {"vpn", "uplink"})
def tunnel_takes_the_bridges(net):
    "A VPN pushes routes over the bridges' subnets: answers to containers go into the tunnel."
    halves = [half for subnet in net.subnets() for half in ipaddress.ip_network(subnet).subnets()]
    yield cut_off(net, blame("route.vpn-override", owner="device", vantages=CONTAINERS))
    OpenVPN(net.lab.device, net.lab.cloud, f"{net.lab.folder}/vpn", net.lab.vpn_gateway(),
            *(f"route {half.network_address} {half.netmask}" for half in halves))


for name, client in {"openvpn": OpenVPN, "wireguard": WireGuard}.items():
    @fault("containers", without={"vpn", "uplink", "rules", "proxy-is-the-only-way-out", "stub", "private-endpoint"},
           touches={"hub", "dps", "registry", "data", "names", "ipv6"})
    @named(f"{name}-takes-everything", f"A {name} client sends everything into a tunnel that leads nowhere.")
    def _(net, client=client):
        interface = "tun0" if client is OpenVPN else "wg0"
        yield net.loses(ALL, blame("route.vpn-override", owner="device", vantages=net.vantages),
                        proof=lambda: leads(net, Site.CLOUD, interface) and not net.reaches(443, Site.CLOUD))
        client(net.lab.device, net.lab.cloud, f"{net.lab.folder}/vpn", net.lab.vpn_gateway(), client.FULL, dead=True)


@fault("containers", without={"vpn", "uplink", "rules", "proxy-is-the-only-way-out"})
def tunnel_takes_the_hub(net):
    "A VPN pushes a route to the hub's addresses, and leads nowhere."
    yield net.loses(ALL, blame("route.vpn-override", owner="device", vantages=net.vantages),
                    proof=lambda: leads(net, net.addresses[0], "tun0") and not net.reaches(443))
    OpenVPN(net.lab.device, net.lab.cloud, f"{net.lab.folder}/vpn", net.lab.vpn_gateway(),
            *(f"route {address} 255.255.255.255" for address in net.addresses), dead=True)


@fault("containers", needs=ENGINE, touches={"hub", "dps", "registry", "data", "names"}, without=INNER | {
    "stub", "names", "hosts", "modules", "engine-with-own-dns", "engine-with-own-subnets", "control", "vpn", "uplink", "translation"})
def bridge_over_the_resolver(net):
    "The site's resolver moved to an address inside the engine's default bridge."
    inside = "172.17.9.53"
    yield net.loses(ALL, blame("route.bridge-overlap", owner="container-engine"),
                    proof=lambda: net.resolvers == [inside] and leads(net, inside, "docker0") and not net.reaches(443))
    net.lab.edge("ip", "address", "add", f"{inside}/32", "dev", "lo")
    for router in net.lab.site.routers[:-1]:
        router.route(f"{inside}/32", "via", router("ip", "route", "show", "default").stdout.split()[2])
    near = Names(net.lab, net.lab.edge, inside)
    near.start()
    net.zones.append(near)
    net.ask_only(inside)


def nameless(net, *blames):
    return net.loses(ALL, *blames, vantages=CONTAINERS,
                     proof=lambda: net.reaches(443) and net.contact(443, vantage=MODULE)[0] in ("name", "silent"))


@fault("containers", needs=ENGINE, without=INNER | {"engine-with-own-dns", "modules"}, touches={"hub", "names"})
def engine_names_its_loopback(net):
    "daemon.json names a resolver on loopback, which is another machine's inside a container."
    # With a stub there, networks of modules could still ask it through the host.
    yield nameless(net, blame("dns.container-stub", owner="container-engine", vantages=CONTAINERS))
    net.lab.engine().merge({"dns": ["127.0.0.54"]})


@fault("containers", needs=ENGINE, without=INNER | {"stub", "options"}, touches={"hub", "names"})
def names_of_containers_dropped(net):
    "The device's own firewall drops what its containers ask the resolver."
    yield net.loses(ALL, blame("dns.container-blocked", vantages=CONTAINERS), vantages=CONTAINERS,
                    proof=lambda: net.reaches(443) and not net.reaches(443, vantage=CONTAINERS[0]))
    addresses = ", ".join(net.resolvers)
    # The embedded resolver of a user's network asks from inside the network, so its questions are forwarded as well.
    net.lab.device.filters(f"ip daddr {{ {addresses} }} meta l4proto {{ tcp, udp }} th dport 53 drop")


@fault("containers", needs=ENGINE, without=INNER | {"stub", "names", "hosts", "engine-with-own-dns", "modules", "control", "options"},
       touches={"hub", "names"})
def hub_in_the_hosts_file_alone(net):
    "Only the host's /etc/hosts knows the hub, and containers do not inherit it."
    net.lab.device.knows({HUB: net.addresses[0]})
    site = net.lab.site_resolver({HUB: net.addresses})
    net.zones.append(site)
    net.ask_only(net.lab.site.EDGE)
    yield nameless(net, blame("dns.hosts-file-only", vantages=CONTAINERS))
    site.reset({})


@fault("containers", needs=ENGINE, without=INNER | {
    "link", "vpn", "engine-with-mtu", "icmp", "uplink", "translation", "tls", "modules", "box", "names"})
def modem_narrower_than_bridges(net):
    "The modem's MTU is 1400, the bridges have 1500, and nobody says so: TLS hangs in containers alone."
    yield net.loses(ALL, blame("mtu.bridge-mismatch", owner="container-engine", vantages=CONTAINERS), vantages=CONTAINERS,
                    proof=lambda: not net.serves("https", vantage=MODULE) and net.serves("https"))
    net.lab.device("ip", "link", "set", net.outside, "mtu", "1400")
    net.lab.gateway("ip", "link", "set", net.inside, "mtu", "1400")
    net.lab.gateway.keeps_quiet_about_size()
    net.lab.device.keeps_quiet_about_size()
