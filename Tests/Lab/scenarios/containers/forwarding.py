from filters import Firewalld
from cures import *
from scenario import *

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}

scenario(
    "forwarding-disabled", "IP forwarding is off: the host works, its containers do not.",
    broken=lambda lab: (lab.engine(), lab.device("sysctl", "-qw", "net.ipv4.ip_forward=0")), asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)

for name, fault, rule, dialect in [
    ("docker-user", lambda lab: lab.device("iptables", "-I", "DOCKER-USER", "-j", "DROP"), "DOCKER-USER", "iptables"),
    ("forward-rule", lambda lab: lab.device.filters('iifname { "docker0", "br-*" } drop'), "inet firewall forward", "nftables"),
    ("forward-reject", lambda lab: lab.device.filters('iifname { "docker0", "br-*" } reject with icmp admin-prohibited'),
     "inet firewall forward", "nftables"),
]:
    scenario(
        f"forward-dropped-{name}", f"The device's own firewall drops what its containers send ({name}).", case="F23",
        broken=lambda lab, fault=fault: (lab.engine(), fault(lab)), asked=ROOT,
        expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule=rule, vantages=CONTAINERS), usable=CLOSED),
        cure=applied(dialect),
        leaves=ready(usable=None, vantages=EVERYWHERE),
    )


def orphaned(lab):
    firewalld = Firewalld(lab.device)
    lab.engine()
    for bridge in lab.bridges():
        firewalld.orphan(bridge)


scenario(
    "firewalld-without-zone", "firewalld was reloaded, and the engine's bridges are in no zone any more.", case="F22",
    broken=orphaned, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="firewalld", vantages=CONTAINERS), usable=CLOSED),
    cure=granted("accept-forwarding", by=lambda lab: lab.device("systemctl", "restart", "docker")), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "nat-flushed", "A firewall script flushed the engine's masquerade rules: packets leave with addresses that nobody answers.", case="F24",
    broken=lambda lab: (lab.engine(), lab.device("iptables", "-t", "nat", "-F")), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="restore-masquerade"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "site-drops-amqp-for-all", "The site drops AMQP: one finding for the host and its containers.", case="F33",
    broken=lambda lab: (lab.engine(), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", at="10.77.0.2", hop=2, vantages=EVERYWHERE), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "forward-dropped-below", "A filter of the bridge family drops what containers send to the hub's ports.",
    broken=lambda lab: (lab.engine(), lab.device.filters("ip protocol tcp tcp dport { 443, 5671, 8883 } counter drop", hook="input", family="bridge")), asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="nft bridge firewall input handle", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("nftables", remedy="remove-rule"), leaves=ready(vantages=EVERYWHERE),
)


def below_the_uplink(lab):
    lab.engine()
    lab.device.nft("table netdev edge {\n chain in {\n type filter hook ingress device eth0 priority 0; policy accept;\n"
                   " ip saddr 203.0.113.0/24 tcp sport 5671 drop\n }\n}\n")


scenario(
    "answers-dropped-at-the-uplink", "A filter of the uplink's device drops the answers from 5671, the host's and the containers' alike.",
    broken=below_the_uplink, asked=ROOT,
    # The host itself needs no AMQP.
    expect=degraded(warning("fwd.dropped", owner="device", rule="nft netdev edge in handle", vantages=CONTAINERS),
                    remark("host.output-dropped", rule="nft netdev edge in handle", vantages=("host",)), usable=ALL - {"amqp"}),
    cure=applied("nftables", remedy="remove-rule"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "filters-below-that-let-pass", "Filters of the bridge family and of the uplink's device let containers through.",
    broken=lambda lab: (lab.engine(), lab.device.filters("ether type arp accept", "ip protocol icmp drop", hook="input", family="bridge"),
                        lab.device.nft("table netdev edge {\n chain in {\n type filter hook ingress device eth0 priority 0; policy accept;\n"
                                       " tcp dport 23 drop\n }\n}\n")), asked=ROOT,
    expect=ready(vantages=EVERYWHERE),
)
