from lab import Names
from stubs import Resolved
from services import HUB, REGISTRY
from topology import Site
from vpn import OpenVPN, WireGuard
from cures import *
from cures import Cure
from scenario import *

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def dead_tunnel(client):
    def broken(lab):
        lab.engine()
        lab.vpn = client(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), client.FULL, dead=True)
    return broken


for name, client in {"openvpn": OpenVPN, "wireguard": WireGuard}.items():
    scenario(
        f"{name}-takes-everything", f"A {name} client sends everything into a tunnel that leads nowhere.",
        broken=dead_tunnel(client), asked=ROOT,
        expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE), usable=NONE),
        cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
    )


def dead_beside_hosts_file(lab):
    lab.device.knows({HUB: Site.CLOUD})
    dead_tunnel(OpenVPN)(lab)


scenario(
    "openvpn-takes-everything-and-hosts-file-knows-the-hub", "A tunnel that leads nowhere takes the resolver, and the hub that /etc/hosts knows: one VPN.",
    broken=dead_beside_hosts_file, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE), usable=NONE),
    cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


def dead_behind_stub(lab):
    Resolved(lab.device, Site.RESOLVER)
    dead_tunnel(OpenVPN)(lab)


if Resolved.available:
    scenario(
        "openvpn-takes-the-stubs-resolver", "systemd-resolved stands between the device and the resolver that a dead tunnel took.",
        broken=dead_behind_stub, asked=ROOT,
        expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE, about={"resolver": f"{Site.RESOLVER}:53"}), usable=NONE),
        cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
    )


def taken(lab):
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), f"route {Site.CLOUD} 255.255.255.255", dead=True)


scenario(
    "openvpn-takes-the-hub", "A VPN pushes a route to the hub's address, and leads nowhere; names resolve beside it.",
    broken=taken, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE), usable=NONE),
    cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


def taken_in_part(lab):
    """The tunnel leads to the hub; its far end drops AMQP."""
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), f"route {Site.CLOUD} 255.255.255.255")
    lab.cloud.nft("table ip office {\n chain in {\n type filter hook prerouting priority -300; policy accept;\n"
                  " iifname tun0 tcp dport 5671 drop\n }\n}\n")


scenario(
    "openvpn-drops-amqp", "A VPN takes the way to the hub, and its far end drops AMQP alone.",
    broken=taken_in_part, asked=ROOT,
    expect=degraded(warning("route.vpn-override", owner="device", confidence="likely", vantages=EVERYWHERE), usable=ALL - {"amqp"}),
    cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


SECOND = "203.0.113.23"


def tunnelled(lab, *addresses):
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(),
                      *(f"route {address} 255.255.255.255" for address in addresses), dead=True)


def both_taken(lab):
    lab.cloud.address("eth0", f"{SECOND}/24")
    lab.cloud.redirects(f"ip daddr {SECOND} dnat ip to {Site.CLOUD}")
    lab.names.records[HUB] = [Site.CLOUD, SECOND]
    tunnelled(lab, Site.CLOUD, SECOND)


scenario(
    "openvpn-takes-both-addresses", "A VPN pushes routes to both addresses of the hub: one VPN, and all that a container needs.",
    broken=both_taken, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE, about={"host": HUB}), usable=NONE),
    cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


def hub_and_registry(lab):
    lab.separate(REGISTRY, Site.OTHER)
    tunnelled(lab, Site.CLOUD, Site.OTHER)


def each_kept_out(lab, result):
    for finding in result.findings():
        for remedy in finding["remedies"]:
            lab.device.shell(remedy["commands"][0]["text"])
    return ()


scenario(
    "openvpn-takes-hub-and-registry", "A VPN pushes routes to the hub and to the registry, each of which is its own to keep out.",
    broken=hub_and_registry, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE, about={"host": HUB}),
                   error("route.vpn-override", owner="device", vantages=("host",), about={"host": REGISTRY}), usable=NONE),
    cure=Cure(each_kept_out, "the ip commands of both findings, on this device"), leaves=ready(vantages=EVERYWHERE),
)


def registry_dropped(lab):
    both_taken(lab)
    lab.separate(REGISTRY, Site.OTHER)
    lab.edge.filters(f"ip daddr {Site.OTHER} drop")


