"""The range of carriers, 100.64.0.0/10, which a VPN takes for its own: tailscale/tailscale#1381, #12829, #21249."""

from cures import *
from lab import Names
from scenario import *

RESOLVER = "100.100.2.136"

#: What the client writes when it starts, without its interface's own lines (tailscale's linuxfw).
RULES = """
iptables -N ts-input
iptables -I INPUT 1 -j ts-input
iptables -A ts-input -i lo -j ACCEPT
iptables -A ts-input -s 100.115.92.0/23 ! -i tailscale0 -j RETURN
iptables -A ts-input -s 100.64.0.0/10 ! -i tailscale0 -j DROP
"""


def resolver_in_the_range(lab):
    lab.cloud.address("eth0", f"{RESOLVER}/32")
    lab.edge.route(f"{RESOLVER}/32", "dev", "net")
    Names(lab, lab.cloud, RESOLVER).start()
    lab.device.resolvers(RESOLVER)


def taken(lab):
    resolver_in_the_range(lab)
    lab.device.shell(RULES)


scenario(
    "resolver-in-the-range-of-a-vpn", "The provider's resolver has an address of carriers', and a VPN's rule drops what comes from those.",
    broken=taken, asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="ts-input")), cure=applied("nftables"),
)

scenario(
    "resolver-in-the-range-of-a-vpn-unseen", "The same, and an ordinary user may not read the rule.",
    broken=taken, expect=blocked(error("dns.timeout", confidence="likely")), cure=incurable("only root is told which rule it is"),
)

scenario(
    "resolver-in-the-range-of-a-vpn-with-containers", "The same with an engine, whose containers' answers the rule does not meet.",
    broken=lambda lab: (taken(lab), lab.engine()), asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", vantages=("host",)), usable={"host": NONE, **{n: ALL for n in CONTAINERS}}),
    cure=applied("nftables"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "resolver-in-the-range-of-carriers", "The provider's resolver has an address of carriers'.", broken=resolver_in_the_range, expect=ready(),
)


def behind_a_carrier(lab):
    """The device itself has an address of carriers', which its gateway translates."""
    lab.device("ip", "addr", "add", "100.72.3.9/24", "dev", "eth0")
    lab.gateway.address("lan", "100.72.3.1/24")
    lab.device("ip", "route", "replace", "default", "via", "100.72.3.1", "src", "100.72.3.9")
    lab.gateway.nft("table ip cgn {\n chain out {\n type nat hook postrouting priority 100;\n ip saddr 100.64.0.0/10 oifname wan masquerade\n }\n}\n")
    lab.edge.route("100.64.0.0/10", "via", "10.77.0.1")


scenario(
    "behind-a-carriers-translator", "The device has an address of carriers', which is translated on the way.",
    broken=lambda lab: (behind_a_carrier(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
