"""Somebody on the way answers in the resolver's place, and lets the question pass: two answers come to it."""

from cures import *
from scenario import *
from services import HUB, Injector, SlowResolver
import services
from topology import Site


def injected(lab, said, beyond=0.2):
    """The site's resolver answers truly, a little later than the box on the gateway."""
    lab.public_resolver()
    SlowResolver(lab.edge, f"{lab.folder}/slow", lab.site.EDGE, Site.RESOLVER, beyond)
    lab.device.resolvers(lab.site.EDGE)
    lab.injector = Injector(lab.gateway, f"{lab.folder}/injector", "lan", HUB, said)


def page(lab):
    services.nginx_page(lab.cloud, f"{lab.folder}/page", Site.OTHER, *lab.authority.leaf("blocked", "blocked.lab"))
    injected(lab, Site.OTHER)


for name, story, broken in (
    ("page", "an address where somebody else answers", page),
    ("nowhere", "an address where nobody is", lambda lab: injected(lab, Site.NOBODY)),
    ("denied", "that there is no such name", lambda lab: injected(lab, "nxdomain")),
):
    scenario(
        f"answers-injected-{name}", f"A box on the gateway answers questions for the hub before the resolver does, with {story}.",
        broken=broken, asked=asking(control=Site.CONTROL),
        expect=blocked(error("dns.injected", owner="site-network", confidence="certain")),
        cure=granted("repair-resolver", lambda lab: lab.injector.stop()),
    )

scenario(
    "answers-injected-and-true", "A box on the gateway answers before the resolver does, and says the same: a cache that nobody asked for.",
    broken=lambda lab: injected(lab, Site.CLOUD), asked=asking(control=Site.CONTROL), expect=ready(),
)
