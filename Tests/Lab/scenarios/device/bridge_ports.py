"""What is no cable and stops everything: a bridge whose port passes nothing, a loopback interface that is switched off."""

from cures import *
from lab import Names
from scenario import *
from topology import Site

OWN = dict(owner="device", place="this-device")


def bridged(lab, state):
    """The uplink is a port of the device's own bridge, which has the address; 3 is forwarding, 0 disabled."""
    lab.device.shell(
        f"ip addr flush dev eth0\nip link add br0 type bridge\nip link set eth0 master br0\nip link set br0 up\n"
        f"ip addr add {Site.DEVICE}/24 dev br0\nip route add default via {Site.GATEWAY}\nsleep 0.5\nbridge link set dev eth0 state {state}"
    )


def without_loopback(lab, down):
    lab.own = Names(lab, lab.device, "127.0.0.1")
    lab.own.start()
    lab.device.resolvers("127.0.0.1")
    if down:
        lab.device("ip", "link", "set", "lo", "down")


scenario(
    "bridge-port-disabled", "The uplink is a bridge with the device's address; its port is in state disabled (spanning tree, or by hand).",
    broken=lambda lab: bridged(lab, 0), expect=blocked(error("host.link-down", **OWN)),
    cure=granted("bring-link-up", lambda lab: lab.device("bridge", "link", "set", "dev", "eth0", "state", "3")),
)
scenario("bridge-port-forwarding", "Healthy: the same bridge, and its port forwards.", broken=lambda lab: bridged(lab, 3), expect=ready())
scenario(
    "loopback-down", "The loopback interface is switched off (a trimmed image); the device's own resolver is on 127.0.0.1.",
    broken=lambda lab: without_loopback(lab, True), expect=blocked(error("host.link-down", **OWN)), cure=applied("ip", remedy="bring-link-up"),
)
scenario("loopback-up", "Healthy: the same resolver, and the interface is on.", broken=lambda lab: without_loopback(lab, False), expect=ready())
