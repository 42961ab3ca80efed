from cures import *
from scenario import *
from topology import Site

scenario(
    "https-dropped", "The site drops HTTPS to the hub, which the identity service cannot do without.",
    broken=lambda lab: lab.edge.filters(f"ip daddr {Site.CLOUD} tcp dport 443 drop"),
    expect=blocked(error("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2, about={"port": 443}), usable={"amqp", "mqtt"}),
    cure=applied("nftables", at="edge"),
)
