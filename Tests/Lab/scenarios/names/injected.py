"""Somebody on the way answers in the resolver's place, and lets the question pass: two answers come to it."""

import dataclasses

from cures import *
from lab import Names
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


for name, story, broken, confidence in (
    # Of two addresses that a service can have, a resolver whose answers change may have given both.
    ("page", "an address where somebody else answers", page, "likely"),
    ("nowhere", "an address where nobody is", lambda lab: injected(lab, Site.NOBODY), "likely"),
    ("denied", "that there is no such name", lambda lab: injected(lab, "nxdomain"), "certain"),
):
    scenario(
        f"answers-injected-{name}", f"A box on the gateway answers questions for the hub before the resolver does, with {story}.",
        broken=broken, asked=asking(control=Site.CONTROL),
        expect=blocked(error("dns.injected", owner="site-network", confidence=confidence)),
        cure=granted("repair-resolver", lambda lab: lab.injector.stop()),
    )

scenario(
    "answers-injected-and-true", "A box on the gateway answers before the resolver does, and says the same: a cache that nobody asked for.",
    broken=lambda lab: injected(lab, Site.CLOUD), asked=asking(control=Site.CONTROL), expect=ready(),
)

#: A second address of the hub's, beside the first.
TWIN = "203.0.113.23"


def doubled(lab, *answers):
    """The gateway sends every question twice, to a pool of resolvers each of which gives another address for the hub."""
    lab.cloud.address("eth0", f"{TWIN}/24")
    lab.separate(HUB, TWIN)
    pool = []
    for number, answer in enumerate(answers):
        address = f"203.0.113.{60 + number}"
        lab.cloud.address("eth0", f"{address}/24")
        names = Names(lab, lab.cloud, address)
        names.records[HUB] = answer
        names.start()
        pool.append(address)
    lab.names.records[HUB] = [Site.CLOUD, TWIN]
    lab.public_resolver().reset({HUB: [Site.CLOUD, TWIN]})
    SlowResolver(lab.edge, f"{lab.folder}/pool", lab.site.EDGE, pool, 0)
    lab.device.resolvers(lab.site.EDGE)
    lab.gateway.nft("table ip doubling {\n chain in {\n type filter hook prerouting priority -150;\n"
                    f" iifname lan udp dport 53 dup to {lab.site.EDGE} device wan\n }}\n}}\n")


def dropped(lab):
    lab.edge.filters(f"ip daddr {{ {Site.CLOUD}, {TWIN} }} tcp dport {{ 443, 5671, 8883 }} drop")


DROPPED = error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"host": HUB})

scenario(
    "answers-doubled-and-changing", "A network doubles every question, before resolvers that give the hub's addresses in turn; the hub works.",
    broken=lambda lab: doubled(lab, Site.CLOUD, TWIN), asked=asking(control=Site.CONTROL), expect=ready(),
)

scenario(
    "answers-doubled-and-dropped", "The same network drops what goes to either of the hub's addresses: the answers have nothing to do with it.",
    broken=lambda lab: (doubled(lab, Site.CLOUD, TWIN), dropped(lab)), asked=asking(control=Site.CONTROL),
    expect=blocked(DROPPED), cure=granted(None, lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)

scenario(
    "answers-doubled-and-dropped-alone", "The same, with no resolver outside to ask: it may be the answers, and is not certain to be the path.",
    broken=lambda lab: (doubled(lab, Site.CLOUD, TWIN), dropped(lab)),
    expect=blocked(dataclasses.replace(DROPPED, confidence="likely"), warning("dns.injected", owner="site-network", confidence="possible")),
    cure=granted(None, lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall"), of="tcp.dropped-ip"),
)

scenario(
    "answers-doubled-and-denied", "A network doubles every question, before two resolvers of which the first denies the hub's name.",
    broken=lambda lab: (doubled(lab, [], Site.CLOUD)), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.injected", owner="site-network", confidence="likely")),
    cure=granted("repair-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)
