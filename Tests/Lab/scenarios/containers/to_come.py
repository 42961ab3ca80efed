"""No engine yet: what only its containers will feel, and the engine, when it comes, does not mend."""

import json

from filters import Firewalld, Ufw
from stubs import Dnsmasq, Resolved
from vpn import OpenVPN, WireGuard
from cures import *
from cures import Cure, command
from lab import Names
from scenario import *
from services import HUB, REGISTRY
import services
from topology import Site

HOST = ("host",)
FULL = ready(vantages=EVERYWHERE)


def engine_comes(lab, settings=None):
    lab.engine(settings)


# What remains ------------------------------------------------------------------------------------------------------------


def own_packets_alone(lab):
    """The device's own packets have a table of their own, and the main table no default route."""
    lab.device("ip", "route", "add", "default", "via", Site.GATEWAY, "table", "100")
    lab.device("ip", "rule", "add", "iif", "lo", "lookup", "100", "pref", "1000")
    lab.device("ip", "route", "del", "default")


def coming(fault, **more):
    return warning(fault, vantages=HOST, place="container-host", confidence="likely", **more)


scenario(
    "to-come-own-packets-alone", "Only the device's own packets have a way out, by a rule for what it sends itself.", broken=own_packets_alone,
    asked=ROOT, expect=degraded(coming("route.policy-rule", owner="device", rule="iif lo lookup 100"), usable=ALL),
    cure=granted("same-table", lambda lab: (lab.device.route("default", "via", Site.GATEWAY), engine_comes(lab))), leaves=FULL,
)

scenario(
    "to-come-private-range-forbidden", "A policy rule forbids what comes from private ranges, as a container's packets will.",
    broken=lambda lab: lab.device("ip", "rule", "add", "from", "172.16.0.0/12", "prohibit", "pref", "1000"), asked=ROOT,
    expect=degraded(coming("route.policy-rule", owner="device", rule="prohibit"), usable=ALL), cure=applied("ip"), leaves=ready(vantages=HOST),
)


def exit_node(lab, *rules):
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway())
    lab.device("ip", "route", "add", "192.0.2.128/25", "via", Site.GATEWAY, "table", "52")
    lab.device("ip", "route", "add", "default", "dev", "tun0", "table", "52")
    for rule in rules:
        lab.device("ip", "rule", "add", *rule)


ALL_TO_52 = ("from", "all", "lookup", "52", "pref", "5270")
BEFORE_IT = ("lookup", "main", "suppress_prefixlength", "0", "pref", "5260")

scenario(
    "to-come-exit-node", "A VPN's exit node takes everything by a rule and a table of its own, which will not know the engine's bridges.",
    broken=lambda lab: exit_node(lab, ALL_TO_52), asked=ROOT, expect=degraded(coming("route.vpn-override", owner="device", rule="lookup 52"), usable=ALL),
    cure=applied("ip"), leaves=ready(vantages=HOST),
)


def private(lab, address):
    """The hub has a private endpoint."""
    alias = "myhub.privatelink.azure-devices.net"
    lab.cloud.address("eth0", f"{address}/32")
    lab.edge.route(f"{address}/32", "via", Site.CLOUD)
    lab.cloud.redirects(f"ip daddr {address} dnat ip to {Site.CLOUD}")
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {address}"}))


def installed(remedy):
    """The engine is installed with the settings that the report asks for."""
    return Cure(lambda lab, result: (engine_comes(lab, json.loads(command(result, "daemon.json", remedy))), ())[1], "daemon.json, then the engine")


scenario(
    "to-come-bridge-over-the-hub", "The hub's private endpoint lies in the range that an engine gives its first bridge.",
    broken=lambda lab: private(lab, "172.17.5.4"), asked=ROOT,
    expect=degraded(coming("route.bridge-overlap", owner="container-engine", rule="network bridge", about={"host": HUB, "address": "172.17.5.4"}), usable=ALL),
    cure=installed("move-bridge"), leaves=FULL,
)


def routed_range(lab):
    """A VPN's or an MPLS network's router has the range: engines before 23 pass it by, those of today do not."""
    private(lab, "172.17.5.4")
    lab.device.route("172.16.0.0/12", "via", Site.GATEWAY)


scenario(
    "to-come-bridge-over-a-routed-hub", "The hub's private endpoint lies in a range that the device has a route to by a router, and that an engine takes all the same.",
    broken=routed_range, asked=ROOT,
    expect=degraded(coming("route.bridge-overlap", owner="container-engine", rule="network bridge", about={"host": HUB, "address": "172.17.5.4"}), usable=ALL),
    cure=installed("move-bridge"), leaves=FULL,
)


def registry_inside(lab):
    address = "172.18.0.9"
    lab.cloud.address("eth0", f"{address}/32")
    lab.edge.route(f"{address}/32", "via", Site.CLOUD)
    lab.separate(REGISTRY, address)


