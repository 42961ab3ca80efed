"""Links that are narrower than anybody is told."""

from composed.faults.path import BESIDE
from composed.parts import blame, fault
from scenario import ALL
from topology import Site

NETWORK = {"hub", "dps", "registry", "data"}
LINKS = BESIDE | {"link", "icmp", "box", "vpn", "engine-with-mtu"}


def comes_back(net, size):
    """Whether the cloud's echo of this size reaches the device. One of the device's own would teach it how narrow the link is."""
    return net.lab.cloud("ping", "-n", "-c1", "-W1", "-Mdo", f"-s{size}", Site.DEVICE, check=False).returncode == 0


@fault("segments", without=LINKS | {"tls"}, touches=NETWORK)
def black_hole_inwards(net):
    "A narrow link tells the hub nothing: what is big never arrives."
    yield net.loses(ALL, blame("mtu.blackhole-in", owner="site-network"),
                    proof=lambda: not comes_back(net, 1300) and comes_back(net, 1100))
    gateway, onward = net.lab.site.routers[:2]
    gateway("ip", "link", "set", "wan", "mtu", "1280")
    onward("ip", "link", "set", "site", "mtu", "1280")
    onward.keeps_quiet_about_size()


@fault("segments", without=LINKS, touches=NETWORK)
def black_hole_outwards(net):
    "The way out is narrower than the way in, and nobody tells the device."
    yield net.loses({"https"}, blame("mtu.blackhole-out", owner="site-network"),
                    proof=lambda: net.pings(Site.CLOUD, "-Mdo", "-s1300") is None and net.pings(Site.CLOUD, "-s1200") is not None)
    gateway = net.lab.gateway
    gateway("ip", "route", "replace", "default", "via", "10.77.0.2", "mtu", "lock", "1280")
    gateway.keeps_quiet_about_size()
