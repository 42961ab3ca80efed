"""A gateway that binds addresses to machines, and has another machine's for the device's: its answers go to nobody (ARP tables by hand, IP-MAC binding)."""

from cures import *
from scenario import *
from topology import Site

scenario(
    "address-bound-to-another-machine", "The gateway has another machine's hardware address for the device's: what it sends the device, nobody takes.",
    broken=lambda lab: lab.gateway("ip", "neigh", "replace", Site.DEVICE, "lladdr", "02:00:00:00:00:99", "dev", "lan", "nud", "permanent"), asked=ROOT,
    expect=blocked(error("dns.timeout", owner="site-network", confidence="likely")),
    cure=granted("allow-dns", lambda lab: lab.gateway("ip", "neigh", "del", Site.DEVICE, "dev", "lan")),
)
