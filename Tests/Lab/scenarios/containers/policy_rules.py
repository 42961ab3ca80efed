from cures import *
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def by_interface(lab):
    lab.engine()
    lab.device("ip", "route", "add", "blackhole", "default", "table", "88")
    for number, bridge in enumerate(lab.bridges()):
        lab.device("ip", "rule", "add", "iif", bridge, "lookup", "88", "pref", str(1000 + number))


scenario(
    "policy-rule-by-interface", "Policy rules send what comes in by the bridges into a table that swallows everything.",
    broken=by_interface, asked=ROOT,
    expect=blocked(error("route.policy-rule", owner="device", place="container-host", rule="iif docker0 lookup 88", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def by_mark(lab):
    """A firewall marks what comes from the bridges; a rule sends the mark to an uplink that is gone."""
    lab.engine()
    lab.device.nft("table ip steering {\n chain in {\n type filter hook prerouting priority -150;\n"
                   ' iifname { "docker0", "br-*" } ip daddr != 172.16.0.0/12 meta mark set 0x58\n }\n}\n')
    lab.device("ip", "route", "add", "unreachable", "default", "table", "88")
    lab.device("ip", "rule", "add", "fwmark", "0x58", "lookup", "88", "pref", "1000")


scenario(
    "policy-rule-by-mark", "What comes from the bridges is marked, and a policy rule sends the mark where nothing leads.",
    broken=by_mark, asked=ROOT,
    expect=blocked(error("route.policy-rule", owner="device", place="container-host", rule="fwmark 0x58", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def forbidding(lab):
    """No table at all: the rule itself says no, to one bridge's subnet."""
    lab.engine()
    for subnet in ("172.17.0.0/16", "172.18.0.0/16"):
        lab.device("ip", "rule", "add", "from", subnet, "prohibit", "pref", "1000")


scenario(
    "policy-rule-that-forbids", "Policy rules forbid what the bridges' subnets send.",
    broken=forbidding, asked=ROOT,
    expect=blocked(error("route.policy-rule", owner="device", place="container-host", rule="prohibit", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def answers_elsewhere(lab):
    """What comes in by the uplink asks a table that knows the uplink alone: answers to containers go out again."""
    lab.engine()
    lab.device("ip", "route", "add", "default", "via", Site.GATEWAY, "table", "89")
    lab.device("ip", "rule", "add", "iif", "eth0", "lookup", "89", "pref", "1000")


scenario(
    "policy-rule-for-answers", "A policy rule sends what comes in by the uplink to a table without the bridges: answers to containers leave again.",
    broken=answers_elsewhere, asked=ROOT,
    expect=blocked(error("route.policy-rule", owner="device", place="container-host", rule="iif eth0 lookup 89", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def well_by_interface(lab):
    lab.engine()
    lab.device("ip", "route", "add", "default", "via", lab.site.GATEWAY, "table", "88")
    lab.device("ip", "rule", "add", "iif", "docker0", "lookup", "88", "pref", "1000")
    lab.device.nft("table ip steering {\n chain in {\n type filter hook prerouting priority -150;\n"
                   ' iifname "br-*" meta mark set 0x58\n }\n}\n')
    lab.device("ip", "rule", "add", "fwmark", "0x58", "lookup", "88", "pref", "1001")


scenario(
    "policy-rules-that-work", "Policy rules by interface and by mark send containers' packets to another table, which leads out.",
    broken=well_by_interface, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def blocked_for_all(lab):
    lab.engine()
    lab.device.route("blackhole", f"{Site.CLOUD}/32")


scenario(
    "route-blackhole-and-engine", "A blackhole route stands for the hub's address: for the host and for its containers it is one cause.",
    broken=blocked_for_all, asked=ROOT,
    expect=blocked(error("route.blocked", owner="device", place="this-device", rule="blackhole", vantages=EVERYWHERE), usable=NONE),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)


def marked_port(lab):
    """Only AMQP is marked, and its mark leads nowhere; everything else takes the host's way."""
    lab.engine()
    lab.device("iptables", "-t", "mangle", "-A", "PREROUTING", "-i", "br-+", "-p", "tcp", "--dport", "5671", "-j", "MARK", "--set-mark", "0x5a")
    lab.device("iptables", "-t", "mangle", "-A", "PREROUTING", "-i", "docker0", "-p", "tcp", "--dport", "5671", "-j", "MARK", "--set-mark", "0x5a")
    lab.device("ip", "route", "add", "blackhole", "default", "table", "91")
    lab.device("ip", "rule", "add", "fwmark", "0x5a", "lookup", "91", "pref", "1000")


scenario(
    "policy-rule-by-mark-of-a-port", "Containers' AMQP alone is marked, and a policy rule swallows the mark.",
    broken=marked_port, asked=ROOT,
    expect=degraded(warning("route.policy-rule", owner="device", place="container-host", rule="fwmark 0x5a lookup 91", vantages=CONTAINERS),
                    usable={"host": ALL, "docker:bridge": ALL - {"amqp"}, "docker:azure-iot-edge": ALL - {"amqp"}}),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)
