"""Containers that started before the device's resolvers changed."""

from cures import *
from scenario import *
from topology import Site

REFUSED = lambda lab: lab.stop_site_resolver()
SILENT = lambda lab: lab.edge.filters(f"ip daddr {lab.site.EDGE} meta l4proto {{ tcp, udp }} th dport 53 drop", hook="input")


BRIDGE = {"host": ALL, "docker:bridge": NONE}


def moved(network, fate, iot_edge=True):
    def broken(lab):
        lab.site_resolver()
        engine = lab.engine() if iot_edge else lab.engine_before_iot_edge()
        engine.run("edgeAgent", network)
        fate(lab)
        lab.device.resolvers(Site.RESOLVER)

    return broken


def stale(kind, network, fate=SILENT):
    return kind("container.resolver-stale", owner="container-engine", place="container-host", rule="container edgeAgent",
                confidence=None if fate is REFUSED else "certain", vantages=(f"docker:{network}",))


for name, fate in ("module", SILENT), ("module-refused", REFUSED):
    scenario(
        f"resolver-stale-{name}", "edgeAgent, on the network azure-iot-edge, started when the device had another resolver, which is gone.",
        broken=moved("azure-iot-edge", fate), asked=ROOT,
        expect=blocked(stale(error, "azure-iot-edge", fate), usable={**{v: ALL for v in EVERYWHERE}, "docker:azure-iot-edge": NONE}),
        cure=applied("shell", remedy="restart-container"), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "resolver-stale-container-on-the-bridge",
    "A container on the engine's bridge, the only network yet, started when the device had another resolver, which is gone.",
    broken=moved("bridge", SILENT, iot_edge=False), asked=ROOT, expect=blocked(stale(error, "bridge"), usable=BRIDGE),
    cure=applied("shell", remedy="restart-container"), leaves=ready(vantages=("host", "docker:bridge")),
)

scenario("resolver-old-and-alive", "The device has another resolver since edgeAgent started, and the old one answers as before.",
         broken=moved("azure-iot-edge", lambda lab: None), asked=ROOT, expect=ready(vantages=EVERYWHERE))