scenario(
    "to-come-modules-over-the-registry", "The registry lies in the range that an engine gives the modules' network.", broken=registry_inside, asked=ROOT,
    expect=degraded(coming("route.bridge-overlap", owner="container-engine", rule="network azure-iot-edge", about={"host": REGISTRY}), usable=ALL),
    cure=installed("move-bridge"), leaves=FULL,
)

CLOSED_FORWARD = "table inet firewall {\n chain forward {\n type filter hook forward priority 0; policy drop;\n %s\n }\n}\n"

for name, story, rule in [
    ("policy", "A firewall of nftables drops what is forwarded, by its policy", ""),
    ("policy-but-docker0", "A firewall of nftables lets the engine's own bridge pass, and no other", 'ct state established,related accept\n iifname "docker0" accept'),
    ("rule", "A firewall of nftables rejects what comes from bridges", 'iifname "br-*" reject\n accept'),
]:
    scenario(
        f"to-come-forward-dropped-{name}", f"{story}: the engine will open iptables' chain, and not this one.",
        broken=lambda lab, rule=rule: lab.device.nft(CLOSED_FORWARD % rule), asked=ROOT,
        expect=degraded(coming("fwd.dropped", owner="device", rule="inet firewall forward"), usable=ALL), cure=applied("nftables"),
        leaves=ready(vantages=HOST),
    )

def legacy_by_default(lab):
    """`iptables`, which an engine calls, keeps its rules in iptables-legacy."""
    lab.device("update-alternatives", "--set", "iptables", "/usr/sbin/iptables-legacy")


def beside_legacy(lab, *rule):
    legacy_by_default(lab)
    lab.device("iptables-nft", *rule)


for name, story, broken, rule in [
    ("legacy-policy", "The policy of iptables-legacy drops what is forwarded, and the engine's rules will be in nftables",
     lambda lab: lab.device("iptables-legacy", "-P", "FORWARD", "DROP"), "iptables-legacy filter FORWARD policy"),
    ("legacy-rule", "A rule of iptables-legacy rejects what private ranges send, and the engine's rules will be in nftables",
     lambda lab: lab.device("iptables-legacy", "-A", "FORWARD", "-s", "172.16.0.0/12", "-j", "REJECT"), "iptables-legacy filter FORWARD 1"),
    ("policy-beside-legacy", "The policy of iptables-nft drops what is forwarded, and the engine's rules will be in iptables-legacy",
     lambda lab: beside_legacy(lab, "-P", "FORWARD", "DROP"), "iptables filter FORWARD policy"),
]:
    scenario(
        f"to-come-forward-dropped-{name}", f"{story}.", broken=broken, asked=ROOT,
        expect=degraded(coming("fwd.dropped", owner="device", rule=rule), usable=ALL), cure=applied("iptables"), leaves=ready(vantages=HOST),
    )


def firewalld_policy(lab, *settings):
    """A policy of firewalld's for what is forwarded, from wherever to wherever."""
    firewalld = Firewalld(lab.device)
    for words in (["--new-policy", "through"], ["--policy=through", "--add-ingress-zone=ANY"], ["--policy=through", "--add-egress-zone=ANY"],
                  *(["--policy=through", word] for word in settings)):
        firewalld("--permanent", *words)
    firewalld("--reload")
    return firewalld


def without_the_policy(lab):
    lab.device("firewall-cmd", "--permanent", "--delete-policy=through")
    lab.device("firewall-cmd", "--reload")
    engine_comes(lab)


scenario(
    "to-come-firewalld-policy", "A policy of firewalld's drops all that is forwarded, before it is asked which zone it comes from.",
    broken=lambda lab: firewalld_policy(lab, "--set-target=DROP"), asked=ROOT,
    expect=degraded(coming("fwd.dropped", owner="device", rule="nft inet firewalld filter_FWD_policy_through"), usable=ALL),
    cure=granted("accept-forwarding", without_the_policy), leaves=FULL,
)


def firewalld_policy_and_engine(lab):
    firewalld_policy(lab, "--set-target=DROP")
    engine_comes(lab)


scenario(
    "firewalld-policy-drops-forward", "A policy of firewalld's drops all that is forwarded, the engine's zone or not.",
    broken=firewalld_policy_and_engine, asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="firewalld", vantages=EVERYWHERE[1:]),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("firewalld"), leaves=ready(usable=None, vantages=EVERYWHERE),
)


def legacy_that_nobody_lists(lab):
    lab.device("iptables-legacy", "-P", "FORWARD", "DROP")
    lab.device("rm", "/usr/sbin/iptables-legacy-save")


scenario(
    "to-come-legacy-unread", "iptables-legacy drops what is forwarded, and the program that would list its rules is gone.",
    broken=legacy_that_nobody_lists, asked=ROOT,
    expect=ready(remark("fwd.dropped", confidence="possible", vantages=HOST, place="container-host"), vantages=HOST),
)


def split(lab):
    lab.site_resolver()
    del lab.names.records[HUB]
    Resolved(lab.device, Site.RESOLVER)
    lab.device("resolvectl", "dns", "eth0", lab.site.EDGE)
    lab.device("resolvectl", "domain", "eth0", "~azure-devices.net")


