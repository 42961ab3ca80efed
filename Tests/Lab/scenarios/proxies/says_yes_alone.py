"""Proxies that say yes to every CONNECT before they have looked where it leads."""

import os
import sys

from cures import *
from scenario import *
from services import Service
from topology import Site

LAB = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VIA = asking("--proxy", f"http://{Site.PROXY}:3128", "--upstream", "amqp-ws")


def two_faced(lab, *names):
    """The proxy is the only way out; for these names it answers itself once the tunnel stands."""
    lab.start()
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    lab.cloud.resolvers(Site.RESOLVER)
    Service(lab.cloud, f"{lab.folder}/two-faced", sys.executable, f"{LAB}/page_proxy.py", Site.PROXY, "3128", *names, ready=("tcp", 3128))


scenario(
    "proxy-says-yes-and-page", "The proxy says 200 to every CONNECT; what follows for the hub it answers itself (page).",
    broken=lambda lab: two_faced(lab, "azure-devices.net"), asked=VIA,
    expect=blocked(error("tls.non-tls-reply", owner="proxy")), cure=incurable("the proxy's own rules have to let the hub pass"))

scenario("proxy-says-yes-and-means-it", "A proxy that says 200 to every CONNECT before it has looked, and then carries everything.",
         broken=lambda lab: two_faced(lab), asked=VIA, expect=ready(usable=WEB))
