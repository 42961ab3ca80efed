"""Networks that the engine was told to make otherwise than IoT Edge makes its own."""

import re

from cures import *
from network import stop
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}
MODULES = ("docker:azure-iot-edge",)
MODULE = "198.51.100.77"


def made(lab, *options, driver="bridge"):
    """The modules' network, made again."""
    engine = lab.engine()
    engine("network", "rm", "azure-iot-edge")
    engine("network", "create", "--driver", driver, *options, "azure-iot-edge")
    return engine


def internal(lab, running=False):
    engine = made(lab, "--internal", "--subnet", "172.30.0.0/24")
    if running:
        engine.run("edgeAgent")


for name, running in {"network-internal": False, "network-internal-with-a-module": True}.items():
    scenario(
        name, "The modules' network was created with --internal: its containers have no way out.",
        broken=lambda lab, running=running: internal(lab, running), asked=ROOT,
        expect=blocked(error("container.network-internal", owner="container-engine", place="container-host", rule="azure-iot-edge",
                             vantages=MODULES, confidence="certain"), usable=CLOSED, vantages=EVERYWHERE),
        cure=applied("shell", remedy="recreate-network"), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "network-internal-beside", "Another network is an internal one, which nobody who needs the hub is on.",
    broken=lambda lab: lab.engine()("network", "create", "--internal", "backend"), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def macvlan(lab, running=False):
    engine = made(lab, "--subnet", "198.51.100.0/24", "--gateway", Site.GATEWAY, "--opt", "parent=eth0", driver="macvlan")
    if running:
        engine.run("edgeAgent", options=("--ip", MODULE))
    return engine


scenario(
    "network-macvlan", "The modules' network is macvlan and no container is on it yet: nothing is known of its way to the hub.",
    broken=macvlan, asked=ROOT,
    expect=inconclusive(remark("container.not-measured", owner="container-engine", rule="azure-iot-edge"), usable=ALL,
                        vantages=("host", "docker:bridge")),
)

scenario(
    "network-macvlan-with-a-module", "The modules' network is macvlan and works, as a container on it shows.",
    broken=lambda lab: macvlan(lab, running=True), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

scenario(
    "network-macvlan-dropped", "The site lets the gateway's own address out, and not that of its module on a macvlan network.",
    broken=lambda lab: (macvlan(lab, running=True), lab.edge.filters(f"ip saddr {MODULE} tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2, vantages=MODULES, confidence="certain"),
                    usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": ALL - {"amqp"}}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)

OWN = "198.51.100.64/27"


def delegated(lab, *faults):
    """The site has set a range of its addresses aside for the gateway's containers."""
    made(lab, "--subnet", "198.51.100.0/24", "--gateway", Site.GATEWAY, "--ip-range", OWN, "--opt", "parent=eth0", driver="macvlan")
    for fault in faults:
        fault(lab)


scenario(
    "network-macvlan-with-a-range", "The modules' network is macvlan, with a range of addresses of its own, and no container is on it yet.",
    broken=delegated, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

scenario(
    "network-macvlan-with-a-range-in-use", "Somebody on the site's network has taken the last addresses of the range for himself: the next free one serves.",
    broken=lambda lab: delegated(lab, *(lambda lab, n=n: lab.gateway.address("lan", f"198.51.100.{n}/24") for n in (94, 93))), asked=ROOT,
    expect=ready(vantages=EVERYWHERE),
)

scenario(
    "network-macvlan-with-a-range-dropped", "The site lets the gateway's own address out with AMQP, and not those of its modules' range.",
    broken=lambda lab: delegated(lab, lambda lab: lab.edge.filters(f"ip saddr {OWN} tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2, vantages=MODULES),
                    usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": ALL - {"amqp"}}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)

# Without its userland proxy nobody listens at the ports that the engine publishes: rules alone lead there.
PUBLISHED = ("-p", "443:443", "-p", "5671:5671", "-p", "8883:8883")

scenario(
    "userland-proxy-off", "The engine has no userland proxy, and edgeHub runs and publishes its ports.",
    broken=lambda lab: lab.engine({"userland-proxy": False}).run("edgeHub", options=PUBLISHED), asked=ROOT,
    expect=ready(vantages=EVERYWHERE),
)

scenario(
    "userland-proxy-off-and-port-taken", "The engine has no userland proxy, and another container publishes 443: nobody listens there.",
    broken=lambda lab: lab.engine({"userland-proxy": False}).run("web", "bridge", options=("-p", "443:443")), asked=ROOT,
    expect=blocked(error("host.port-conflict", owner="device", place="this-device", about={"port": 443}), usable=ALL, vantages=EVERYWHERE),
    cure=applied("shell", remedy="stop-container"), leaves=ready(vantages=EVERYWHERE),
)


def routed(lab):
    """The modules' network is masqueraded by nobody; the site routes its addresses, and the device forwards them."""
    made(lab, "--subnet", "172.30.0.0/24", "--opt", "com.docker.network.bridge.enable_ip_masquerade=false")
    lab.device("iptables", "-I", "DOCKER-USER", "-d", "172.30.0.0/24", "-j", "ACCEPT")
    lab.gateway.route("172.30.0.0/24", "via", Site.DEVICE)
    lab.edge.route("172.30.0.0/24", "via", "10.77.0.1")


scenario(
    "network-routed", "The modules' network is not masqueraded, and the site routes the addresses of its containers.",
    broken=routed, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def routed_half_way(lab):
    routed(lab)
    lab.edge("ip", "route", "del", "172.30.0.0/24")


scenario(
    "network-routed-half-way", "The modules' network is not masqueraded, and the site's last router does not know where its containers are.",
    broken=routed_half_way, asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", vantages=MODULES), usable=CLOSED, vantages=EVERYWHERE),
    cure=incurable("the network was made so on purpose, and it is the site's router that lacks a route"),
)


def run_before(lab):
    """A run that has just ended: its containers' addresses are in the host's table of neighbours."""
    lab.engine()
    with open(f"{lab.folder}/neighbours", "w+") as heard:
        monitor = lab.device.start("ip", "monitor", "neigh", stdout=heard)
        try:
            for number in range(2):
                lab.probe(user=None)
                # Right after a run, before anything ages: what is left, and what was there in between.
                told = lab.device("ip", "-4", "neigh", "show").stdout
                heard.seek(0)
                check_neighbours(told + heard.read(), f"run {number + 1}")
                heard.truncate(0)
        finally:
            stop(monitor)


def check_neighbours(told, when):
    """Containers' addresses have the link addresses that the engine gives them (02:42 and the address), and no others."""
    entries = re.findall(r"^(\d+(?:\.\d+){3}) dev (docker0|br-\w+) lladdr (\S+)", told, re.MULTILINE)
    assert {link[:2] for _, link, _ in entries} == {"do", "br"}, f"{when}: no container was heard on each network: {told}"
    for address, link, mac in entries:
        derived = "02:42:" + ":".join(f"{int(part):02x}" for part in address.split("."))
        assert mac == derived, f"{when}: {address} on {link} is {mac}, not {derived}"


scenario(
    "runs-right-after-another", "Two runs have just ended when this one begins: what they left in the table of neighbours keeps no answer away.",
    broken=run_before, asked=ROOT, expect=ready(vantages=EVERYWHERE, within=6),
)
