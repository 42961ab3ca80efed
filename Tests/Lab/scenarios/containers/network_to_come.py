"""The engine is there, and the network that IoT Edge makes is not: the engine's first bridge speaks for it, and is another."""

from cures import *
from cures import Cure, command
from scenario import *
from services import HUB
import services
from topology import Site
from vpn import OpenVPN

BRIDGE = ("docker:bridge",)
BEFORE = ("host", *BRIDGE)
CLOSED = {"host": ALL, "docker:bridge": NONE}


def modem(lab):
    """A modem of 1400 bytes: the host knows it, and nobody on the way says so."""
    lab.device("ip", "link", "set", "eth0", "mtu", "1400")
    lab.gateway("ip", "link", "set", "lan", "mtu", "1400")
    lab.gateway.keeps_quiet_about_size()


def engine_alone(lab, settings=None):
    """As it is when it was started, and has made no network: it gives no subnet away twice until its next start."""
    engine = lab.engine_before_iot_edge(settings)
    engine.restart()
    return engine


def before_iot_edge(settings=None, quiet=True):
    def broken(lab):
        modem(lab) if quiet else (lab.device("ip", "link", "set", "eth0", "mtu", "1400"), lab.gateway("ip", "link", "set", "lan", "mtu", "1400"))
        engine_alone(lab, settings)
        if quiet:
            lab.device.keeps_quiet_about_size()
    return broken


def made_by_iot_edge(remedy):
    """The command of the report, and then what IoT Edge does when it starts: it takes the network that is there, or makes it."""
    def carry_out(lab, result):
        lab.device.shell(command(result, "shell", remedy))
        lab.device.shell("docker network inspect azure-iot-edge >/dev/null 2>&1 || docker network create azure-iot-edge")
        return ()
    return Cure(carry_out, f"{remedy}, then IoT Edge's start", repeats=True)


MISMATCH = error("mtu.bridge-mismatch", owner="container-engine", vantages=BRIDGE, place="container-host")

for name, story, settings in [
    ("modem-and-daemon-json", "daemon.json has the modem's MTU, which reaches the engine's first bridge alone", {"mtu": 1400}),
    ("modem", "nothing is said of it in daemon.json", None),
]:
    scenario(
        f"network-to-come-{name}", f"The modem's MTU is 1400, and {story}; IoT Edge has not made its network yet, which will have 1500.",
        broken=before_iot_edge(settings), asked=ROOT, expect=blocked(MISMATCH, usable=CLOSED, vantages=BEFORE),
        cure=made_by_iot_edge("network-mtu"), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "network-to-come-modem-whose-routers-say-so", "The modem's MTU is 1400, the routers say so, and IoT Edge has not made its network yet.",
    broken=before_iot_edge({"mtu": 1400}, quiet=False), asked=ROOT, expect=ready(vantages=BEFORE),
)

scenario(
    "network-made-for-the-modem", "The modem's MTU is 1400, and IoT Edge's network was made with it beforehand.",
    broken=lambda lab: (before_iot_edge({"mtu": 1400})(lab), lab.engine().network(mtu=1400)), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def bridge_of_its_own(lab):
    """As engines since Docker 25 do it; the hub's side hears of no size that this device tells."""
    engine_alone(lab, {"mtu": 1400})
    lab.device("ip", "link", "set", "docker0", "mtu", "1400")
    lab.device.keeps_quiet_about_size()


scenario(
    "network-to-come-bridge-of-1400", "The way out has 1500, and the engine gave its first bridge 1400: that is nothing of the network's that IoT Edge will make.",
    broken=bridge_of_its_own, asked=ROOT, expect=ready(vantages=BEFORE),
)

# Rules for the engine's own bridge alone ----------------------------------------------------------------------------------


def coming(fault, **more):
    return warning(fault, vantages=("host",), place="container-host", confidence="likely", **more)


def then_made(dialect):
    """The command of the report, and then what IoT Edge does when it starts."""
    def carry_out(lab, result):
        lab.device.shell(command(result, dialect))
        lab.device.shell("docker network inspect azure-iot-edge >/dev/null 2>&1 || docker network create azure-iot-edge")
        return ()
    return Cure(carry_out, f"the {dialect} commands, then IoT Edge's start", repeats=True)


FIREWALL = "table inet firewall {\n chain forward {\n type filter hook forward priority 0; policy drop;\n ct state established,related accept\n %s\n }\n}\n"
FULL = ready(vantages=EVERYWHERE)
#: What is asked for is what edgeHub needs, and no other port.
OPENED = ready(usable=None, vantages=EVERYWHERE)


def behind(firewall):
    def broken(lab):
        engine_alone(lab)
        firewall(lab)
    return broken


scenario(
    "network-to-come-policy-but-docker0", "A firewall of nftables lets the engine's own bridge pass, and no other; IoT Edge has not made its network yet.",
    broken=behind(lambda lab: lab.device.nft(FIREWALL % 'iifname "docker0" accept')), asked=ROOT,
    expect=degraded(coming("fwd.dropped", owner="device", rule="inet firewall forward"), usable=ALL, vantages=BEFORE), cure=then_made("nftables"), leaves=OPENED,
)

scenario(
    "network-to-come-docker-user", "The chain that the engine keeps for its users lets the engine's own bridge pass, and no other.",
    broken=behind(lambda lab: (lab.device("iptables", "-I", "DOCKER-USER", "-j", "DROP"), lab.device("iptables", "-I", "DOCKER-USER", "-i", "docker0", "-j", "RETURN"),
                               lab.device("iptables", "-I", "DOCKER-USER", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "RETURN"))), asked=ROOT,
    expect=degraded(coming("fwd.dropped", owner="device", rule="DOCKER-USER"), usable=ALL, vantages=BEFORE), cure=then_made("iptables"), leaves=OPENED,
)


def exit_node(lab):
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway())
    lab.device("ip", "route", "add", "192.0.2.128/25", "via", Site.GATEWAY, "table", "52")
    lab.device("ip", "route", "add", "default", "dev", "tun0", "table", "52")
    lab.device("ip", "rule", "add", "from", "all", "lookup", "52", "pref", "5270")
    lab.device("ip", "rule", "add", "to", "172.17.0.0/16", "lookup", "main", "pref", "5200")


