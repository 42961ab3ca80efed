from cures import *
from scenario import *
from services import REGISTRY
from topology import Site

FAR = "2001:db8:53::10"

for name, rule in {"dropped": "drop", "rejected": "reject with icmpv6 no-route"}.items():
    def broken(lab, rule=rule):
        lab.global_ipv6(FAR)
        lab.names.records[REGISTRY] = [Site.SECOND, FAR]
        lab.edge.filters(f"meta nfproto ipv6 {rule}")

    scenario(
        f"ipv6-{name}", f"The device has IPv6 that leads nowhere ({name}), and IPv4 works.", broken=broken,
        expect=ready(warning("ipv6.broken")), cure=applied("sysctl", remedy="disable-ipv6"),
    )