scenario(
    "openvpn-takes-the-hub-and-the-site-drops-the-registry", "A VPN takes the hub, and the site drops the registry: two faults, and two owners.",
    broken=registry_dropped, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE, about={"host": HUB}),
                   error("tcp.dropped-ip", owner="site-network", vantages=("host",)), usable=NONE),
    cure=incurable("two owners, each with half of it"),
)


def dead_everywhere(lab):
    dead_tunnel(OpenVPN)(lab)
    # What the tunnel itself needs still passes.
    lab.edge.filters("ip daddr 203.0.113.0/24 drop")


scenario(
    "tunnel-and-site-dead", "The tunnel leads nowhere, and beside it the site lets nothing out: nobody can tell which it is.",
    broken=dead_everywhere, asked=ROOT,
    expect=blocked(error("dns.timeout", vantages=EVERYWHERE), remark("route.vpn-override", confidence="possible"), usable=NONE),
    cure=incurable("two networks are dead at once"),
)


def captured(lab):
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), "route 172.17.0.0 255.255.128.0",
                      "route 172.17.128.0 255.255.128.0", "route 172.18.0.0 255.255.128.0", "route 172.18.128.0 255.255.128.0")


scenario(
    "vpn-captures-the-bridge", "A VPN pushes routes over the bridges' subnets: answers to containers go into the tunnel.",
    broken=captured, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip", remedy="exclude-bridges-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


def ruled(lab):
    lab.engine()
    lab.device("ip", "route", "add", "unreachable", "default", "table", "100")
    for subnet in ("172.17.0.0/16", "172.18.0.0/16"):
        lab.device("ip", "rule", "add", "from", subnet, "lookup", "100")


scenario(
    "policy-rule-for-bridges", "A policy rule sends what the bridges' subnets send to another table, which leads nowhere.",
    broken=ruled, asked=ROOT,
    expect=blocked(error("route.policy-rule", owner="device", place="container-host", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def ruled_well(lab):
    lab.engine()
    lab.device("ip", "route", "add", "default", "via", lab.site.GATEWAY, "table", "100")
    for subnet in ("172.17.0.0/16", "172.18.0.0/16"):
        lab.device("ip", "rule", "add", "from", subnet, "lookup", "100")


scenario(
    "policy-rule-that-works", "A policy rule sends what the bridges' subnets send to another table, which leads out as well.",
    # Answers to the bridges have to find them in that table too, as whoever writes such rules finds out at once.
    broken=ruled_well, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def overlapping(lab):
    """The site's resolver lives in 172.17.0.0/16, which the engine gave to its bridge."""
    lab.edge("ip", "address", "add", "172.17.9.53/32", "dev", "lo")
    lab.gateway.route("172.17.9.53/32", "via", lab.site.EDGE)
    Names(lab, lab.edge, "172.17.9.53").start()
    # The engine shuns subnets that it knows to be in use: the site's network changed after the engine had come.
    lab.engine()
    lab.device.resolvers("172.17.9.53")


scenario(
    "bridge-overlaps-site", "The site's resolver has an address inside the engine's default bridge.",
    broken=overlapping, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None), usable=NONE),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=EVERYWHERE),
)


def narrow(lab):
    """A modem of 1400 bytes: the host knows it, the bridges do not, and nobody on the way says so."""
    lab.device("ip", "link", "set", "eth0", "mtu", "1400")
    lab.gateway("ip", "link", "set", "lan", "mtu", "1400")
    lab.gateway.keeps_quiet_about_size()
    lab.engine()
    lab.device.keeps_quiet_about_size()


scenario(
    "lte-modem", "The modem's MTU is 1400, the bridges have 1500: TLS hangs in containers alone.",
    broken=narrow, asked=ROOT,
    expect=blocked(error("mtu.bridge-mismatch", owner="container-engine", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="network-mtu"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "lte-modem-and-a-module", "The modem's MTU is 1400, the bridges have 1500, and edgeAgent runs: it is put back on its network.",
    broken=lambda lab: (narrow(lab), lab.engine().run("edgeAgent")), asked=ROOT,
    expect=blocked(error("mtu.bridge-mismatch", owner="container-engine", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="network-mtu"), leaves=ready(vantages=EVERYWHERE),
)