scenario(
    "to-come-split-view", "systemd-resolved asks one link's resolver for the hub's domain; an engine will copy a list that begins with another.",
    broken=split, asked=ROOT, expect=degraded(warning("dns.container-split-view", owner="container-engine", vantages=HOST, confidence="likely"), usable=ALL),
    cure=granted("engine-dns", by=lambda lab: engine_comes(lab, {"dns": [lab.site.EDGE]})), leaves=FULL,
)

# What the engine mends, or what harms nobody -----------------------------------------------------------------------------


def range_on_a_link(lab):
    private(lab, "172.17.5.4")
    lab.device("ip", "link", "add", "plant", "type", "bridge")
    lab.device("ip", "address", "add", "172.17.200.1/16", "dev", "plant")
    lab.device("ip", "link", "set", "plant", "up")
    lab.device.route("172.17.5.4/32", "via", Site.GATEWAY)


def pools_elsewhere(lab):
    private(lab, "172.17.5.4")
    lab.device.write("/etc/docker/daemon.json", '{ "bip": "192.168.240.1/24", "default-address-pools": [ { "base": "10.213.0.0/16", "size": 24 } ] }')


def resolver_in_the_range(lab):
    """The resolver is in the range: the engine takes another one."""
    lab.cloud.address("eth0", "172.17.0.53/32")
    lab.edge.route("172.17.0.53/32", "via", Site.CLOUD)
    Names(lab, lab.cloud, "172.17.0.53").start()
    lab.device.resolvers("172.17.0.53")


def working_rules(lab):
    lab.device("ip", "route", "add", "default", "via", Site.GATEWAY, "table", "100")
    lab.device("ip", "rule", "add", "iif", "lo", "lookup", "100", "pref", "1000")
    lab.device("ip", "rule", "add", "from", Site.DEVICE, "lookup", "100", "pref", "1001")


for name, story, broken in [
    ("forwarding-off", "Forwarding is off: the engine turns it on.", lambda lab: lab.device("sysctl", "-qw", "net.ipv4.ip_forward=0")),
    ("forward-policy", "iptables drops what is forwarded: the engine opens its chain.", lambda lab: lab.device("iptables", "-P", "FORWARD", "DROP")),
    ("firewalld-policy", "A policy of firewalld's rejects telnet that is forwarded, and nothing else.",
     lambda lab: firewalld_policy(lab, '--add-rich-rule=rule port port="23" protocol="tcp" reject')),
    ("legacy-policy", "iptables-legacy drops what is forwarded, and the engine's own rules go there: it opens the chain.",
     lambda lab: (legacy_by_default(lab), lab.device("iptables", "-P", "FORWARD", "DROP"))),
    ("legacy-rules", "iptables-legacy drops what is forwarded but for the ranges of an engine, and answers.",
     lambda lab: (lab.device("iptables-legacy", "-P", "FORWARD", "DROP"),
                  lab.device("iptables-legacy", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"),
                  lab.device("iptables-legacy", "-A", "FORWARD", "-s", "172.16.0.0/12", "-j", "ACCEPT"))),
    ("ufw", "ufw denies what is forwarded: the engine's rules come before.", lambda lab: Ufw(lab.device)),
    ("firewalld", "firewalld lets only its zones pass: the engine puts its bridges into one.", lambda lab: Firewalld(lab.device)),
    ("resolved", "systemd-resolved's stub is asked: the engine copies its upstreams.", lambda lab: Resolved(lab.device, Site.RESOLVER)),
    ("dnsmasq", "The device's own dnsmasq is asked: the engine's resolver asks it from the device.", lambda lab: Dnsmasq(lab.device, Site.RESOLVER)),
    ("route-on-a-link", "The hub lies in a range that a tunnel of the device's has: the engine takes another one.", range_on_a_link),
    ("pools-elsewhere", "The hub lies in a range that daemon.json, which is there already, keeps the engine from.", pools_elsewhere),
    ("resolver-in-the-range", "The resolver lies in the engine's first range.", resolver_in_the_range),
    ("rules-that-work", "Policy rules lead the device's own packets out by a table of their own, and the main table leads out too.", working_rules),
    ("exit-node-beside", "An exit node's rule is behind one that keeps to the main table what that knows better.",
     lambda lab: exit_node(lab, BEFORE_IT, ALL_TO_52)),
    ("wireguard", "A WireGuard tunnel for its own networks is up.",
     lambda lab: WireGuard(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway())),
    ("filter-that-forwards", "A firewall of nftables lets forwarded packets pass.",
     lambda lab: lab.device.nft(CLOSED_FORWARD % 'iifname { "docker0", "br-*" } accept\n ct state established,related accept')),
]:
    scenario(f"to-come-mended-{name}", f"No engine yet. {story}", broken=broken, asked=ROOT, expect=ready(vantages=HOST))
