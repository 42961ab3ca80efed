from cures import *
from scenario import *
from topology import Site

NAMES_PASS = f"ip daddr {Site.RESOLVER} accept", f"ip saddr {Site.RESOLVER} accept"

for dialect in ("nftables", "iptables"):
    scenario(
        f"everything-dropped-both-ways-{dialect}", f"A router passes names alone, and drops the rest in both directions ({dialect}).",
        broken={"nftables": lambda lab: lab.edge.filters(*NAMES_PASS, "meta l4proto tcp drop"),
                "iptables": lambda lab: lab.edge.shell("iptables -P FORWARD DROP\niptables -A FORWARD -p udp -j ACCEPT")}[dialect],
        expect=blocked(error("tcp.dropped-all", owner="site-network", at="10.77.0.2", hop=2)),
        cure=applied(dialect, at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
    )

scenario(
    "port-dropped-both-ways", "A router drops AMQP in both directions.",
    broken=lambda lab: lab.edge.filters("tcp dport 5671 drop", "tcp sport 5671 drop"),
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"),
)

scenario(
    "filter-that-knows-connections", "A router lets out what is new to the hub's ports, and back what belongs to it; all else is dropped.",
    broken=lambda lab: lab.edge.filters("ct state established,related accept", "udp dport 53 accept", "tcp dport { 443, 5671, 8883 } accept", "drop"),
    expect=ready(),
)
