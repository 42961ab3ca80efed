from cures import *
from scenario import *
from services import HUB
from topology import Site

scenario(
    "address-dropped", "Nothing gets through to the hub's address; other addresses answer.",
    broken=lambda lab: lab.edge.filters(f"ip daddr {Site.CLOUD} drop"),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"address": Site.CLOUD}), within=6),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)

SECOND = "203.0.113.23"


def both(lab):
    lab.cloud.address("eth0", f"{SECOND}/24")
    lab.cloud.redirects(f"ip daddr {SECOND} dnat ip to {Site.CLOUD}")
    lab.names.records[HUB] = [Site.CLOUD, SECOND]
    lab.engine()
    lab.edge.filters(f"ip daddr {{ {Site.CLOUD}, {SECOND} }} drop")


DROPPED = error("tcp.dropped-ip", owner="site-network", vantages=EVERYWHERE)

scenario(
    "both-addresses-dropped", "Nothing gets through to either address of the hub, which is all that containers try; other hosts answer the device.",
    broken=both, asked=ROOT, expect=blocked(DROPPED, DROPPED, usable=NONE),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE, usable=ALL - {"mqtt"}),
)
