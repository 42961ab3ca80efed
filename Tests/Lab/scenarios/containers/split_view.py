"""Names that the host has from resolvers of single links, which the engine's flat list knows nothing of."""

from stubs import Resolved
from cures import *
from scenario import *
from services import HUB
from topology import Site


def split(lab):
    lab.site_resolver()
    del lab.names.records[HUB]
    Resolved(lab.device, Site.RESOLVER)
    lab.device("resolvectl", "dns", "eth0", lab.site.EDGE)
    lab.device("resolvectl", "domain", "eth0", "~azure-devices.net")
    lab.engine()


scenario(
    "dns-container-split-view", "systemd-resolved asks one link's resolver for the hub's domain; containers ask the first of all of them.",
    broken=split, asked=ROOT,
    expect=blocked(error("dns.container-split-view", owner="container-engine", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted("engine-dns", by=lambda lab: lab.engine().merge({"dns": [lab.site.EDGE]})), leaves=ready(vantages=EVERYWHERE),
)
