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
