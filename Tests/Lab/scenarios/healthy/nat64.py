from nat64 import Nat64
from scenario import *
from topology import Site

def broken(lab):
    """The device's network has no IPv4 at all; its gateway translates."""
    Nat64(lab.gateway, f"{lab.folder}/nat64", "fd51::1", Site.RESOLVER)
    lab.device("ip", "-4", "address", "flush", "dev", "eth0")
    lab.device.resolvers("fd51::1")


scenario("nat64", "A device with IPv6 alone reaches the hub through NAT64 and DNS64.", broken=broken, expect=ready())
