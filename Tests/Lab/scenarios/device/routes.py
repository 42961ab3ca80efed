from cures import *
from scenario import *
from topology import Site

scenario(
    "no-route", "The cable is out: the device has no route to anywhere.",
    broken=lambda lab: lab.device("ip", "route", "del", "default"),
    expect=blocked(error("route.none", owner="device")), cure=granted("add-default-route", lambda lab: lab.device.route("default", "via", Site.GATEWAY)),
)

for kind in ("blackhole", "prohibit", "unreachable"):
    scenario(
        f"route-{kind}", f"A {kind} route stands for the hub's address.",
        broken=lambda lab, kind=kind: lab.device.route(kind, f"{Site.CLOUD}/32"),
        expect=blocked(error("route.blocked", owner="device", place="this-device")), cure=applied("ip"),
    )

scenario(
    "rule-unreachable", "A policy rule says unreachable of the hub's address: the kernel answers as it does where no route is.",
    broken=lambda lab: lab.device("ip", "rule", "add", "to", f"{Site.CLOUD}/32", "unreachable", "pref", "100"),
    expect=blocked(error("route.blocked", owner="device", place="this-device", rule="the policy rule", confidence="certain")),
    cure=applied("ip"),
)

def revived(lab):
    lab.gateway("ip", "link", "set", "lan", "arp", "on")
    # The kernel remembers for a moment that nobody answered.
    lab.device.shell(f"until ping -c1 -W1 {Site.GATEWAY} >/dev/null; do :; done")


scenario(
    "gateway-dead", "The gateway does not answer ARP; the cable is in, and the carrier is there.",
    # Switched off, its end of the cable would take the carrier away: that is another fault.
    broken=lambda lab: lab.gateway("ip", "link", "set", "lan", "arp", "off"),
    expect=blocked(error("host.neighbour-dead", owner="device", place="this-device")),
    cure=granted("revive-gateway", revived),
)
