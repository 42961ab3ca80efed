from cures import *
from scenario import *

scenario(
    "everything-dropped", "Names resolve, and no connection gets out.",
    broken=lambda lab: lab.edge.filters("iifname site meta l4proto tcp drop"),
    expect=blocked(error("tcp.dropped-all", owner="site-network", at="10.77.0.2", hop=2), within=10),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)

scenario(
    "everything-dropped-containers", "The site's firewall drops everything on the way out, for the host and its containers alike: one finding.",
    broken=lambda lab: (lab.engine(), lab.edge.filters("iifname site meta l4proto tcp drop")), asked=ROOT,
    expect=blocked(error("tcp.dropped-all", owner="site-network", hop=2, vantages=EVERYWHERE)),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE, usable=ALL - {"mqtt"}),
)
