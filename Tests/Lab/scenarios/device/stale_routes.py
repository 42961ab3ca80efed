"""Routes of the device's own for a few addresses, and routes with several next hops, that lead nowhere."""

from cures import *
from emulator import DATA
from network import Host, link
from scenario import *
from services import DPS, HUB, REGISTRY
from topology import Site

IDLE = "198.51.100.77"


def idle_machine(lab, *, forwards=False):
    """A machine on the device's link, which may once have been a router: it answers ARP."""
    switch, idle = Host("switch"), Host("idle")
    lab.site.routers += [switch, idle]
    lab.device("ip", "link", "delete", "eth0")
    switch("ip", "link", "add", "bridge", "up", "type", "bridge")
    for host, own, port in ((lab.device, "eth0", "device"), (lab.gateway, "lan", "gateway"), (idle, "lan", "idle")):
        link(host, switch, own, port)
        switch("ip", "link", "set", port, "master", "bridge")
    lab.device.address("eth0", f"{Site.DEVICE}/24", "fd51::10/64")
    lab.gateway.address("lan", f"{Site.GATEWAY}/24", "fd51::1/64")
    idle.address("lan", f"{IDLE}/24")
    idle.route("default", "via", Site.GATEWAY)
    idle("sysctl", "-qw", f"net.ipv4.ip_forward={int(forwards)}", "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.lan.send_redirects=0")
    for gateway in (Site.GATEWAY, "fd51::1"):
        lab.device.route("default", "via", gateway)


def by_the_idle_one(lab, **more):
    idle_machine(lab, **more)
    lab.device.route(f"{Site.CLOUD}/32", "via", IDLE)


STALE = error("route.stale", owner="device", place="this-device", rule=f"{Site.CLOUD}/32 via {IDLE}")

scenario(
    "stale-route-to-the-hub", "A static route to the hub's address leads to a machine that forwards nothing; all else takes the default route.",
    broken=by_the_idle_one, expect=blocked(STALE), cure=applied("ip", remedy="remove-stale-route"),
)

scenario(
    "stale-route-to-the-hub-with-containers", "The same with an engine: what its containers send takes the route as well.",
    broken=lambda lab: (by_the_idle_one(lab), lab.engine()), asked=ROOT,
    expect=blocked(error("route.stale", owner="device", vantages=EVERYWHERE), vantages=EVERYWHERE),
    cure=applied("ip", remedy="remove-stale-route"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "stale-route-to-nobody", "A static route to the hub's address leads to a gateway that is no longer there.",
    broken=lambda lab: lab.device.route(f"{Site.CLOUD}/32", "via", IDLE),
    expect=blocked(error("host.neighbour-dead", owner="device", place="this-device")),
    cure=granted("revive-gateway", lambda lab: lab.device("ip", "route", "del", f"{Site.CLOUD}/32")),
)

scenario(
    "static-route-that-leads-on", "A static route to the hub's address leads by another router, which leads on.",
    broken=lambda lab: by_the_idle_one(lab, forwards=True), expect=ready(),
)

scenario(
    "address-dropped-behind-a-static-route", "A static route to the hub's address leads on, and the site's firewall drops what goes there.",
    broken=lambda lab: (by_the_idle_one(lab, forwards=True), lab.edge.filters(f"ip daddr {Site.CLOUD} drop")),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"address": Site.CLOUD})),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)


# Several next hops.

def spread(lab, **more):
    """The default route has two next hops; the kernel chooses one for each address: one for the hub's, one for the other services'."""
    idle_machine(lab, **more)
    lab.device("ip", "route", "replace", "default", "nexthop", "via", Site.GATEWAY, "dev", "eth0",
               "nexthop", "via", IDLE, "dev", "eth0")
    lab.device.route(f"{Site.RESOLVER}/32", "via", Site.GATEWAY)
    lab.separate(HUB, met_by(lab, IDLE))
    others = met_by(lab, Site.GATEWAY)
    for name in (DPS, REGISTRY, DATA):
        lab.separate(name, others)


def met_by(lab, hop):
    """An address of the cloud's whose packets from the device take a next hop."""
    for number in range(120, 250):
        address = f"203.0.113.{number}"
        if f"via {hop} " in lab.device("ip", "route", "get", address, "from", Site.DEVICE).stdout:
            lab.cloud.address("eth0", f"{address}/24")
            return address
    raise AssertionError("the kernel spreads nothing")


scenario(
    "one-of-two-next-hops-dead", "The default route has two next hops, and the one that the hub's address meets leads nowhere.",
    broken=spread, expect=blocked(error("route.stale", owner="device", place="this-device", confidence="likely")),
    cure=granted("remove-stale-route", lambda lab: lab.device("ip", "route", "replace", "default", "via", Site.GATEWAY)),
)

scenario(
    "two-next-hops-that-lead-on", "The default route has two next hops, and both lead on.",
    broken=lambda lab: spread(lab, forwards=True), expect=ready(),
)
