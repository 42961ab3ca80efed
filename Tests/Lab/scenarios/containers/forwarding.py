from filters import Firewalld
from cures import *
from cures import Cure, command
from scenario import *

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}

scenario(
    "forwarding-disabled", "IP forwarding is off: the host works, its containers do not.",
    broken=lambda lab: (lab.engine(), lab.device("sysctl", "-qw", "net.ipv4.ip_forward=0")), asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)



def starts(lab):
    """What a start does with the files of settings, for this one."""
    lab.device("sysctl", "--quiet", "--system", "--pattern", r"^net\.ipv4\.ip_forward$")


def hardened(lab, files):
    lab.engine()
    for path, text in files.items():
        lab.device.write(path, text)
    starts(lab)


#: The file of the remedy, and a start that reads all of them in their order.
AFTER_A_START = Cure(lambda lab, result: (lab.device.shell(command(result, "shell", "enable-forwarding")), starts(lab), ())[2],
                     "the shell's commands, and a start", repeats=True)

for name, story, files in [
    ("a-later-file", "A file of settings whose name comes behind most others turns forwarding off at each start.",
     {"/etc/sysctl.d/99-zz-hardening.conf": "# CIS 3.1.1\nnet.ipv4.ip_forward = 0\n"}),
    ("the-last-file", "/etc/sysctl.conf turns forwarding off at each start, and a file beside it.",
     {"/etc/sysctl.conf": "-net/ipv4/ip_forward=0\n", "/etc/sysctl.d/99-hardening.conf": "net.ipv4.ip_forward = 0\n"}),
]:
    scenario(
        f"forwarding-disabled-by-{name}", story, broken=lambda lab, files=files: hardened(lab, files), asked=ROOT,
        expect=blocked(error("fwd.disabled", owner="device", place="container-host", vantages=CONTAINERS), usable=CLOSED),
        cure=AFTER_A_START, leaves=ready(vantages=EVERYWHERE),
    )

for name, fault, rule, dialect in [
    ("docker-user", lambda lab: lab.device("iptables", "-I", "DOCKER-USER", "-j", "DROP"), "DOCKER-USER", "iptables"),
    ("forward-rule", lambda lab: lab.device.filters('iifname { "docker0", "br-*" } drop'), "inet firewall forward", "nftables"),
    ("forward-reject", lambda lab: lab.device.filters('iifname { "docker0", "br-*" } reject with icmp admin-prohibited'),
     "inet firewall forward", "nftables"),
]:
    scenario(
        f"forward-dropped-{name}", f"The device's own firewall drops what its containers send ({name}).",
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
    "firewalld-without-zone", "firewalld was reloaded, and the engine's bridges are in no zone any more.",
    broken=orphaned, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="firewalld", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("firewalld"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "nat-flushed", "A firewall script flushed the engine's masquerade rules: packets leave with addresses that nobody answers.",
    broken=lambda lab: (lab.engine(), lab.device("iptables", "-t", "nat", "-F")), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="restore-masquerade"), leaves=ready(vantages=EVERYWHERE),
)

DAEMON = "/etc/docker/daemon.json"
#: What else stands in the engine's file, and has to stand there afterwards.
OTHERS = {"log-level": "warn", "max-concurrent-downloads": 2}


def told(lab, before_iot_edge=False, **switches):
    """The engine's file switches off what it does for its containers' packets."""
    settings = {**OTHERS, **{name.replace("_", "-"): value for name, value in switches.items()}}
    (lab.engine_before_iot_edge if before_iot_edge else lab.engine)(settings)


scenario(
    "engine-writes-no-rules", "The engine is told to write no rules, and nobody else masquerades what its containers send.",
    broken=lambda lab: told(lab, iptables=False), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule=f"{DAEMON}:4", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=EVERYWHERE),
)

UNIT = "/etc/systemd/system/docker.service.d/override.conf"


def commanded(lab, *words):
    """The engine's command line switches it off, in a drop-in of its unit."""
    lab.device.write(UNIT, "[Service]\nExecStart=\n" + " ".join(["ExecStart=/usr/bin/dockerd", *words]) + "\n")
    lab.engine()


