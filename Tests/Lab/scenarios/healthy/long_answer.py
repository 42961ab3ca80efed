from scenario import *
from services import HUB
from topology import Site

def broken(lab):
    lab.cloud.route("local", "203.0.113.128/26", "dev", "lo")
    lab.cloud.redirects(f"ip daddr 203.0.113.128/26 dnat ip to {Site.CLOUD}")
    lab.site_resolver({HUB: [f"203.0.113.{n}" for n in range(128, 168)]}, "max-udp-size: 512")


scenario("long-answer", "An answer too long for a datagram comes over TCP.", broken=broken, expect=ready())
