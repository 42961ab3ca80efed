"""A router that spreads connections over several uplinks by their ports, one of which is dead: openwrt/packages, mwan3; SD-WAN boxes."""

from cures import *
from scenario import *


scenario(
    "one-of-several-paths-dead-for-both-ports", "Connections to AMQP's and MQTT's port of the hub fall on a dead path of several, and those of a walk on another.",
    broken=lambda lab: lab.edge.filters("tcp dport { 5671, 8883 } ip ttl > 32 drop"),
    expect=degraded(warning("transport.only-443", confidence="likely"), usable=WEB),
    cure=granted(None, lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)
