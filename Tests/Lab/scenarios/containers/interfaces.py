from cures import *
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def sysctl(lab, *settings):
    lab.engine()
    for setting in settings:
        lab.device("sysctl", "-qw", setting)


scenario(
    "forwarding-disabled-on-uplink", "The uplink alone does not forward: what containers send leaves, and no answer comes back.",
    broken=lambda lab: sysctl(lab, "net.ipv4.conf.eth0.forwarding=0"), asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", rule="net.ipv4.conf.eth0.forwarding", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)


def one_bridge(lab):
    sysctl(lab, *(f"net.ipv4.conf.{bridge}.forwarding=0" for bridge in lab.engine() and lab.bridges() if bridge != "docker0"))


scenario(
    "forwarding-disabled-on-bridge", "The bridge of IoT Edge's network alone does not forward.",
    broken=one_bridge, asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", rule=".forwarding", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)


def tunnelled_without_forwarding(lab):
    from vpn import OpenVPN
    lab.engine()
    OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), OpenVPN.FULL)
    lab.device("sysctl", "-qw", "net.ipv4.conf.tun0.forwarding=0")


scenario(
    "forwarding-disabled-on-tunnel", "A VPN's interface that works for the host does not forward.",
    broken=tunnelled_without_forwarding, asked=ROOT,
    expect=blocked(error("fwd.disabled", owner="device", place="container-host", rule="net.ipv4.conf.tun0.forwarding", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)


def spare(lab):
    """An interface that nothing goes through may forward or not."""
    lab.engine()
    lab.device("ip", "link", "add", "lan1", "type", "veth", "peer", "name", "lan2")
    lab.device("ip", "link", "set", "lan1", "up")
    lab.device.address("lan1", "10.9.9.1/24")
    for setting in ("lan1.forwarding=0", "lan1.rp_filter=1", "eth0.rp_filter=1", "docker0.rp_filter=1"):
        lab.device("sysctl", "-qw", f"net.ipv4.conf.{setting}")


scenario(
    "strict-settings-that-work", "An interface beside the way does not forward, and strict reverse-path filtering meets a symmetric path.",
    broken=spare, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def asymmetric(lab, *settings):
    """Containers' packets are marked and leave by a second uplink; the routes know the first one alone."""
    lab.engine()
    from network import link
    link(lab.device, lab.gateway, "eth1", "lan2")
    lab.device.address("eth1", "198.51.101.10/24")
    lab.gateway.address("lan2", "198.51.101.1/24")
    lab.edge.route("198.51.101.0/24", "via", "10.77.0.1")
    lab.device.nft("table ip steering {\n chain in {\n type filter hook prerouting priority -150;\n"
                   ' iifname { "docker0", "br-*" } ip daddr != 172.16.0.0/12 meta mark set 0x59\n }\n}\n')
    lab.device("ip", "route", "add", "default", "via", "198.51.101.1", "table", "90")
    lab.device("ip", "rule", "add", "fwmark", "0x59", "lookup", "90", "pref", "1000")
    for setting in settings:
        lab.device("sysctl", "-qw", f"net.ipv4.conf.{setting}")


scenario(
    "rp-filter-and-marks", "Containers leave by a second uplink by their mark; strict reverse-path filtering there knows no marks, and drops the answers.",
    broken=lambda lab: asymmetric(lab, "eth1.rp_filter=1"), asked=ROOT,
    expect=blocked(error("fwd.rp-filter", owner="device", place="container-host", rule="net.ipv4.conf.eth1.rp_filter", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "rp-filter-of-all", "The strict reverse-path filter is that of all interfaces; the second uplink's own is off.",
    broken=lambda lab: asymmetric(lab, "all.rp_filter=1", "eth1.rp_filter=0"), asked=ROOT,
    expect=blocked(error("fwd.rp-filter", owner="device", place="container-host", rule="rp_filter", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("sysctl"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "rp-filter-loose-and-marks", "Containers leave by a second uplink by their mark, and reverse-path filtering is loose.",
    broken=lambda lab: asymmetric(lab, "all.rp_filter=1", "eth1.rp_filter=2"), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
