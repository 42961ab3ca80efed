"""Rules of the device's own in other places than the usual: of ARP, of a bridge that is the uplink, of a link's ingress, of the source.

arptables(8); nft(8), families; netfilter's NAT gives a packet any source that a rule names, whether or not anybody here has it.
"""

import os
import sys

from cures import *
from scenario import *
from topology import Site

OWN = dict(owner="device", place="this-device")


def arp(lab, text):
    lab.device.nft(f"table arp guard {{\n chain in {{\n type filter hook input priority 0; {text}\n }}\n}}\n")
    lab.device("ip", "neigh", "flush", "dev", "eth0")


scenario(
    "arp-replies-dropped-here", "The device's own rules for ARP let no answer in: its gateway seems dead.",
    broken=lambda lab: arp(lab, "policy drop; counter"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft arp guard in policy", **OWN)), cure=incurable("the report leaves it to whoever wrote the policy"),
)
scenario(
    "arp-questions-dropped-here", "arptables drop what the device asks for its gateway.",
    broken=lambda lab: (lab.device.shell(f"arptables-nft -A OUTPUT -d {Site.GATEWAY} -j DROP"), lab.device("ip", "neigh", "flush", "dev", "eth0")),
    asked=ROOT, expect=blocked(error("host.output-dropped", rule="nft arp filter OUTPUT handle", **OWN)), cure=applied("nftables"),
)
scenario(
    "arp-rules-that-let-pass", "arptables drop what somebody else says.",
    broken=lambda lab: (lab.device.shell("arptables-nft -A INPUT -s 198.51.100.66 -j DROP"), lab.device("ip", "neigh", "flush", "dev", "eth0")),
    asked=ROOT, expect=ready(),
)
scenario(
    "arp-rules-that-let-pass-beside-a-dead-gateway", "The same, and the gateway is gone.",
    broken=lambda lab: (lab.device.shell("arptables-nft -A INPUT -s 198.51.100.66 -j DROP"), lab.gateway("ip", "link", "set", "lan", "arp", "off"),
                        lab.device("ip", "neigh", "flush", "dev", "eth0")),
    asked=ROOT, expect=blocked(error("host.neighbour-dead", place="this-device", confidence="certain")),
    cure=incurable("nobody but the site can bring the gateway back"),
)


def bridged(lab):
    """The device's uplink is a bridge of its own."""
    lab.device.shell("ip route flush default\nip link add br0 type bridge\nip link set br0 up\nip addr flush dev eth0\nip link set eth0 master br0\n"
                     f"ip addr add {Site.DEVICE}/24 dev br0\nip -6 addr add fd51::10/64 dev br0 nodad\nip -6 route flush default\nip route add default via {Site.GATEWAY} dev br0\n"
                     "ip -6 route add default via fd51::1 dev br0")


def bridge_rule(lab, port):
    bridged(lab)
    lab.device.nft(f"table bridge guard {{\n chain out {{\n type filter hook output priority 0; policy accept;\n ether type ip tcp dport {port} counter drop\n }}\n}}\n")


scenario(
    "bridge-rules-drop-amqp", "The uplink is a bridge, and rules of the bridge family drop AMQP on the way out.",
    broken=lambda lab: bridge_rule(lab, 5671), asked=ROOT,
    expect=degraded(warning("host.output-dropped", rule="nft bridge guard out handle", **OWN), usable=ALL - {"amqp"}), cure=applied("nftables"),
)
scenario(
    "netdev-ingress-drops-amqp", "A netdev chain drops what is answered to AMQP before any other hook.",
    broken=lambda lab: lab.device.nft("table netdev guard {\n chain early {\n type filter hook ingress device eth0 priority -500\n tcp sport 5671 counter drop\n }\n}\n"),
    asked=ROOT, expect=degraded(warning("host.output-dropped", rule="nft netdev guard early handle", **OWN), usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)


def source(lab, rule):
    lab.device.nft(f"table ip mine {{\n chain out {{\n type nat hook postrouting priority srcnat; policy accept;\n oifname eth0 {rule}\n }}\n}}\n")


scenario(
    "own-snat-to-nobody", "A rule of the device's gives all it sends the source of a virtual address that has moved to another machine.",
    broken=lambda lab: source(lab, "snat to 198.51.100.99"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft ip mine out handle", confidence="likely", **OWN)), cure=applied("nftables"),
)
scenario(
    "own-snat-of-amqp-to-nobody", "The same for AMQP alone.",
    broken=lambda lab: source(lab, "tcp dport 5671 snat to 198.51.100.99"), asked=ROOT,
    expect=degraded(warning("host.output-dropped", rule="nft ip mine out handle", confidence="likely", **OWN), usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)
scenario(
    "own-snat-by-iptables-to-nobody", "The same for AMQP by iptables.",
    broken=lambda lab: lab.device.shell("iptables -t nat -A POSTROUTING -o eth0 -p tcp --dport 5671 -j SNAT --to-source 198.51.100.99"), asked=ROOT,
    expect=degraded(warning("host.output-dropped", rule="iptables nat POSTROUTING", confidence="likely", **OWN), usable=ALL - {"amqp"}),
    cure=incurable("the report leaves it to whoever wrote the rule"),
)
scenario(
    "own-snat-to-a-second-address", "The rule gives it a second address that the device has.",
    broken=lambda lab: (lab.device("ip", "addr", "add", "198.51.100.99/24", "dev", "eth0"), source(lab, "snat to 198.51.100.99")), asked=ROOT, expect=ready(),
)
