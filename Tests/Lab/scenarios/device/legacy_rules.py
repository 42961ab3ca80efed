from cures import *
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def legacy(machine, *rule):
    machine("iptables-legacy", *rule)


scenario(
    "legacy-output", "A rule of iptables-legacy drops HTTPS to the hub, beside the rules of nftables.",
    broken=lambda lab: legacy(lab.device, "-A", "OUTPUT", "-p", "tcp", "--dport", "443", "-d", Site.CLOUD, "-j", "DROP"), asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="iptables-legacy filter OUTPUT 1"), usable={"mqtt", "amqp"}),
    cure=applied("iptables"),
)


def forward(lab):
    lab.engine()
    legacy(lab.device, "-I", "FORWARD", "-s", "172.16.0.0/12", "-m", "comment", "--comment", "no modules", "-j", "REJECT")


scenario(
    "legacy-forward", "A rule of iptables-legacy rejects what the bridges' subnets send, beside the engine's rules in nftables.",
    broken=forward, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="iptables-legacy filter FORWARD 1", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("iptables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)


scenario(
    "legacy-forward-policy", "The policy of iptables-legacy drops what is forwarded, whatever the engine's rules in nftables accept.",
    broken=lambda lab: (lab.engine(), legacy(lab.device, "-P", "FORWARD", "DROP")), asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="iptables-legacy filter FORWARD policy", vantages=CONTAINERS),
                   usable=CLOSED),
    cure=applied("iptables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)


def raw(lab):
    """In another table than the filter's: no accept there undoes it."""
    lab.engine()
    legacy(lab.device, "-t", "raw", "-A", "PREROUTING", "!", "-i", "eth0", "-p", "tcp", "-m", "multiport", "--dports", "5671,8883,443", "-j", "DROP")


scenario(
    "legacy-raw", "A rule in the raw table of iptables-legacy drops what containers send to the hub's ports.",
    broken=raw, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="iptables-legacy raw PREROUTING 1", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("iptables"), leaves=ready(usable=None, vantages=EVERYWHERE),
)


def harmless(lab):
    lab.engine()
    legacy(lab.device, "-P", "FORWARD", "DROP")
    legacy(lab.device, "-A", "FORWARD", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT")
    legacy(lab.device, "-A", "FORWARD", "-s", "172.16.0.0/12", "-j", "ACCEPT")
    legacy(lab.device, "-A", "INPUT", "-p", "tcp", "--dport", "23", "-j", "DROP")
    legacy(lab.device, "-t", "mangle", "-A", "POSTROUTING", "-p", "tcp", "--tcp-flags", "SYN,RST", "SYN", "-j", "TCPMSS", "--clamp-mss-to-pmtu")


scenario(
    "legacy-rules-that-let-pass", "iptables-legacy filters beside nftables, and lets containers through, there and back.",
    broken=harmless, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
