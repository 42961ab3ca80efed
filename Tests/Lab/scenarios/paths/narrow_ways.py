"""A way that is narrow, or has few ports: nobody filters there."""

from cures import *
from scenario import *

def narrow(lab, rate):
    lab.start()
    lab.device(*f"tc qdisc add dev eth0 root tbf rate {rate}kbit burst 3000 limit 20000".split())
    lab.gateway(*f"tc qdisc add dev lan root tbf rate {rate}kbit burst 3000 limit 30000".split())


def few_ports(lab, ports):
    lab.edge.nft(f"table ip nat {{\n chain out {{\n type nat hook postrouting priority 100;\n oifname net meta l4proto {{ tcp, udp }} masquerade to :{ports}\n }}\n}}\n")



scenario("link-of-256-kbit", "Healthy: the device's link carries 256 kbit/s.", broken=lambda lab: narrow(lab, 256), expect=ready())
scenario(
    "translator-of-8-ports", "The site's translator has 8 ports: connections that were closed hold one for two minutes.",
    broken=lambda lab: few_ports(lab, "40000-40007"), expect=inconclusive(usable=None), cure=incurable("the run itself takes the ports"),
)
scenario("translator-of-64-ports", "Healthy: the carrier's translator gives the site 64 ports (RFC 6346).", broken=lambda lab: few_ports(lab, "40000-40063"), expect=ready())
