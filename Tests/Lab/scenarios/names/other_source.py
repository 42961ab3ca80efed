"""Resolvers that answer from another address than the one they are asked at."""

from cures import *
from scenario import *
from services import HUB
from topology import Site

#: A second address of the edge router, towards the site.
OTHER = "10.77.0.3"


def answers_from(lab, rule):
    """The site's resolver has two addresses; what it answers over UDP leaves with the other one, as from a router's routes."""
    lab.site_resolver()
    lab.edge.address("site", f"{OTHER}/24")
    lab.edge.nft("table ip source {\n chain out {\n type filter hook output priority -310; policy accept;\n"
                 f" {rule}\n }}\n}}\n")


def lifted(lab):
    lab.edge("nft", "delete", "table", "ip", "source")


OTHER_ADDRESS = f"udp sport 53 ip saddr 10.77.0.2 ip saddr set {OTHER}"
FAULT = error("dns.other-source", owner="site-network", confidence="certain")

scenario(
    "resolver-answers-from-another-address", "The site's resolver has two addresses, and answers over UDP from the one that was not asked.",
    broken=lambda lab: answers_from(lab, OTHER_ADDRESS), expect=blocked(FAULT), cure=granted("answer-from-there", lifted),
)

scenario(
    "resolver-answers-from-another-port", "A translation gives the resolver's answers another port.",
    broken=lambda lab: answers_from(lab, "ip saddr 10.77.0.2 udp sport 53 udp sport set 5300"), expect=blocked(FAULT),
    cure=granted("answer-from-there", lifted),
)

scenario(
    "resolver-answers-from-another-address-asked-by-name", "The resolver answers from another address, and the device is told to ask that one.",
    broken=lambda lab: answers_from(lab, OTHER_ADDRESS), expect=blocked(FAULT),
    cure=granted("other-resolver", lambda lab: (lifted(lab), lab.device.resolvers(Site.RESOLVER))),
)

scenario(
    "resolver-answers-from-another-address-containers", "The site's resolver answers from another address, containers as well.",
    broken=lambda lab: (answers_from(lab, OTHER_ADDRESS), lab.engine()), asked=ROOT, expect=blocked(FAULT, vantages=EVERYWHERE),
    cure=granted("answer-from-there", lifted), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "first-resolver-answers-from-another-address", "The first of two resolvers answers from another address, the second as it should.",
    broken=lambda lab: (answers_from(lab, OTHER_ADDRESS), lab.device.resolvers(lab.site.EDGE, Site.RESOLVER)),
    expect=degraded(warning("dns.slow-first"), usable=ALL), cure=granted("reorder-resolvers", lambda lab: lab.device.resolvers(Site.RESOLVER, lab.site.EDGE)),
)

scenario(
    "resolver-of-two-addresses", "The site's resolver has two addresses, and answers from the one that was asked.",
    broken=lambda lab: answers_from(lab, "counter"), expect=ready(),
)
