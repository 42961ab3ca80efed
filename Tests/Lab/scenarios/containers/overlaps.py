from stubs import Dnsmasq
from lab import Names
from cures import *
from scenario import *
from topology import Site


def resolver_at_gateway(lab):
    """The site's gateway is its resolver, as in every small office."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)


def same_address(lab):
    resolver_at_gateway(lab)
    lab.engine({"bip": f"{Site.GATEWAY}/24"})


scenario(
    "bridge-has-the-gateways-address", "The engine's bridge was given the site's range and with it the gateway's own address, which is the resolver's too.",
    broken=same_address, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None), usable=None),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=EVERYWHERE),
)


def same_range(lab):
    resolver_at_gateway(lab)
    lab.engine({"bip": "198.51.100.254/24"})


def same_range_before_iot_edge(lab):
    resolver_at_gateway(lab)
    lab.engine_before_iot_edge({"bip": "198.51.100.254/24"})


def modules_in_the_same_range(lab):
    """The network of IoT Edge was made with the site's range."""
    resolver_at_gateway(lab)
    lab.engine_before_iot_edge().network(subnet="198.51.100.0/24", gateway="198.51.100.254")


scenario(
    "bridge-has-the-sites-range", "The engine's bridge has the site's range, under an address of its own; modules have another network.",
    broken=same_range, asked=ROOT,
    expect=ready(remark("route.bridge-overlap", owner="container-engine", vantages=("docker:bridge",)),
                 usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": ALL}),
)

scenario(
    "bridge-has-the-sites-range-before-iot-edge", "The engine's bridge, the only network yet, has the site's range.",
    broken=same_range_before_iot_edge, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=("docker:bridge",)),
                   usable={"host": ALL, "docker:bridge": NONE}),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=("host", "docker:bridge")),
)

scenario(
    "modules-have-the-sites-range", "The network of IoT Edge has the site's range, under an address of its own.",
    broken=modules_in_the_same_range, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "module-has-the-sites-range", "The network of IoT Edge has the site's range, and edgeAgent runs on it: it is put back on its network.",
    broken=lambda lab: (modules_in_the_same_range(lab), lab.engine().run("edgeAgent")), asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=EVERYWHERE),
)


def later_range(lab):
    """The bridge was there first: the kernel finds its subnet before the uplink's."""
    resolver_at_gateway(lab)
    lab.engine({"bip": "198.51.100.254/24"})
    lab.device("ip", "address", "flush", "dev", "eth0")
    lab.device.address("eth0", f"{Site.DEVICE}/24")
    lab.device("ip", "route", "replace", "default", "via", Site.GATEWAY, "dev", "eth0", "onlink")


scenario(
    "bridge-was-there-first", "The engine's bridge has the range that the site's DHCP gave the uplink afterwards: the resolver at the gateway is looked for on the bridge.",
    broken=later_range, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None), usable=None),
    cure=applied("shell", remedy="move-bridge"), leaves=ready(vantages=EVERYWHERE),
)


def resolver_on_the_bridge(lab):
    lab.engine()
    Dnsmasq(lab.device, Site.RESOLVER, address="172.17.0.1")
    lab.engine().restart()


scenario(
    "resolver-on-the-bridge", "The device's own resolver listens at the bridge's address, and answers there.",
    broken=resolver_on_the_bridge, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def resolver_on_the_bridge_stopped(lab):
    lab.engine()
    dnsmasq = Dnsmasq(lab.device, Site.RESOLVER, address="172.17.0.1")
    lab.engine().restart()
    dnsmasq.stop()


scenario(
    "resolver-on-the-bridge-stopped", "The device's own resolver, at the bridge's address, is not running: nothing overlaps.",
    broken=resolver_on_the_bridge_stopped, asked=ROOT,
    expect=blocked(error("dns.port-refused", owner="device"), usable=NONE),
    cure=granted("start-resolver", by=lambda lab: lab.device("systemctl", "start", "dnsmasq")), leaves=ready(vantages=EVERYWHERE),
)


def pihole(lab, address="172.17.0.5"):
    """The host asks a container of its own, which does not run."""
    lab.engine()
    lab.device.resolvers(address)


scenario(
    "resolver-container-stopped", "The host's resolver is a container on the bridge that was stopped: nobody can tell that from a resolver that the bridge hides.",
    broken=pihole, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None, confidence="possible"), usable=None),
    cure=incurable("which of the two it is has to be looked up"),
)


def deaf(lab):
    """A container has the address, and no resolver runs in it."""
    module = lab.engine().run("pihole", "bridge")
    lab.device.resolvers(module.address)


scenario(
    "resolver-container-deaf", "The host's resolver is a container on the bridge that runs, and its port is closed: nothing overlaps.",
    broken=deaf, asked=ROOT,
    # The engine keeps its networks apart: from that of IoT Edge nothing comes back.
    expect=blocked(error("dns.timeout"), error("dns.port-refused"), usable=None),
    cure=incurable("its administrator has to start it"),
)


def route_behind(lab):
    """The site has a wider network at the same addresses, and this device a route there."""
    lab.engine()
    lab.device.route("172.16.0.0/12", "via", Site.GATEWAY)
    lab.device.resolvers("172.17.9.53")


scenario(
    "bridge-hides-a-routed-resolver", "The resolver lies in a network of the site's that this device has a route to, and the bridge covers it.",
    broken=route_behind, asked=ROOT,
    expect=blocked(error("route.bridge-overlap", owner="container-engine", vantages=None, confidence="certain"), usable=None),
    cure=incurable("no resolver of the lab's is there"),
)
