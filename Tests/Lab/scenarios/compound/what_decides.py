"""The finding that makes the verdict comes first, and the verdict's sentence names every error."""

from cures import *
from scenario import *
from services import DPS
from topology import Site


def slow_names_and_amqp(lab):
    lab.device.resolvers(Site.NOBODY, Site.RESOLVER)
    lab.edge.filters("tcp dport 5671 drop")


scenario(
    "first-resolver-dead-and-amqp-dropped", "The first resolver is dead, and AMQP is dropped: the drop decides, the resolver only slows.",
    broken=slow_names_and_amqp,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", hop=2), warning("dns.slow-first"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge", of="tcp.dropped-port"), leaves=degraded(warning("dns.slow-first"), usable=ALL),
)


def certificate_and_dps(lab):
    lab.hub_faults.append("tls-expired")
    lab.separate(DPS, Site.OTHER)
    lab.edge.filters(f"ip daddr {Site.OTHER} drop")


scenario(
    "hub-expired-and-dps-dropped", "The hub's certificate has expired, and the provisioning service is dropped: the hub comes first.",
    broken=certificate_and_dps, asked=asking("--id-scope", "0ne00012345"),
    expect=blocked(error("tls.expired"), error("tcp.dropped-ip", about={"host": DPS})),
    cure=applied("nftables", at="edge", of="tcp.dropped-ip"), leaves=blocked(error("tls.expired")),
)


def upgrades_lost(fault):
    def broken(lab):
        lab.edge.filters("tcp dport { 5671, 8883 } drop")
        lab.hub_faults.append(fault)
    return broken


for fault, end in {"reset": "reset", "swallowed": "answered by nobody"}.items():
    scenario(
        f"upgrade-{fault}-and-ports-dropped", f"WebSocket upgrades are {end} and the plain ports are dropped; edgeHub is to use MQTT over WebSocket.",
        broken=upgrades_lost(f"ws-upgrade-{fault}"), asked=asking("--upstream", "mqtt-ws"),
        expect=blocked(error("ws.upgrade-blocked"), error("tcp.dropped-port"), usable={"https"}),
        cure=incurable("the upgrade is lost in a box that is not there: the hub itself plays it"),
    )

scenario(
    "upgrade-swallowed-where-only-443-is-needed", "WebSocket upgrades are answered by nobody; edgeHub and the agent use AMQP over WebSocket, and nothing else is open.",
    broken=upgrades_lost("ws-upgrade-swallowed"), asked=asking("--upstream", "amqp-ws"),
    expect=blocked(error("ws.upgrade-blocked"), usable={"https"}),
    cure=incurable("the upgrade is lost in a box that is not there: the hub itself plays it"),
)
