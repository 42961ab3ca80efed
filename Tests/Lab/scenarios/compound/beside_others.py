"""Faults beside what a gateway has besides: running modules, a hosts entry, a stub, an engine with settings of its own."""

from cures import *
from scenario import *
from services import HUB
from topology import Site
from vpn import OpenVPN


def blocked_for_all(kind):
    return lambda lab: (lab.engine(), lab.device.route(kind, f"{Site.CLOUD}/32"))


for kind in ("prohibit", "unreachable", "blackhole"):
    scenario(
        f"route-{kind}-with-containers", f"A {kind} route of the device stands for the hub's address: containers are told by ICMP of their gateway, or by nothing.",
        broken=blocked_for_all(kind), asked=ROOT,
        expect=blocked(error("route.blocked", owner="device", vantages=EVERYWHERE)),
        cure=applied("ip"), leaves=ready(vantages=EVERYWHERE),
    )


def own_loopback_beside_hosts_entry(lab):
    lab.engine({"dns": ["127.0.0.54"]})
    lab.device.knows({HUB: lab.hub_address})


scenario(
    "engine-names-its-loopback-beside-a-hosts-entry", "daemon.json gives containers a loopback address as resolver; the host has the hub in its hosts file and in DNS.",
    broken=own_loopback_beside_hosts_entry, asked=ROOT,
    expect=blocked(error("dns.container-stub", owner="container-engine", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=incurable("the finding's own scenario has the cure"),
)


def dead_tunnel_beside_hosts_entry(lab):
    lab.engine()
    lab.device.knows({HUB: lab.hub_address})
    lab.vpn = OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), OpenVPN.FULL, dead=True)


scenario(
    "dead-tunnel-beside-a-hosts-entry", "A dead tunnel takes everything, and the hub stands in the hosts file besides: the resolver is silent, it denies nothing.",
    broken=dead_tunnel_beside_hosts_entry, asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", vantages=EVERYWHERE)),
    cure=applied("ip", remedy="exclude-hub-from-vpn"), leaves=ready(vantages=EVERYWHERE),
)


def flushed_with_modules(lab):
    lab.engine().run("edgeAgent")
    lab.device.shell("iptables -t nat -F POSTROUTING")


scenario(
    "nat-flushed-with-modules", "The masquerade rules are gone while edgeAgent runs: the engine's own resolver is silent because nobody answers it.",
    broken=flushed_with_modules, asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("shell"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "resolver-refuses-client-and-containers", "The site's resolver refuses whatever this device asks, its containers included; a public one would answer.",
    broken=lambda lab: (lab.public_resolver(), lab.site_resolver({}, "access-control: 0.0.0.0/0 refuse"), lab.engine()),
    asked=asking(user=None, control=Site.CONTROL),
    expect=blocked(error("dns.refused", owner="site-network", vantages=EVERYWHERE)),
    cure=incurable("the finding's own scenario has the cure"),
)
