"""A device whose address is that of a bridge of its own, over its ports: gateways with a switch inside, hosts of virtual machines."""

from cures import *
from scenario import *
from topology import Site


def bridged(lab):
    for family in ("-4", "-6"):
        lab.device("ip", family, "route", "flush", "dev", "eth0")
        lab.device("ip", family, "addr", "flush", "dev", "eth0", "scope", "global")
    lab.device("ip", "link", "add", "br0", "up", "type", "bridge")
    lab.device("ip", "link", "set", "eth0", "master", "br0")
    lab.device.address("br0", f"{Site.DEVICE}/24", "fd51::10/64")
    for gateway in (Site.GATEWAY, "fd51::1"):
        lab.device.route("default", "via", gateway)


scenario("own-bridge", "The device's address is that of a bridge over its port.", broken=bridged, asked=ROOT, expect=ready())

scenario("own-bridge-with-containers", "The same with an engine.", broken=lambda lab: (bridged(lab), lab.engine()), asked=ROOT,
         expect=ready(vantages=EVERYWHERE))

scenario(
    "own-bridge-and-amqp-dropped", "The device's address is that of a bridge over its port, and the site drops AMQP.",
    broken=lambda lab: (bridged(lab), lab.engine(), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", vantages=EVERYWHERE, confidence="certain"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)
