from scenario import *
import services
from services import DPS, REGISTRY
from topology import Site

def broken(lab):
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


scenario("proxy-beside-an-open-way", "The shell's environment names a proxy that nobody needs.", broken=broken,
         asked=asking(environment={"https_proxy": "http://203.0.113.80:3128"}), expect=ready())

scenario("dead-proxy-nobody-needs", "The shell's environment names a proxy that is dead, beside an open way.",
         asked=asking(environment={"https_proxy": "http://203.0.113.80:3128"}), expect=ready(remark("proxy.unreachable")))


def denying(lab):
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, rules="http_access deny all")


scenario("no-proxy", "NO_PROXY keeps the hub and its services from a proxy that would deny them.", broken=denying,
         asked=asking(environment={"https_proxy": "http://203.0.113.80:3128",
                                   "NO_PROXY": f".azure-devices.net,{DPS},{REGISTRY},.data.mcr.microsoft.com"}), expect=ready())
