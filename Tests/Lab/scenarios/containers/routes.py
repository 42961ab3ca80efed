from lab import Names
from vpn import OpenVPN, WireGuard
from cures import *
from scenario import *

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def dead_tunnel(client):
    def broken(lab):
        lab.engine()
        lab.vpn = client(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), client.FULL, dead=True)
    return broken


for name, client in {"openvpn": OpenVPN, "wireguard": WireGuard}.items():
    scenario(
        f"{name}-takes-everything", f"A {name} client sends everything into a tunnel that leads nowhere.", case="F4",
        broken=dead_tunnel(client), asked=ROOT,
        expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE), usable=NONE),
        cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
    )


def captured(lab):
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), "route 172.17.0.0 255.255.128.0",
                      "route 172.17.128.0 255.255.128.0", "route 172.18.0.0 255.255.128.0", "route 172.18.128.0 255.255.128.0")


scenario(
    "vpn-captures-the-bridge", "A VPN pushes routes over the bridges' subnets: answers to containers go into the tunnel.", case="F4",
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


def overlapping(lab):
    """The site's resolver lives in 172.17.0.0/16, which the engine gave to its bridge."""
    lab.edge("ip", "address", "add", "172.17.9.53/32", "dev", "lo")
    lab.gateway.route("172.17.9.53/32", "via", lab.site.EDGE)
    Names(lab, lab.edge, "172.17.9.53").start()
    # The engine shuns subnets that it knows to be in use: the site's network changed after the engine had come.
    lab.engine()
    lab.device.resolvers("172.17.9.53")


scenario(
    "bridge-overlaps-site", "The site's resolver has an address inside the engine's default bridge.", case="F27",
    broken=overlapping, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None), usable=NONE),
    cure=merged("move-bridge"), leaves=ready(vantages=EVERYWHERE),
)


def narrow(lab):
    """A modem of 1400 bytes: the host knows it, the bridges do not, and nobody on the way says so."""
    lab.device("ip", "link", "set", "eth0", "mtu", "1400")
    lab.gateway("ip", "link", "set", "lan", "mtu", "1400")
    lab.gateway.keeps_quiet_about_size()
    lab.engine()
    lab.device.keeps_quiet_about_size()


scenario(
    "lte-modem", "The modem's MTU is 1400, the bridges have 1500: TLS hangs in containers alone.", case="F21",
    broken=narrow, asked=ROOT,
    expect=blocked(error("mtu.bridge-mismatch", owner="container-engine", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="network-mtu"), leaves=ready(vantages=EVERYWHERE),
)
