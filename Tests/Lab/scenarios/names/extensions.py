"""Questions with EDNS0, which glibc sends where resolv.conf says `edns0`, and no others."""

from cures import *
from scenario import *
from services import OldResolver
from stubs import Resolved
from topology import Site

ASKING = "options edns0 trust-ad"
#: The last count of the header, of records such as EDNS0's.
WITH_EDNS = "udp dport 53 @th,144,16 != 0 drop"


def drops(lab, options=ASKING, rule=WITH_EDNS):
    lab.gateway.filters(rule)
    lab.device.resolvers(Site.RESOLVER, options=options)


def lost(**more):
    return error("dns.edns-intolerant", owner="site-network", confidence="certain", about={"resolver": f"{Site.RESOLVER}:53"}, **more)


PASSED = granted("pass-edns", lambda lab: lab.gateway("nft", "delete", "table", "inet", "firewall"))

scenario(
    "edns-dropped", "A box on the way drops DNS questions with EDNS, which resolv.conf makes the device's C library send.",
    broken=drops, expect=blocked(lost()), cure=applied("shell", remedy="plain-dns"),
)

scenario(
    "edns-dropped-soon", "The same, and the C library gives up after two seconds.",
    broken=lambda lab: drops(lab, f"{ASKING} timeout:2 attempts:1"), expect=blocked(lost()), cure=PASSED,
)

scenario(
    "edns-dropped-everywhere", "The same, with an engine whose containers have a copy of the list and its options.",
    broken=lambda lab: (drops(lab), lab.engine()), asked=ROOT,
    expect=blocked(lost(vantages=EVERYWHERE), usable={"host": NONE, **dict.fromkeys(CONTAINERS, ALL)}), cure=PASSED,
    leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "edns-dropped-unasked", "A box on the way drops DNS questions with EDNS, and nobody sends any.",
    broken=lambda lab: drops(lab, ""), expect=ready(),
)

scenario(
    "edns-dropped-before-first", "The same on the way to the first of two resolvers: the second is asked after a timeout.",
    broken=lambda lab: (drops(lab, rule=f"ip daddr {lab.site.EDGE} {WITH_EDNS}"), lab.site_resolver(),
                        lab.device.resolvers(lab.site.EDGE, Site.RESOLVER, options=ASKING)),
    expect=ready(warning("dns.edns-intolerant", owner="site-network", about={"resolver": "10.77.0.2:53"})), cure=PASSED,
)


def behind_stub(lab):
    """systemd-resolved finds out by itself, and asks without EDNS from then on."""
    lab.gateway.filters(WITH_EDNS)
    Resolved(lab.device, Site.RESOLVER)
    lab.start()
    lab.device("getent", "ahosts", "myhub.azure-devices.net", check=False)


scenario("edns-dropped-behind-stub", "The same behind systemd-resolved's stub, which the C library asks with EDNS.",
         broken=behind_stub, expect=ready())


def old(lab, code, *repeats):
    OldResolver(lab.gateway, f"{lab.folder}/old", Site.GATEWAY, Site.RESOLVER, code, *repeats)
    lab.device.resolvers(Site.GATEWAY, options=ASKING)


scenario("edns-unknown-to-resolver", "The resolver answers questions with EDNS by FORMERR: the C library asks again without.",
         broken=lambda lab: old(lab, 1), expect=ready())

scenario(
    "edns-unknown-to-resolver-that-repeats-the-question", "The resolver answers so, and repeats the question: the C library gives up.",
    broken=lambda lab: old(lab, 1, "question"),
    expect=blocked(error("dns.edns-intolerant", owner="site-network", confidence="certain", about={"resolver": f"{Site.GATEWAY}:53"})),
    cure=applied("shell", remedy="plain-dns"),
)

scenario(
    "edns-not-implemented", "The resolver answers questions with EDNS by NOTIMP, which no C library asks again after.",
    broken=lambda lab: old(lab, 4),
    expect=blocked(error("dns.edns-intolerant", owner="site-network", about={"resolver": f"{Site.GATEWAY}:53"})),
    cure=applied("shell", remedy="plain-dns"),
)