scenario(
    "network-to-come-exit-node", "A VPN's exit node takes everything but what is answered to the engine's own bridge.",
    broken=behind(exit_node), asked=ROOT,
    expect=degraded(coming("route.vpn-override", owner="device", rule="lookup 52"), usable=ALL, vantages=BEFORE), cure=then_made("ip"), leaves=FULL,
)

for name, story, firewall in [
    ("policy-but-bridges", "A firewall of nftables lets bridges pass", lambda lab: lab.device.nft(FIREWALL % 'iifname { "docker0", "br-*" } accept')),
    ("ranges", "A firewall of nftables lets the engine's ranges pass", lambda lab: lab.device.nft(FIREWALL % "ip saddr 172.16.0.0/12 accept")),
    ("forward-policy", "The policy of iptables drops what is forwarded, and the engine opens it", lambda lab: lab.device("iptables", "-P", "FORWARD", "DROP")),
]:
    scenario(f"network-to-come-mended-{name}", f"{story}; IoT Edge has not made its network yet.", broken=behind(firewall), asked=ROOT, expect=ready(vantages=BEFORE))

# The next free subnet -----------------------------------------------------------------------------------------------------


def private(lab, address):
    """The hub has a private endpoint."""
    alias = "myhub.privatelink.azure-devices.net"
    lab.cloud.address("eth0", f"{address}/32")
    lab.edge.route(f"{address}/32", "via", Site.CLOUD)
    lab.cloud.redirects(f"ip daddr {address} dnat ip to {Site.CLOUD}")
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {address}"}))


def next_to(address, settings=None, route=None):
    def broken(lab):
        private(lab, address)
        if route:
            lab.device.route(route, "via", Site.GATEWAY)
        engine_alone(lab, settings)
    return broken


scenario(
    "network-to-come-over-the-hub", "The hub's private endpoint lies in the subnet that the engine will give the modules' network.",
    broken=next_to("172.18.5.4"), asked=ROOT,
    expect=degraded(coming("route.bridge-overlap", owner="container-engine", rule="network azure-iot-edge", about={"host": HUB, "address": "172.18.5.4"}), usable=ALL, vantages=BEFORE),
    cure=made_by_iot_edge("move-bridge"), leaves=FULL,
)

POOLS = {"default-address-pools": [{"base": "10.213.0.0/16", "size": 24}]}

for name, story, broken in [
    ("routed-hub", "The hub lies in a range that the device has a route to, which an engine before version 23 passes by", next_to("172.18.5.4", route="172.16.0.0/12")),
    ("pools-elsewhere", "The hub lies in a range that daemon.json keeps the engine from", next_to("172.18.5.4", POOLS)),
    ("later-pool", "The hub lies in a range that the engine would take much later", next_to("172.20.5.4")),
]:
    scenario(f"network-to-come-mended-{name}", f"{story}; IoT Edge has not made its network yet.", broken=broken, asked=ROOT, expect=ready(vantages=BEFORE))

# No subnet is left --------------------------------------------------------------------------------------------------------


def full_tunnel(lab):
    """Two routes of half the world each, which engines before version 23 take for networks that are in use."""
    engine_alone(lab)
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), OpenVPN.FULL)


scenario(
    "network-to-come-no-pool", "A VPN's routes overlap with every subnet that the engine would give the modules' network.",
    broken=full_tunnel, asked=ROOT, expect=degraded(coming("route.bridge-overlap", owner="device", rule="network azure-iot-edge"), usable=ALL, vantages=BEFORE),
    cure=made_by_iot_edge("move-bridge"), leaves=FULL,
)

scenario(
    "network-to-come-no-pool-but-pools", "A VPN has routes to half the world each, and IoT Edge's network was made before it.",
    broken=lambda lab: (full_tunnel(lab), lab.engine().network(subnet="192.168.208.0/24")), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
