from scenario import *
import services
from services import REGISTRY
from topology import Site

FAR = "2001:db8:53::10"


def broken(lab):
    lab.global_ipv6(FAR)
    lab.names.records[REGISTRY] = [Site.SECOND, FAR]
    services.relay6(lab.cloud, f"{lab.folder}/relay6", FAR, 443, Site.CLOUD)


scenario("dual-stack", "The device has IPv6 as well, the hub has none, and the registry answers on both.", broken=broken, expect=ready())
