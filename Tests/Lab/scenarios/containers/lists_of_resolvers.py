"""resolv.conf as people write it, which glibc and the engine read differently, and lists that mean the container itself."""

from cures import *
from scenario import *
from stubs import Dnsmasq
from topology import Site

CONTAINERS_ALONE = {"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}


def written(text):
    def broken(lab):
        lab.start()
        lab.device("rm", "-f", "/etc/resolv.conf")
        lab.device.write("/etc/resolv.conf", text)
        lab.engine()
    return broken


def rewritten(lab):
    lab.device.write("/etc/resolv.conf", f"nameserver {Site.RESOLVER}\n")
    lab.engine().restart()


UNREAD = error("dns.port-refused", owner="device", place="this-device", rule="/etc/resolv.conf", vantages=("host",))
BY_HAND = incurable("resolv.conf is what its writer makes of it")
scenario(
    "resolver-line-of-windows", "resolv.conf has the line ends of Windows, with which glibc takes no address.",
    broken=written(f"search plant.example\r\nnameserver {Site.RESOLVER}\r\n"), asked=ROOT, expect=blocked(UNREAD, usable={"host": NONE}), cure=BY_HAND)
scenario(
    "resolver-line-with-port", "resolv.conf names a resolver with a port, which glibc and the engine throw away; the engine falls back.",
    broken=written(f"nameserver {Site.RESOLVER}:53\n"), asked=ROOT, expect=blocked(UNREAD, usable=NONE), cure=BY_HAND)
def any_address(lab):
    lab.start()
    Dnsmasq(lab.device, Site.RESOLVER)
    lab.device.resolvers("0.0.0.0")
    lab.engine()


scenario(
    "resolver-of-any-address", "resolv.conf names 0.0.0.0, which is this machine for whoever asks it: the device's own dnsmasq for the host, nobody for containers.",
    broken=any_address, asked=ROOT, expect=blocked(error("dns.container-stub", owner="container-engine", vantages=CONTAINERS), usable=CONTAINERS_ALONE),
    cure=incurable("whom the own resolver asks is to be named in daemon.json by who knows"))


def denies_and_fell_back(lab):
    Dnsmasq(lab.device, Site.RESOLVER, settings=("address=/azure-devices.net/",))
    lab.engine_before_iot_edge()


scenario(
    "own-resolver-denies-and-engine-fell-back",
    "The device's own dnsmasq denies the hub; the engine, which takes no loopback resolver, has containers ask 8.8.8.8, which the site drops.",
    broken=denies_and_fell_back, asked=ROOT,
    expect=blocked(error("dns.container-fallback-public", owner="container-engine", vantages=("docker:bridge",)), error("dns.filtered", owner="device"), usable=NONE),
    cure=incurable("the own resolver's settings and the engine's have to change, one after the other"))


def module(lab, *options):
    lab.engine().run("edgeAgent", options=(*options, "--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent"))


scenario(
    "module-with-loopback-resolver", "edgeAgent's createOptions give it the host's stub as its resolver (Dns 127.0.0.53).",
    broken=lambda lab: module(lab, "--dns", "127.0.0.53"), asked=ROOT,
    expect=blocked(error("dns.container-stub", owner="hub-configuration", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=incurable("createOptions are the deployment's, which nobody here deploys"))
