"""A device with two addresses, of which its own packets leave with one, and those of containers, masqueraded, with the other (nf_nat_masquerade.c)."""

from cures import *
from scenario import *
from topology import Site

SECOND = "198.51.100.20"


def known_by_the_second(lab):
    """The site's firewall knows the device by its second address, which its own packets leave with."""
    lab.device.address("eth0", f"{SECOND}/24")
    lab.device("ip", "route", "replace", "default", "via", Site.GATEWAY, "dev", "eth0", "src", SECOND)
    lab.engine()
    lab.edge.filters(f"iifname site ip saddr {Site.DEVICE} meta l4proto tcp drop")


scenario(
    "masqueraded-with-the-first-address", "The site lets one of the device's two addresses out, and containers are masqueraded with the other.",
    broken=known_by_the_second, asked=ROOT,
    expect=blocked(error("tcp.dropped-ip", vantages=CONTAINERS), usable={"host": ALL, **{n: NONE for n in CONTAINERS}}),
    cure=granted(None, lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")), leaves=ready(vantages=EVERYWHERE),
)
