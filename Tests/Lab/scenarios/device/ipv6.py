from cures import *
from scenario import *
import services
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


def both(lab):
    """The registry answers on both families."""
    lab.global_ipv6(FAR)
    lab.names.records[REGISTRY] = [Site.SECOND, FAR]
    services.relay6(lab.cloud, f"{lab.folder}/relay6", FAR, 443, Site.CLOUD)


RESETS = f"ip6 daddr {FAR} tcp dport 443 tcp flags & psh == psh reject with tcp reset"
#: Without a word to the sender (RFC 4890 section 4.3.1 says why not).
LOSES = "meta nfproto ipv6 meta length > 1280 drop"


def lifted(lab):
    lab.edge("nft", "delete", "table", "inet", "firewall")


for name, rule, story in (("reset", RESETS, "is reset"), ("lost", LOSES, "loses every packet beyond 1280 bytes")):
    scenario(
        f"ipv6-carries-no-tls-{name}", f"IPv6 connects to the registry, and what follows {story}; IPv4 works.",
        broken=lambda lab, rule=rule: (both(lab), lab.edge.filters(rule)),
        expect=ready(warning("ipv6.broken", owner="site-network", about={"address": FAR})), cure=granted("repair-ipv6", lifted),
    )

scenario(
    "ipv6-carries-no-tls-and-is-turned-off", "TLS over IPv6 is reset, and the device is told to do without.",
    broken=lambda lab: (both(lab), lab.edge.filters(RESETS)), expect=ready(warning("ipv6.broken")),
    cure=applied("sysctl", remedy="disable-ipv6"),
)


def unique_local(lab, *rules):
    """Nothing global: the engine takes IPv4 first."""
    far = "fd53::10"
    lab.names.records[REGISTRY] = [Site.SECOND, far]
    services.relay6(lab.cloud, f"{lab.folder}/relay6", far, 443, Site.CLOUD)
    if rules:
        lab.edge.filters(*rules)


scenario(
    "ipv6-of-unique-local-addresses", "Device and registry have unique local addresses beside those of IPv4.", broken=unique_local,
    expect=ready(),
)

scenario(
    "ipv6-of-unique-local-addresses-reset", "TLS between unique local addresses is reset, which the engine does not use.",
    broken=lambda lab: unique_local(lab, RESETS.replace(FAR, "fd53::10")), expect=ready(remark("ipv6.broken")),
)


def one_sided(lab):
    lab.names.records[REGISTRY] = [Site.SECOND, FAR]
    lab.device("ip", "-6", "route", "flush", "default")


scenario("ipv6-of-the-registry-alone", "The registry has an IPv6 address, and the device no way to it.", broken=one_sided, expect=ready())
