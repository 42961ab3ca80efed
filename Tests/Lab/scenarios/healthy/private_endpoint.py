from scenario import *
from services import HUB
import services
from topology import Site

def broken(lab):
    private, alias = "10.8.7.6", "myhub.privatelink.azure-devices.net"
    lab.cloud.address("eth0", f"{private}/32")
    lab.edge.route(f"{private}/32", "dev", "net")
    lab.cloud.redirects(f"ip daddr {private} dnat ip to {Site.CLOUD}")
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {private}"}))


scenario("private-endpoint", "The hub's name leads through privatelink to an address of RFC 1918.",
         broken=broken, expect=ready(remark("dns.private-endpoint")))
