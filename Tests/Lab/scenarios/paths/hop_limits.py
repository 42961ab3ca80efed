"""A carrier that counts hops: it drops what has come through the device it sold the contract for."""

from cures import *
from scenario import *

HOST_ALONE = {"host": ALL, **{name: NONE for name in CONTAINERS}}


def counts_hops(lab):
    """What containers send has lost one hop on the device itself."""
    lab.engine()
    lab.gateway.filters("iifname lan meta l4proto tcp ip ttl 63 drop", hook="prerouting")


scenario(
    "hop-limit-of-containers-dropped", "The carrier drops what has come one hop further than the device's own packets: containers get no answer.",
    broken=counts_hops, asked=ROOT,
    expect=blocked(error("tcp.dropped-ip", owner="site-network", vantages=CONTAINERS), usable=HOST_ALONE, vantages=EVERYWHERE),
    cure=granted("raise-hop-limit", lambda lab: lab.gateway("nft", "flush", "ruleset")), leaves=ready(vantages=EVERYWHERE),
)
