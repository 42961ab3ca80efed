"""A resolver further down the list: glibc asks it only in need, the musl of Alpine images at once with the first."""

from cures import *
from scenario import *
from services import HUB, SlowResolver
from topology import Site

BRIDGE = ("docker:bridge",)


def denying(lab, *settings):
    """The site's own resolver, second in the list, has not heard of the hub."""
    lab.site_resolver({}, *settings)
    lab.device.resolvers(Site.RESOLVER, lab.site.EDGE)


def denied(kind, confidence=None):
    return kind("dns.resolver-library", owner="site-network", vantages=BRIDGE, confidence=confidence,
                about={"host": HUB, "resolver": "10.77.0.2:53"})


REPAIRED = granted("repair-resolver", lambda lab: lab.restart_site_resolver())

scenario(
    "second-resolver-denies-containers", "The second resolver denies the hub's name: an Alpine container on the engine's bridge, the only network yet, asks both at once.",
    broken=lambda lab: (denying(lab), lab.engine_before_iot_edge()), asked=ROOT, expect=ready(denied(warning)), cure=REPAIRED,
    leaves=ready(vantages=("host", *BRIDGE)),
)

scenario(
    "second-resolver-denies-a-module-on-the-bridge", "The second resolver denies the hub's name, and a module was put on the engine's bridge.",
    broken=lambda lab: (denying(lab), lab.engine().run("telemetry", "bridge", options=("--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent"))), asked=ROOT, expect=ready(denied(warning), vantages=EVERYWHERE), cure=REPAIRED,
    leaves=ready(vantages=EVERYWHERE),
)


def without_address(lab):
    """The third resolver has the name, and no address for it."""
    lab.site_resolver({}, f'local-data: "{HUB}. 60 IN TXT nothing"')
    SlowResolver(lab.gateway, f"{lab.folder}/slow", Site.GATEWAY, Site.RESOLVER, 0.1)
    lab.device.resolvers(Site.RESOLVER, Site.GATEWAY, lab.site.EDGE)
    lab.engine_before_iot_edge()


scenario(
    "third-resolver-has-no-address", "The third resolver of three knows the hub's name and no address for it, and says so before the others can speak.",
    broken=without_address, asked=ROOT, expect=ready(denied(warning)), cure=REPAIRED, leaves=ready(vantages=("host", *BRIDGE)),
)

scenario(
    "second-resolver-denies-beside-modules", "The second resolver denies the hub's name; modules have a network of their own, where the engine's resolver asks one after the other.",
    broken=lambda lab: (denying(lab), lab.engine()), asked=ROOT, expect=ready(denied(remark), vantages=EVERYWHERE),
)


def agreeing(lab):
    lab.site_resolver()
    lab.device.resolvers(Site.RESOLVER, lab.site.EDGE)


def slow(lab, upstream=Site.RESOLVER):
    SlowResolver(lab.gateway, f"{lab.folder}/slow", Site.GATEWAY, upstream, 1.5)
    lab.device.resolvers(Site.RESOLVER, Site.GATEWAY)


for name, (story, fault) in {
    "agrees": ("says the same", agreeing),
    "is-slow": ("says the same, a second and a half later", slow),
    "denies-late": ("denies the hub's name a second and a half after the first has answered", lambda lab: (lab.site_resolver({}), slow(lab, lab.site.EDGE))),
    "refuses": ("refuses to answer, which nobody takes for an answer", lambda lab: denying(lab, 'local-zone: "azure-devices.net." refuse')),
}.items():
    def broken(lab, fault=fault):
        fault(lab)
        lab.engine_before_iot_edge()

    scenario(f"second-resolver-{name}-containers", f"The second resolver {story}: containers do not mind.", broken=broken, asked=ROOT,
             expect=ready(vantages=("host", *BRIDGE)))