scenario(
    "engine-writes-no-rules-by-its-unit", "The engine's command line tells it to write no rules, and nobody else masquerades what its containers send.",
    broken=lambda lab: commanded(lab, "--log-level=warn", "--iptables=false"), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule=f"{UNIT}:3", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "engine-told-what-it-does-anyway", "The engine's command line switches on what is on anyway, and the userland proxy off.",
    broken=lambda lab: commanded(lab, "--iptables", "--ip-masq=true", "--userland-proxy=0"), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)

scenario(
    "engine-writes-no-rules-for-good", "The engine is told to write no rules, and so it is to stay: the device masquerades from now on.",
    broken=lambda lab: told(lab, iptables=False), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule=f"{DAEMON}:4", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="masquerade-here"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "engine-does-not-masquerade", "The engine is told not to masquerade its default bridge, the only network yet.",
    broken=lambda lab: told(lab, before_iot_edge=True, ip_masq=False), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule=f"{DAEMON}:4", vantages=("docker:bridge",)),
                   usable={"host": ALL, "docker:bridge": NONE}),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=("host", "docker:bridge")),
)

scenario(
    "engine-does-neither", "The engine is told to write no rules, and not to masquerade either: one would not do without the other.",
    broken=lambda lab: told(lab, before_iot_edge=True, iptables=False, ip_masq=False), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule=f"{DAEMON}:4", vantages=("docker:bridge",)),
                   usable={"host": ALL, "docker:bridge": NONE}),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=("host", "docker:bridge")),
)

scenario(
    "engine-does-not-masquerade-and-need-not", "The engine is told not to masquerade its default bridge, which modules are not on.",
    broken=lambda lab: told(lab, ip_masq=False), asked=ROOT,
    expect=ready(remark("nat.missing-masquerade", vantages=("docker:bridge",)),
                 usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": ALL}),
)


def does_not_forward(lab):
    lab.device("sysctl", "-qw", "net.ipv4.ip_forward=0")
    told(lab, ip_forward=False)


scenario(
    "engine-does-not-forward", "The engine is told not to turn forwarding on, and nobody else does.",
    broken=does_not_forward, asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=EVERYWHERE),
)


def masquerades_itself(lab):
    told(lab, iptables=False)
    lab.device.nft("table ip site {\n chain out {\n type nat hook postrouting priority 100;\n"
                   " ip saddr 172.16.0.0/12 oifname eth0 masquerade\n }\n}\n")


scenario(
    "engine-writes-no-rules-and-need-not", "The engine is told to write no rules, because the device's own do what is needed.",
    broken=masquerades_itself, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def forwards_nothing(lab):
    masquerades_itself(lab)
    lab.device("iptables", "-P", "FORWARD", "DROP")


scenario(
    "engine-writes-no-rules-and-nothing-passes", "The engine is told to write no rules; the device's own masquerade and let nothing pass.",
    broken=forwards_nothing, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", rule="FORWARD", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("shell", remedy="engine-switches"), leaves=ready(vantages=EVERYWHERE),
)


def made_without_masquerading(lab):
    engine = lab.engine()
    engine("network", "rm", "azure-iot-edge")
    engine.network(subnet="172.30.0.0/24", masquerade="false")


scenario(
    "network-made-without-masquerading", "The modules' network was made with the option that keeps the engine from masquerading it.",
    broken=made_without_masquerading, asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="container-engine", rule="network azure-iot-edge", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=applied("shell", remedy="recreate-network"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "site-drops-amqp-for-all", "The site drops AMQP: one finding for the host and its containers.",
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

scenario(
    "name-filter-for-containers", "A rule of this device resets what names the hub, for containers alone: the site may not be blamed for certain.",
    broken=lambda lab: (lab.engine(), lab.device.shell("iptables -I DOCKER-USER -p tcp -m string --algo bm --string myhub.azure-devices.net "
                                                       "-j REJECT --reject-with tcp-reset")), asked=ROOT,
    expect=blocked(error("tcp.reset-midstream", confidence="possible", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=incurable("a rule that looks into packets is known by its counter alone"),
)
