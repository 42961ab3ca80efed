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


def own_rule(lab, rule):
    """What is advised to switch IPv6 off: addresses and routes stay."""
    lab.global_ipv6(FAR)
    lab.names.records[REGISTRY] = [Site.SECOND, FAR]
    lab.device.filters(f"meta nfproto ipv6 oifname eth0 icmpv6 type != {{ nd-neighbor-solicit, nd-neighbor-advert }} accept",
                       f"meta nfproto ipv6 oifname eth0 meta l4proto != icmpv6 {rule}", hook="output")


for name, rule in {"dropped": "drop", "rejected": "reject with icmpv6 admin-prohibited"}.items():
    scenario(
        f"ipv6-{name}-here", f"The device's own firewall stops IPv6 ({name}), and IPv4 works.",
        broken=lambda lab, rule=rule: own_rule(lab, rule),
        expect=ready(warning("ipv6.broken", owner="device", place="this-device")), cure=applied("sysctl", remedy="disable-ipv6"),
    )
