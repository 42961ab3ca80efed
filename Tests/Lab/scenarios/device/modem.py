"""A modem as the only way out, whose interface has no neighbours and looks like a tunnel's: it is no VPN."""

from cures import *
from network import DelayedLink
from scenario import *
from topology import Site

ADDRESS = "100.72.3.9"


def modem(lab):
    """wwan0 as ModemManager sets it up: one address, a default route without a gateway."""
    lab.device("ip", "link", "delete", "eth0")
    DelayedLink(lab.device, lab.gateway, f"{ADDRESS}/32", f"{Site.GATEWAY}/24", 0.02)
    lab.device("ip", "link", "set", "slow0", "down")
    lab.device("ip", "link", "set", "slow0", "name", "wwan0")
    lab.device("ip", "link", "set", "wwan0", "up")
    lab.device.route("default", "dev", "wwan0", "metric", "700")
    lab.gateway.route(f"{ADDRESS}/32", "dev", "slow1")
    lab.gateway.nft("table ip cgn {\n chain out {\n type nat hook postrouting priority 100;\n ip saddr 100.64.0.0/10 oifname wan masquerade\n }\n}\n")
    lab.edge.nft("delete table ip silence")


scenario("modem", "The only way out is a modem's interface without a gateway, with an address of carriers'.",
         broken=lambda lab: (modem(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario(
    "modem-and-amqp-dropped", "The only way out is a modem's interface, and the carrier drops AMQP.",
    broken=lambda lab: (modem(lab), lab.engine(), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", vantages=EVERYWHERE), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "modem-and-everything-dropped", "The only way out is a modem's interface, and the carrier lets names alone through: no volume is left.",
    broken=lambda lab: (modem(lab), lab.engine(), lab.edge.filters("meta l4proto tcp drop")), asked=ROOT,
    expect=blocked(error("tcp.dropped-all", owner="site-network", vantages=EVERYWHERE)),
    cure=granted("allow-outbound", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")), leaves=ready(vantages=EVERYWHERE),
)
