"""A device with two ways out: a cable into the machines' network, and a modem."""

from cures import *
from network import Host, link
from scenario import *
from topology import Site

MACHINES = "192.168.77.1"


def prefers_the_machines(lab, *, knows_resolver=True, forwards=False):
    """The machines' network has a router that leads nowhere, and its default route is the preferred one.

    By its own route the resolver is reached all the same, as one of the machines' network would be.
    """
    machines = lab.machines = Host("machines")
    lab.site.routers.append(machines)
    link(lab.device, machines, "eth1", "lan")
    lab.device.address("eth1", "192.168.77.10/24")
    machines.address("lan", f"{MACHINES}/24")
    machines("sysctl", "-qw", f"net.ipv4.ip_forward={int(forwards)}")
    lab.device("ip", "route", "del", "default")
    lab.device.route("default", "via", MACHINES, "dev", "eth1", "metric", "100")
    lab.device.route("default", "via", Site.GATEWAY, "dev", "eth0", "metric", "700")
    if knows_resolver:
        lab.device.route(f"{Site.RESOLVER}/32", "via", Site.GATEWAY, "dev", "eth0")


scenario(
    "preferred-uplink-dead", "The machines' network is the preferred way out and leads nowhere; the modem works.",
    broken=prefers_the_machines,
    expect=blocked(error("route.dead-default", owner="device", place="this-device", rule="eth1")),
    cure=applied("ip", remedy="prefer-other-default"), leaves=ready(),
)

scenario(
    "preferred-uplink-dead-with-containers", "The machines' network is the preferred way out of containers too, and leads nowhere.",
    broken=lambda lab: (lab.engine(), prefers_the_machines(lab)), asked=ROOT,
    expect=blocked(error("route.dead-default", owner="device", vantages=EVERYWHERE)),
    cure=applied("ip", remedy="prefer-other-default"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "preferred-uplink-dead-for-names", "The resolver too would be reached by the dead way out: no name resolves.",
    broken=lambda lab: prefers_the_machines(lab, knows_resolver=False),
    expect=blocked(error("route.dead-default", owner="device", rule="eth1")),
    cure=applied("ip", remedy="prefer-other-default"), leaves=ready(),
)

def prefers_a_firewall(lab):
    """The router of the machines' network has a way on, and lets nothing through; it says so to nobody."""
    prefers_the_machines(lab, forwards=True)
    lab.machines("ip", "link", "add", "wan", "type", "veth", "peer", "name", "far")
    for end in ("wan", "far"):
        lab.machines("ip", "link", "set", end, "up")
    lab.machines.route("default", "dev", "wan")
    lab.machines.filters("drop")


# The remedy moves everything to the modem, which may be the last thing that the site wants.
scenario(
    "preferred-uplink-behind-a-firewall", "The machines' network is the preferred way out, and its firewall lets nothing through; the modem works.",
    broken=prefers_a_firewall,
    expect=blocked(error("route.dead-default", owner="device", place="this-device", rule="eth1", confidence="likely")),
    cure=applied("ip", remedy="prefer-other-default"), leaves=ready(),
)

scenario(
    "second-uplink-idle", "A second uplink with a worse metric is there, and nobody needs it.",
    broken=lambda lab: (prefers_the_machines(lab), lab.device("ip", "route", "del", "default", "dev", "eth1", "metric", "100"),
                        lab.device.route("default", "via", MACHINES, "dev", "eth1", "metric", "900")),
    expect=ready(),
)


def filtered_beside_a_dead_modem(lab):
    """The preferred way out lets all but AMQP through; the other one is dead."""
    prefers_the_machines(lab)
    lab.device("ip", "route", "del", "default", "dev", "eth1", "metric", "100")
    lab.device.route("default", "via", MACHINES, "dev", "eth1", "metric", "900")
    lab.edge.filters("tcp dport 5671 drop")


scenario(
    "amqp-dropped-beside-a-dead-uplink", "The preferred uplink drops AMQP, the other one leads nowhere: a filter, no dead default.",
    broken=filtered_beside_a_dead_modem, expect=degraded(warning("tcp.dropped-port", owner="site-network"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"),
)


def everything_dropped_everywhere(lab):
    prefers_the_machines(lab)
    lab.edge.filters("iifname site meta l4proto tcp drop")


scenario(
    "both-uplinks-dead", "Neither uplink leads out: the preferred one is not to blame alone.",
    broken=everything_dropped_everywhere, expect=blocked(error("tcp.dropped-all", owner="site-network")),
    cure=incurable("two networks are dead at once"),
)
