import os

from cures import *
from scenario import *
import services
from services import DPS, REGISTRY
from topology import Site

def inspecting(*conditions):
    def broken(lab):
        lab.start()
        lab.proxy = services.bumping_squid(lab.edge, f"{lab.folder}/bump", lab.authority, Site.RESOLVER, lab.hub_root)
        lab.edge.redirects(*(f"iifname site {condition} redirect to :3130" for condition in conditions))
    return broken


def spared(lab):
    lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")


scenario(
    "inspection", "A proxy on the way opens up TLS on 443 with certificates of its own.",
    broken=inspecting("tcp dport 443"), expect=blocked(error("tls.intercepted"), usable={"amqp", "mqtt"}),
    cure=granted("no-tls-inspection", spared),
)

scenario(
    "inspection-of-the-hub", "A proxy on the way opens up TLS to the hub alone.",
    broken=inspecting(f"ip daddr {Site.CLOUD} tcp dport 443"), expect=blocked(error("tls.intercepted"), usable={"amqp", "mqtt"}),
    cure=granted("no-tls-inspection", spared),
)

#: A service with an address of its own, so that the proxy meets it alone.
APART = "203.0.113.15"


def inspecting_alone(service):
    def broken(lab):
        lab.cloud.address("eth0", f"{APART}/24")
        lab.separate(service, APART)
        inspecting(f"ip daddr {APART} tcp dport 443")(lab)
    return broken


scenario(
    "inspection-of-the-registry", "A proxy on the way opens up TLS, and spares the hub and all of its names, but not Microsoft's registry.",
    broken=inspecting_alone(REGISTRY),
    expect=blocked(error("tls.intercepted", confidence="likely", about={"host": REGISTRY}), usable=ALL), cure=granted("no-tls-inspection", spared),
)

scenario(
    "inspection-of-the-provisioning-service", "A proxy on the way opens up TLS, and spares the hub and the registry, but not the provisioning service.",
    broken=inspecting_alone(DPS),
    expect=ready(warning("tls.intercepted", about={"host": DPS}), usable=ALL), cure=granted("no-tls-inspection", spared),
)

#: A hub in one of Azure's other clouds.
SOVEREIGN = "myhub.azure-devices.cn"


def elsewhere(*conditions):
    def broken(lab):
        lab.hub_name = SOVEREIGN
        lab.names.records.update({SOVEREIGN: lab.hub_address, "myhub.device.azure-devices.cn": lab.hub_address})
        if conditions:
            inspecting(*conditions)(lab)
    return broken


AT_SOVEREIGN = asking("--no-dps", hub=SOVEREIGN)

scenario(
    "inspection-of-a-sovereign-hub", "A proxy on the way opens up TLS to the hub alone, which is in a cloud of a country's own.",
    broken=elsewhere(f"ip daddr {Site.CLOUD} tcp dport 443"), asked=AT_SOVEREIGN,
    expect=blocked(error("tls.intercepted"), usable={"amqp", "mqtt"}), cure=granted("no-tls-inspection", spared),
)

scenario("sovereign-hub", "The hub is in a cloud of a country's own.", broken=elsewhere(), asked=AT_SOVEREIGN, expect=ready())

STORE = "/mnt/authority/store.pem"
ROOT_IN_STORE = {"SSL_CERT_FILE": STORE}


def trusted_here(lab):
    inspecting("tcp dport 443")(lab)
    with open(STORE, "w") as store:
        for path in (lab.authority.root, lab.hub_root):
            with open(path) as root:
                store.write(root.read())
    os.chmod(STORE, 0o644)


scenario(
    "inspection-trusted-here", "The host trusts the inspecting root, the containers that meet it will not.",
    broken=trusted_here, asked=asking("--upstream", "amqp-ws", environment=ROOT_IN_STORE),
    expect=degraded(warning("tls.intercepted-trusted"), usable=None), cure=granted("no-tls-inspection", spared),
)

scenario(
    "inspection-trusted-and-harmless", "The host trusts the inspecting root, and no container meets it.",
    broken=trusted_here, asked=asking(environment=ROOT_IN_STORE),
    expect=ready(remark("tls.intercepted-trusted"), usable=None),
)
