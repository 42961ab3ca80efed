from cures import *
from scenario import *
from topology import Site

for name, verdict in {"dropped": "drop", "rejected": "reject"}.items():
    scenario(
        f"output-{name}", f"The device's own firewall says {verdict} to everything for the hub.",
        broken=lambda lab, verdict=verdict: lab.device.filters(f"ip daddr {Site.CLOUD} {verdict}", hook="output"),
        expect=blocked(error("host.output-dropped", owner="device", place="this-device")), cure=applied("nftables"),
        leaves=ready(usable=ALL - {"mqtt"}),
    )

# The kernel itself says host unreachable as well: of a neighbour that does not answer, some seconds later.
scenario(
    "output-rejected-as-unreachable", "The device's own firewall answers everything for the hub with host unreachable.",
    broken=lambda lab: lab.device.filters(f"ip daddr {Site.CLOUD} reject with icmp host-unreachable", hook="output"),
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", confidence="likely")), cure=applied("nftables"),
    leaves=ready(usable=ALL - {"mqtt"}),
)


def shaped_to_nothing(lab):
    """A rule sorts AMQP into a class of the link's traffic control, where there is room for no packet; the rule itself drops none."""
    lab.device.filters("tcp dport 5671 meta priority set 1:3", hook="output")
    for words in ("qdisc add dev eth0 root handle 1: htb", "class add dev eth0 parent 1: classid 1:3 htb rate 1mbit",
                  "qdisc add dev eth0 parent 1:3 handle 3: pfifo limit 0"):
        lab.device("tc", *words.split())


scenario(
    "output-lost-in-traffic-control", "Traffic control on the device's own link loses AMQP; its rules let everything pass.",
    broken=shaped_to_nothing, asked=ROOT,
    expect=degraded(warning("host.policy-denied", owner="device", place="this-device", confidence="likely"), usable=ALL - {"amqp"}),
    cure=granted("relax-policy", lambda lab: lab.device("tc", "qdisc", "del", "dev", "eth0", "root") and None),
)

scenario(
    "output-lost-in-traffic-control-unseen", "The same, and an ordinary user cannot read the rules: it may be one of them.",
    broken=shaped_to_nothing,
    expect=degraded(warning("host.output-dropped", owner="device", place="this-device", confidence="likely"), usable=ALL - {"amqp"}),
    cure=incurable("only root is told that it is no rule"),
)

scenario(
    "output-dropped-by-iptables", "The device's own iptables drop AMQP.",
    broken=lambda lab: lab.device("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", "5671", "-j", "DROP"),
    expect=degraded(warning("host.output-dropped", owner="device", place="this-device"), usable=ALL - {"amqp"}), cure=applied("iptables"),
)

# Root may read the rules, so the one that drops is named.
scenario(
    "output-dropped-named", "The device's own firewall drops AMQP, and root is told by which rule.",
    broken=lambda lab: lab.device.filters("tcp dport 5671 drop", hook="output"), asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="nft inet firewall output handle"), usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)

scenario(
    "output-dropped-named-in-iptables", "The device's own iptables reject AMQP, and root is told by which rule.",
    broken=lambda lab: lab.device("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", "5671", "-j", "REJECT"), asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="iptables filter OUTPUT 1"), usable=ALL - {"amqp"}),
    cure=applied("iptables"),
)

scenario(
    "answers-dropped", "The device's own firewall lets everything out, and drops what is answered: its input knows no connections.",
    broken=lambda lab: lab.device.filters("meta l4proto tcp drop", hook="input"), asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="nft inet firewall input handle")),
    cure=applied("nftables"),
)

scenario(
    "answers-dropped-by-iptables", "The policy of the device's own INPUT chain drops what is answered to AMQP.",
    broken=lambda lab: lab.device.shell("iptables -A INPUT -p tcp --sport 5671 -j DROP"), asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="iptables filter INPUT 1"), usable=ALL - {"amqp"}),
    cure=applied("iptables"),
)

# An answer that is dropped here looks like one that is dropped on the way.
scenario(
    "answers-dropped-unseen", "The device's own firewall drops what is answered over TCP, and an ordinary user cannot read the rule.",
    broken=lambda lab: lab.device.filters("meta l4proto tcp drop", hook="input"),
    expect=blocked(error("tcp.dropped-all", confidence="likely")), cure=incurable("only root is told which rule it is"),
)

scenario(
    "answers-of-amqp-dropped-unseen", "The device's own firewall drops what is answered to AMQP, and an ordinary user cannot read the rule.",
    broken=lambda lab: lab.device.shell("iptables -A INPUT -p tcp --sport 5671 -j DROP"),
    expect=degraded(warning("tcp.dropped-port", confidence="likely"), usable=ALL - {"amqp"}), cure=incurable("only root is told which rule it is"),
)

for name, hook, rule in (("answers-over-udp-dropped", "input", "udp sport 53 drop"), ("questions-over-udp-rejected", "output", "udp dport 53 reject")):
    scenario(
        f"dns-{name}", f"The device's own firewall has {rule!r} in its {hook}: its resolver is heard over TCP alone.",
        broken=lambda lab, hook=hook, rule=rule: lab.device.filters(rule, hook=hook), asked=ROOT,
        expect=blocked(error("host.output-dropped", owner="device", place="this-device", confidence="certain",
                             rule=f"nft inet firewall {hook} handle")),
        cure=applied("nftables"),
    )

scenario(
    "dns-answers-over-udp-dropped-unseen", "The device's own firewall drops its resolver's answers over UDP, and an ordinary user cannot read the rule.",
    broken=lambda lab: lab.device.filters("udp sport 53 drop", hook="input"), expect=blocked(error("dns.udp-blocked", confidence="likely")),
    cure=incurable("only root is told which rule it is"),
)

scenario(
    "input-that-knows-connections", "The device's own firewall lets nothing in but what belongs to its connections.",
    broken=lambda lab: lab.device.filters("iif lo accept", "ct state established,related accept", "meta l4proto icmp accept", "drop", hook="input"),
    asked=ROOT, expect=ready(),
)
