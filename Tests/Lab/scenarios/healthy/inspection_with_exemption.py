from scenario import *
import services
from topology import Site

def broken(lab):
    lab.start()
    services.bumping_squid(lab.edge, f"{lab.folder}/bump", lab.authority, Site.RESOLVER, lab.hub_root)
    lab.edge.redirects("iifname site ip daddr 203.0.113.77 tcp dport 443 redirect to :3130")


scenario("inspection-with-exemption", "A proxy opens up TLS, but spares the hub and its services.", broken=broken, expect=ready())
