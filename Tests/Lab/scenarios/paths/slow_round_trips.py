"""Links whose round trip takes seconds: narrow-band radio, satellites one behind the other."""

from cures import *
from scenario import *
from services import SlowResolver
from topology import Site

scenario(
    "round-trip-of-3-5-s", "A link takes 3.5 s for a round trip: given the time, everything gets through.",
    broken=lambda lab: lab.slow_link(1.75), asked=asking("--budget", "90", "--timeout", "20", timeout=150), expect=ready(usable=None),
)

scenario(
    "round-trip-of-3-5-s-in-the-usual-time", "A link takes 3.5 s for a round trip: nothing is blamed, and nothing proven by attempts of five seconds.",
    broken=lambda lab: lab.slow_link(1.75), asked=asking("--budget", "60", timeout=120), expect=inconclusive(),
)


def slow_names(lab):
    SlowResolver(lab.edge, f"{lab.folder}/slow", lab.site.EDGE, Site.RESOLVER, 3.5)
    lab.device.resolvers(lab.site.EDGE)
    lab.edge.filters("iifname site oifname net meta l4proto tcp drop")


scenario(
    "everything-dropped-behind-a-slow-resolver", "The link is quick, the resolver slow, and no connection gets out.", broken=slow_names, asked=ROOT,
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="certain")), cure=granted("allow-outbound", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)
