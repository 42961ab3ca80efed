"""A healthy container engine, how it may be set, and what may run in it already."""

from composed.parts import named, trait
from scenario import EVERYWHERE
from topology import Site

SETTINGS = {
    "engine": (None, "A container engine with IoT Edge's network."),
    "engine-with-own-dns": ({"dns": [Site.RESOLVER]}, "The engine's settings name the resolver."),
    "engine-with-own-subnets": ({"bip": "10.200.0.1/24", "default-address-pools": [{"base": "10.201.0.0/16", "size": 24}]},
                                "The engine gives its networks other subnets than it usually does."),
    "engine-without-userland-proxy": ({"userland-proxy": False}, "The engine publishes ports by rules alone."),
    "engine-with-mtu": ({"mtu": 1400}, "The default bridge carries 1400 bytes."),
    "engine-with-logs": ({"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}, "live-restore": True},
                         "The engine's settings are those that IoT Edge asks for."),
}

for name, (settings, story) in SETTINGS.items():
    @trait("engine", without={"resolver-of-the-site", "private-endpoint"} if name == "engine-with-own-dns" else (),
           weight=3 if settings is None else 1)
    @named(name, story)
    def _(net, settings=settings):
        yield lambda: net.device_says("docker network inspect azure-iot-edge >/dev/null")
        net.lab.engine(settings)
        net.vantages, net.user = EVERYWHERE, None


@trait("modules", needs={"engine"})
def edge_hub_running(net):
    "edgeAgent and edgeHub run already; edgeHub owns its ports."
    yield lambda: net.device_says("docker inspect --format '{{.State.Running}}' edgeHub 2>/dev/null | grep -q true")
    ports = [part for port in (443, 5671, 8883) for part in ("-p", f"{port}:{port}")]
    net.modules["azure-iot-edge"] = net.lab.engine().run("edgeHub", "azure-iot-edge", "httpd", "-f", "-p", "443", options=ports)
    net.lab.engine().run("edgeAgent")


@trait("modules", needs={"engine"})
def other_containers(net):
    "Somebody else's container runs on the default bridge, and edgeAgent waits for its identity."
    yield lambda: net.device_says("docker ps --format '{{.Names}}' | grep -q ^other")
    net.modules["bridge"] = net.lab.engine().run("other", "bridge")
    net.modules["azure-iot-edge"] = net.lab.engine().run("edgeAgent")
