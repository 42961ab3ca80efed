from cures import *
from scenario import *

for router, address, hop in [("gateway", "198.51.100.1", 1), ("edge", "10.77.0.2", 2)]:
    scenario(
        f"amqp-dropped-{router}", f"The {router} drops AMQP on the way out: the agent falls back, edgeHub does not.",
        broken=lambda lab, router=router: getattr(lab, router).filters("tcp dport 5671 drop"),
        expect=degraded(
            warning("tcp.dropped-port", owner="site-network", at=address, hop=hop, place="hop", about={"port": 5671}),
            usable=ALL - {"amqp"}),
        cure=applied("nftables", at=router),
    )

scenario(
    "amqp-dropped-far-away", "The last of four routers drops AMQP.", hops=4,
    broken=lambda lab: lab.edge.filters("tcp dport 5671 drop"),
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.79.0.2", hop=4), usable=ALL - {"amqp"}),
    cure=applied("iptables", at="edge", remedy="allow-outbound"), leaves=degraded(warning("tcp.dropped-port"), usable=ALL - {"amqp"}),
)

scenario(
    "amqp-dropped-by-iptables", "The site's firewall is one of iptables, and drops AMQP.",
    broken=lambda lab: lab.edge("iptables", "-A", "FORWARD", "-p", "tcp", "--dport", "5671", "-j", "DROP"),
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2), usable=ALL - {"amqp"}),
    cure=applied("iptables", at="edge"),
)

scenario(
    "amqp-dropped-cured-on-the-device", "The site drops AMQP and will not open it: the device switches to WebSockets.",
    broken=lambda lab: lab.edge.filters("tcp dport 5671 drop"),
    expect=degraded(warning("tcp.dropped-port", owner="site-network"), usable=ALL - {"amqp"}),
    cure=reconfigured(), leaves=ready(usable=ALL - {"amqp"}),
)
