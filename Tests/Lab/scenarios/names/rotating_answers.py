"""A name with another address at each look-up, as behind balancers that live for no second."""

import os
import sys

from scenario import *
from services import HUB, Service
from topology import Site

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OTHERS = ("203.0.113.21", "203.0.113.22")


def rotating(lab, addresses, lifetime):
    """The hub is at each of the addresses."""
    lab.start()
    for other in OTHERS:
        lab.cloud.address("eth0", f"{other}/24")
        lab.cloud.redirects(f"ip daddr {other} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")
    Service(lab.edge, f"{lab.folder}/rotating", sys.executable, f"{LAB}/rotating_resolver.py", lab.site.EDGE, Site.RESOLVER, HUB, str(lifetime),
            ",".join(addresses), ready=("udp", 53))
    lab.device.resolvers(lab.site.EDGE)


scenario("answers-that-rotate", "The hub's name has another address at each look-up (a lifetime of 0), and each of them answers.",
         broken=lambda lab: rotating(lab, (Site.CLOUD, *OTHERS), 0), asked=ROOT, expect=ready(vantages=("host",)))
