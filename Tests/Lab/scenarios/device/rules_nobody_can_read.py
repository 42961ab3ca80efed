"""Rules whose matches nobody can work out from their text: the kernel is asked which of them the packets meet."""

from cures import *
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}
#: What every packet of these networks meets, and none.
ALWAYS, NEVER = "ip ttl > 10", "ip ttl > 200"

scenario(
    "unread-output", "The device's own iptables drop AMQP by a match that the text of the rules does not decide.",
    broken=lambda lab: lab.device("iptables", "-A", "OUTPUT", "-p", "tcp", "--dport", "5671", "-m", "length", "--length", "40:80", "-j", "DROP"),
    asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="iptables filter OUTPUT 1", confidence="certain"),
        usable=ALL - {"amqp"}),
    cure=applied("iptables"),
)

scenario(
    "unread-answers", "The device's own firewall drops what is answered to AMQP, by a match that its text does not decide.",
    broken=lambda lab: lab.device.filters(f"tcp dport 22 {ALWAYS} accept", f"tcp sport 5671 {ALWAYS} drop", hook="input"), asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="nft inet firewall input handle", confidence="certain"),
        usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)


scenario(
    "unread-output-reset", "The device's own firewall answers AMQP with a reset, as a server without a listener would.",
    broken=lambda lab: lab.device.filters(f"tcp dport 5671 {ALWAYS} reject with tcp reset", hook="output"), asked=ROOT,
    expect=degraded(
        warning("host.output-dropped", owner="device", place="this-device", rule="nft inet firewall output handle", confidence="certain"),
        usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)


def closed(*rule):
    def broken(lab):
        lab.engine()
        lab.device("iptables", "-I", "DOCKER-USER", *rule)
    return broken


scenario(
    "unread-forward", "A rule among the user's own for containers drops the hub's ports by a match that its text does not decide.",
    broken=closed("-p", "tcp", "-m", "multiport", "--dports", "443,5671,8883", "-m", "ttl", "--ttl-gt", "10", "-j", "DROP"), asked=ROOT,
    expect=blocked(
        error("fwd.dropped", owner="device", place="container-host", rule="DOCKER-USER 1", vantages=CONTAINERS, confidence="certain"), usable=CLOSED),
    cure=applied("iptables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)

scenario(
    "unread-forward-reject", "A rule for containers rejects AMQP with a reset, as a server without a listener would.",
    broken=closed("-p", "tcp", "--dport", "5671", "-m", "length", "--length", "40:80", "-j", "REJECT", "--reject-with", "tcp-reset"), asked=ROOT,
    expect=degraded(
        warning("fwd.dropped", owner="device", place="container-host", rule="DOCKER-USER 1", vantages=CONTAINERS, confidence="certain"),
        usable={**CLOSED, **{vantage: ALL - {"amqp"} for vantage in CONTAINERS}}),
    cure=applied("iptables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)

def untraced(*rule):
    """The same with nobody asking the kernel, and AMQP reset at the device's own forwarding chain."""
    return lambda lab: (lab.engine(), lab.device.filters(" ".join(("tcp dport 5671", *rule, "reject with tcp reset"))))


UNTRACED = asking("--no-trace", user=None)
RESET = {**CLOSED, **{vantage: ALL - {"amqp"} for vantage in CONTAINERS}}

scenario(
    "untraced-forward-reset", "The forwarding chain answers containers' AMQP with a reset, by a rule that says so; the kernel is not asked.",
    broken=untraced('iifname { "docker0", "br-*" }'), asked=UNTRACED,
    expect=degraded(
        warning("fwd.dropped", owner="device", place="container-host", rule="nft inet firewall forward handle", vantages=CONTAINERS, confidence="certain"),
        usable=RESET),
    cure=applied("nftables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)

scenario(
    "untraced-forward-reset-unread", "The same by a match that the text of the rule does not decide: it may be the rule, and nobody knows.",
    broken=untraced('iifname { "docker0", "br-*" }', ALWAYS), asked=UNTRACED,
    expect=degraded(warning("tcp.refused", vantages=CONTAINERS, confidence="possible"), usable=RESET),
    cure=incurable("no rule is named"),
)

scenario(
    "untraced-forward-passes", "Rules of the device that look as if they reset, which no packet meets; the kernel is not asked.",
    broken=lambda lab: (lab.engine(), lab.device.filters(f"tcp dport 5671 {NEVER} reject with tcp reset")), asked=UNTRACED,
    expect=ready(vantages=EVERYWHERE),
)

scenario(
    "unread-forward-answers", "The forwarding chain drops what is answered to containers from 5671, by a match that its text does not decide.",
    broken=lambda lab: (lab.engine(), lab.device.filters(f'oifname {{ "docker0", "br-*" }} tcp sport 5671 {ALWAYS} drop')), asked=ROOT,
    expect=degraded(
        warning("fwd.dropped", owner="device", place="container-host", rule="nft inet firewall forward handle", vantages=CONTAINERS, confidence="certain"),
        usable={**CLOSED, **{vantage: ALL - {"amqp"} for vantage in CONTAINERS}}),
    cure=applied("nftables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)


def suspicious(lab):
    """Rules that look like the drop, and that no packet of the run meets."""
    lab.engine()
    lab.device.nft("table inet firewall {\n"
                   f" chain output {{\n type filter hook output priority 0; policy accept;\n tcp dport 5671 {NEVER} drop\n }}\n"
                   f" chain input {{\n type filter hook input priority 0; policy accept;\n tcp sport 5671 {NEVER} drop\n }}\n"
                   f" chain forward {{\n type filter hook forward priority 0; policy accept;\n tcp dport 5671 {NEVER} drop\n"
                   f" tcp sport 5671 {NEVER} drop\n }}\n}}\n")


scenario(
    "unread-rules-beside-the-sites", "The site drops AMQP; rules of the device look as if they did, and let everything pass.",
    broken=lambda lab: (suspicious(lab), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(
        warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2, vantages=EVERYWHERE, confidence="certain"),
        usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "unread-rules-that-let-pass", "Rules of the device whose matches its text does not decide, and everything passes.",
    broken=suspicious, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

scenario(
    "unread-legacy-output", "A rule of iptables-legacy drops AMQP by a match that its text does not decide: the kernel traces none of those.",
    broken=lambda lab: lab.device("iptables-legacy", "-A", "OUTPUT", "-p", "tcp", "--dport", "5671", "-m", "length", "--length", "40:80", "-j", "DROP"),
    asked=ROOT, expect=degraded(warning("host.output-dropped", owner="device", place="this-device"), usable=ALL - {"amqp"}),
    cure=incurable("no rule is named"),
)
