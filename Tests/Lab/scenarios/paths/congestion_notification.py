"""Firewalls that drop a SYN for the two flags by which it asks for ECN (RFC 3168)."""

from cures import *
from scenario import *

DROPPED = "tcp flags & (syn | ecn | cwr) == (syn | ecn | cwr) drop"


def asks(lab, *, falls_back):
    """The device asks for ECN with every connection, and without a fallback in each repetition of a SYN as well."""
    lab.device("sysctl", "-qw", "net.ipv4.tcp_ecn=1", f"net.ipv4.tcp_ecn_fallback={int(falls_back)}")


scenario(
    "ecn-dropped", "The site's firewall drops every SYN that asks for ECN, as this device's do: it may be that, and not all there is.",
    broken=lambda lab: (asks(lab, falls_back=False), lab.edge.filters(DROPPED)),
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="likely")),
    cure=applied("sysctl", remedy="without-ecn"),
)

scenario(
    "ecn-passes", "The device asks for ECN with every connection, and nobody minds.",
    broken=lambda lab: asks(lab, falls_back=True), expect=ready(),
)

scenario(
    "ecn-dropped-and-nobody-asks", "The site's firewall drops every SYN that asks for ECN, and this device asks for none.",
    broken=lambda lab: lab.edge.filters(DROPPED), expect=ready(),
)
