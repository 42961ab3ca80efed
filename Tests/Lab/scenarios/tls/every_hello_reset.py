from cures import *
from scenario import *
from services import HUB
from topology import Site

DATA = "tcp flags & (syn | psh) == psh iifname lan reject with tcp reset"

scenario(
    "every-hello-reset", "A box resets every connection at the first data, whatever name it bears.",
    broken=lambda lab: lab.gateway.filters(DATA),
    expect=blocked(error("tcp.reset-midstream", owner="site-network", about={"host": None, "address": None, "port": None})),
    cure=applied("nftables", at="gateway"), leaves=ready(usable=None),
)

scenario(
    "every-hello-reset-with-containers", "A box resets every connection at the first data, the containers' as well as the host's: one finding.",
    broken=lambda lab: (lab.engine(), lab.gateway.filters(DATA)), asked=ROOT,
    expect=blocked(error("tcp.reset-midstream", owner="site-network", vantages=EVERYWHERE, about={"host": None, "address": None})),
    cure=applied("nftables", at="gateway"), leaves=ready(usable=None, vantages=EVERYWHERE),
)

scenario(
    "every-hello-on-443-reset", "A box resets every connection to 443 at the first data, and leaves the other ports alone.",
    broken=lambda lab: lab.gateway.filters(f"tcp dport 443 {DATA}"),
    expect=blocked(error("tcp.reset-midstream", owner="site-network", about={"host": None, "port": 443}), usable={"amqp", "mqtt"}),
    cure=applied("nftables", at="gateway"), leaves=ready(),
)

scenario(
    "every-hello-to-the-hub-reset", "A box resets the connections to the hub at the first data; to the other services they pass.",
    broken=lambda lab: lab.gateway.filters(f"ip daddr {Site.CLOUD} {DATA}"),
    expect=blocked(error("tcp.reset-midstream", owner="site-network", about={"host": HUB, "address": Site.CLOUD})),
    cure=applied("nftables", at="gateway"), leaves=ready(usable=None),
)

scenario(
    "hellos-elsewhere-reset", "A box resets connections at the first data that lead elsewhere, or to a port that nobody needs.",
    broken=lambda lab: lab.gateway.filters(f"tcp dport 8080 {DATA}", f"ip daddr 192.0.2.0/24 {DATA}"), expect=ready(),
)
