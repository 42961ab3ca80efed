from cures import *
from scenario import *
from topology import Site

scenario(
    "address-dropped", "Nothing gets through to the hub's address; other addresses answer.",
    broken=lambda lab: lab.edge.filters(f"ip daddr {Site.CLOUD} drop"),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"address": Site.CLOUD}), within=6),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)
