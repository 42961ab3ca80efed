"""What stands beside the hub is blocked: provisioning, the registry, its data endpoint."""

from composed.faults.path import BESIDE
from composed.parts import blame, fault
from emulator import DATA
from services import DPS, REGISTRY
from topology import Site

#: Addresses of the cloud, so that a filter hits one service alone.
APART = {DPS: Site.OTHER, DATA: "203.0.113.21", REGISTRY: "203.0.113.22"}
#: Boxes that end connections themselves take them for whoever is silent behind.
BLIND = BESIDE | {"stack", "name-filter-of-others", "name-filter-closes", "name-filter-swallows", "inspection", "accepted-by-a-box"}
BLOCKED = {"dps.blocked": "tcp.dropped-ip"}


def apart(net, name):
    """Gives a service an address of its own; everybody learns it."""
    address = APART[name]
    net.lab.cloud("ip", "address", "replace", f"{address}/24", "dev", "eth0")
    net.lab.cloud.redirects(f"ip daddr {address} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")
    net.know({name: address})
    return address


def drop(net, name):
    router = net.router()
    return lambda: router.filters(f"ip daddr {APART[name]} drop"), lambda: net.contact(443, name)[0] == "silent"


@fault("services", without=BLIND, touches={"dps"}, weight=1.5)
def dps_dropped(net):
    "Provisioning is blocked, and nobody needs it."
    apart(net, DPS)
    cut, proof = drop(net, DPS)
    yield net.costs(blame("dps.blocked", "warning", owner="site-network"), proof=proof, instead=BLOCKED)
    cut()


@fault("services", without=BLIND | {"configuration"}, touches={"dps"})
def dps_dropped_and_needed(net):
    "Provisioning is blocked on a device that needs it."
    apart(net, DPS)
    cut, proof = drop(net, DPS)
    yield net.costs(blame("dps.blocked", "error", owner="site-network"), proof=proof, blocks=True, instead=BLOCKED)
    cut()
    net.arguments += ["--id-scope", "0ne00ABCDEF"]


@fault("services", without=BLIND, touches={"data"}, weight=1.5)
def data_endpoint_dropped(net):
    "The registry answers, its data endpoint is blocked."
    apart(net, DATA)
    cut, proof = drop(net, DATA)
    yield net.costs(blame("registry.data-endpoint-blocked", "error", owner="site-network"), proof=proof, blocks=True)
    cut()


@fault("services", without=BLIND, touches={"registry", "data"})
def registry_dropped(net):
    "The registry is blocked."
    apart(net, REGISTRY)
    cut, proof = drop(net, REGISTRY)
    yield net.costs(blame("tcp.dropped-ip", "error", owner="site-network", about={"host": REGISTRY}), proof=proof, blocks=True)
    cut()
