"""Containers that started before the device's resolvers changed."""

from cures import *
from scenario import *
from topology import Site

REFUSED = lambda lab: lab.stop_site_resolver()
SILENT = lambda lab: lab.edge.filters(f"ip daddr {lab.site.EDGE} meta l4proto {{ tcp, udp }} th dport 53 drop", hook="input")


def moved(network, fate, options=()):
    def broken(lab):
        lab.site_resolver()
        lab.engine().run("edgeAgent", network, options=options)
        fate(lab)
        lab.device.resolvers(Site.RESOLVER)

    return broken


for name, network, fate in (
        ("module", "azure-iot-edge", SILENT), ("module-refused", "azure-iot-edge", REFUSED), ("container-on-the-bridge", "bridge", SILENT)):
    place = f"docker:{network}"
    scenario(
        f"resolver-stale-{name}", f"edgeAgent, on the network {network}, started when the device had another resolver, which is gone.",
        broken=moved(network, fate), asked=ROOT,
        expect=blocked(error("container.resolver-stale", owner="container-engine", place="container-host", rule="container edgeAgent",
                             confidence=None if fate is REFUSED else "certain", vantages=(place,)),
                       usable={**{v: ALL for v in EVERYWHERE}, place: NONE}),
        cure=applied("shell", remedy="restart-container"), leaves=ready(vantages=EVERYWHERE),
    )

scenario("resolver-old-and-alive", "The device has another resolver since edgeAgent started, and the old one answers as before.",
         broken=moved("azure-iot-edge", lambda lab: None), asked=ROOT, expect=ready(vantages=EVERYWHERE))
