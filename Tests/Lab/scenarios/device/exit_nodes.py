from vpn import OpenVPN
from cures import *
from scenario import *
from topology import Site

CLOSED = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def exit_node(lab, *rules):
    """As tailscale sets up an exit node: a table with a default route into the tunnel, and a rule for everything."""
    lab.engine()
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway())
    lab.device("ip", "route", "add", "192.0.2.128/25", "via", Site.GATEWAY, "table", "52")
    lab.device("ip", "route", "add", "default", "dev", "tun0", "table", "52")
    for rule in rules:
        lab.device("ip", "rule", "add", *rule)


ALL_TO_52 = ("from", "all", "lookup", "52", "pref", "5270")

scenario(
    "exit-node", "A VPN's exit node takes everything by a rule and a table of its own, which does not know the bridges: answers to containers go back into the tunnel.",
    broken=lambda lab: exit_node(lab, ALL_TO_52), asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "exit-node-for-bridges", "The rule of the exit node is for what does not carry the VPN's mark, as wg-quick has it.",
    broken=lambda lab: exit_node(lab, ("not", "fwmark", "0xca6c", "lookup", "52", "pref", "5270")), asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=CONTAINERS), usable=CLOSED),
    cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "exit-node-beside-bridges", "The exit node's rule is behind one that keeps to the main table whatever that knows better than by its default.",
    broken=lambda lab: exit_node(lab, ("lookup", "main", "suppress_prefixlength", "0", "pref", "5260"), ALL_TO_52), asked=ROOT,
    expect=ready(vantages=EVERYWHERE),
)
