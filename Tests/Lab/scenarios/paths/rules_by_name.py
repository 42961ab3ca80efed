"""A firewall whose rule is a name: it lets through the addresses that its own resolver gives for the hub, and no others.

Its vendor says what follows where the device's resolver gives another one: community.fortinet.com, technical tips 302745 and 333706.
"""

import services
from cures import *
from scenario import *
from services import HUB
from topology import Site


def answers_there_too(lab):
    """The hub answers at a second address as well: it has just moved, or has one for each place."""
    lab.cloud.redirects(f"ip daddr {Site.OTHER} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")


def lets_its_own_address_through(lab):
    """The device's resolver gives the one address, the firewall's the other; the resolver outside says as the firewall's."""
    answers_there_too(lab)
    lab.site_resolver({HUB: Site.OTHER})
    lab.public_resolver()
    lab.edge.filters(f"ip daddr {Site.OTHER} meta l4proto tcp drop")


scenario(
    "name-rule-knows-another-address", "The site's firewall lets through the hub's address as it knows it, and the device's resolver gives another one of the hub's.",
    broken=lets_its_own_address_through, asked=asking(control=Site.CONTROL),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"address": Site.OTHER})),
    cure=granted("allow-outbound", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)

scenario(
    "name-rule-knows-another-address-alone", "The same, and no resolver outside may be asked.",
    broken=lets_its_own_address_through,
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"address": Site.OTHER})),
    cure=granted("allow-outbound", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)

scenario(
    "hub-has-moved", "The site's resolver gives an address of the hub's that public ones have no longer, and the hub answers at both.",
    broken=lambda lab: (answers_there_too(lab), lab.site_resolver({HUB: Site.OTHER}), lab.public_resolver()),
    asked=asking(control=Site.CONTROL), expect=ready(),
)
