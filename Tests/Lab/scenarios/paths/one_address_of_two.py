from cures import *
from scenario import *
from services import HUB
from topology import Site

def broken(*addresses):
    def broken(lab):
        lab.names.records[HUB] = list(addresses)
        lab.names.settings.append("rrset-roundrobin: no")
    return broken


for name, addresses in {"second": (Site.CLOUD, Site.NOBODY), "first": (Site.NOBODY, Site.CLOUD)}.items():
    scenario(
        f"{name}-address-dead", f"The hub has two addresses, and the {name} is silent.", broken=broken(*addresses),
        expect=ready(warning("tcp.dropped-ip", about={"address": Site.NOBODY})),
        cure=incurable("the address belongs to nobody"),
    )
