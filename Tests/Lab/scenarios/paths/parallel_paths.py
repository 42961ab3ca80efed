"""Several paths, over which packets are spread by their addresses and ports; one of them is dead."""

from cures import *
from scenario import *
from topology import Site


def broken(lab):
    """To AMQP's port of the hub: the flows of connections fall on the dead path, and those of a walk on another.

    Which ones do is chance in the field. Here the hop limit decides, by which the walk's SYNs can be told at the edge.
    """
    lab.edge.nft(f"""table inet paths {{
 chain through {{
  type filter hook forward priority 0; policy accept;
  ip daddr {Site.CLOUD} tcp dport 5671 ip ttl > 32 drop
 }}
}}
""")


scenario(
    "one-of-several-paths-dead", "Connections are spread over several paths by their ports, and one of these is dead: some open and some do not.",
    broken=broken, expect=degraded(warning("tcp.dropped-port", owner="site-network", confidence="likely", about={"port": 5671}), usable=ALL - {"amqp"}),
    cure=granted("repair-route", lambda lab: lab.edge("nft", "delete", "table", "inet", "paths")),
)
