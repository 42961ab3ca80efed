"""IPsec policies of the device's own, which take packets before any router could."""

from cures import *
from scenario import *
from topology import Site


def policies(*policies):
    """As a VPN client leaves them behind: those of its tunnel, without the keys."""
    def broken(lab):
        for policy in policies:
            lab.device("ip", "xfrm", "policy", "add", *policy.split())
    return broken


TUNNEL = f"tmpl src {Site.DEVICE} dst 192.0.2.130 proto esp reqid 7 mode tunnel"
OUT = f"dir out src 0.0.0.0/0 dst {Site.CLOUD}/32 priority 1000"
IN = f"dir in src {Site.CLOUD}/32 dst 0.0.0.0/0 priority 1000"


def denied(**members):
    return error("host.policy-denied", owner="device", place="this-device", rule="ip xfrm", **members)


CURE = applied("shell", remedy="exempt-from-ipsec")

scenario(
    "ipsec-tunnel-without-keys", "A policy wants the packets to the hub in a tunnel, and the tunnel is not up.",
    broken=policies(f"{OUT} {TUNNEL}"), expect=blocked(denied(confidence="certain")), cure=CURE,
)

scenario(
    "ipsec-policy-refuses-answers", "A policy wants the hub's answers from a tunnel, and they come without: it throws them away.",
    broken=policies(f"{IN} tmpl src 192.0.2.130 dst {Site.DEVICE} proto esp reqid 7 mode tunnel"),
    expect=blocked(denied(confidence="certain")), cure=CURE,
)

scenario(
    "ipsec-policy-blocks", "A policy blocks what goes to the hub: connect() itself is refused.",
    broken=policies(f"{OUT} action block"), expect=blocked(denied(confidence="certain")), cure=CURE,
)

scenario(
    "ipsec-policy-blocks-answers", "A policy blocks what comes from the hub.",
    broken=policies(f"{IN} action block"), expect=blocked(denied(confidence="certain")), cure=CURE,
)

scenario(
    "ipsec-tunnel-without-keys-with-containers", "The same with an engine: what its containers send is taken as well.",
    broken=lambda lab: (lab.engine(), policies(f"{OUT} {TUNNEL}")(lab)), asked=ROOT,
    expect=blocked(denied(vantages=EVERYWHERE), vantages=EVERYWHERE), cure=CURE, leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "ipsec-policies-of-others", "The device has policies of a tunnel that is not up, and the hub is none of its destinations.",
    broken=policies(f"dir out src 0.0.0.0/0 dst 10.99.0.0/16 priority 1000 {TUNNEL}"), expect=ready(),
)

scenario(
    "address-dropped-beside-ipsec", "Policies of a tunnel that is not up are for others, and the site drops what goes to the hub.",
    broken=lambda lab: (policies(f"dir out src 0.0.0.0/0 dst 10.99.0.0/16 priority 1000 {TUNNEL}")(lab),
                        lab.edge.filters(f"ip daddr {Site.CLOUD} drop")),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", at="10.77.0.2", hop=2, about={"address": Site.CLOUD})),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)
