from cures import *
from scenario import *
from topology import Site

scenario(
    "reset-by-gateway", "The gateway answers for the hub with a reset.",
    broken=lambda lab: lab.gateway.filters(f"ip daddr {Site.CLOUD} tcp dport 443 reject with tcp reset"),
    expect=blocked(error("tcp.reset-by-middlebox", owner="site-network", at=Site.GATEWAY, hop=1), usable={"amqp", "mqtt"}),
    cure=applied("nftables", at="gateway"),
)

# A router looks at the hop limit before its filter: the reset of the last one needs as many hops as the hub's would.
scenario(
    "reset-by-last-router", "The last router answers with a reset, which cannot be told from the hub's own.",
    broken=lambda lab: lab.edge.filters(f"ip daddr {Site.CLOUD} tcp dport 443 reject with tcp reset"),
    expect=blocked(error("tcp.refused", owner="site-network"), usable={"amqp", "mqtt"}),
    cure=applied("nftables", at="edge"),
)

scenario(
    "reset-by-hub", "Nothing listens on the hub's AMQP port.",
    broken=lambda lab: lab.cloud.filters("tcp dport 5671 reject with tcp reset", hook="input"),
    expect=degraded(warning("tcp.refused"), usable=ALL - {"amqp"}),
    cure=reconfigured(), leaves=ready(usable=ALL - {"amqp"}),
)
