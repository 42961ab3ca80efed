"""A DHCP client configures every interface that appears, those of containers too."""

from cures import *
from scenario import *
from topology import Site

OWN = "169.254.7.9"


def taken_for_a_network(metric, *, gives=True, resolver=None):
    """What dhcpcd makes of a veth that nobody leases an address to; the device's own way is a radio's, which has a worse metric."""
    def broken(lab):
        lab.engine().run("edgeAgent")
        bridge = next(name for name in lab.bridges() if name.startswith("br-"))
        veth = lab.device("ip", "-brief", "link", "show", "master", bridge).stdout.split()[0].split("@")[0]
        lab.device("ip", "route", "del", "default")
        lab.device.route("default", "via", Site.GATEWAY, "dev", "eth0", "metric", "3002")
        if resolver:
            lab.device.route(f"{Site.RESOLVER}/32", "via", Site.GATEWAY, "dev", "eth0")
        lab.device("ip", "address", "add", f"{OWN}/16", "dev", veth)
        if gives:
            lab.device.route("default", "dev", veth, "scope", "link", "src", OWN, "metric", str(metric))
    return broken


TAKEN = error("host.veth-route", owner="device", vantages=EVERYWHERE, place="this-device", rule="veth", confidence="certain")

for name, story, resolver in [("", "", None), ("-beside-the-resolver", "; the resolver has a route of its own", True)]:
    scenario(
        f"default-route-into-a-container{name}", f"A DHCP client has given a container's interface the preferred default route{story}.",
        broken=taken_for_a_network(1008, resolver=resolver), asked=ROOT, expect=blocked(TAKEN, usable=NONE),
        cure=applied("shell", remedy="unmanage-veth"), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "default-route-into-a-container-idle", "A DHCP client has given a container's interface a default route, which is not the preferred one.",
    broken=taken_for_a_network(4008), asked=ROOT, expect=ready(remark("host.veth-route", owner="device"), vantages=EVERYWHERE),
)

scenario(
    "link-local-address-beside-a-container", "A DHCP client has given a container's interface an address, and no route.",
    broken=taken_for_a_network(1008, gives=False), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
