"""Two interfaces of the device in one network, a cable and a radio, with the same gateway behind each."""

from cures import *
from network import Host, link
from scenario import *
from topology import Site


def two_in_one(lab):
    """The cable is the preferred one."""
    switch = Host("switch")
    lab.site.routers.append(switch)
    lab.device("ip", "link", "delete", "eth0")
    switch("ip", "link", "add", "bridge", "up", "type", "bridge")
    link(lab.gateway, switch, "lan", "gateway")
    switch("ip", "link", "set", "gateway", "master", "bridge")
    link(lab.device, switch, "eth0", "cable")
    switch("ip", "link", "set", "cable", "master", "bridge")
    link(lab.device, switch, "wlan0", "radio")
    switch("ip", "link", "set", "radio", "master", "bridge")
    lab.gateway.address("lan", f"{Site.GATEWAY}/24", "fd51::1/64")
    lab.device("ip", "addr", "add", f"{Site.DEVICE}/24", "dev", "eth0", "metric", "100")
    lab.device("ip", "addr", "add", "198.51.100.11/24", "dev", "wlan0", "metric", "600")
    lab.device.route("default", "via", Site.GATEWAY, "dev", "eth0", "metric", "100")
    lab.device.route("default", "via", Site.GATEWAY, "dev", "wlan0", "metric", "600")


scenario(
    "cable-and-radio-in-one-network", "The device is in one network by cable and by radio, and either leads out.",
    broken=two_in_one, asked=ROOT, expect=ready(),
)

scenario(
    "cable-and-radio-in-one-network-with-containers", "The same with an engine.",
    broken=lambda lab: (two_in_one(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
