"""A stateful firewall that sees one direction alone: it lets the SYN out, and takes all that follows for invalid.

docs.netgate.com, troubleshooting/asymmetric-routing; devnonsense.com, asymmetric-routing-around-the-firewall.
"""

from cures import *
from network import link
from scenario import *
from topology import Site


def answers_go_past(lab):
    """The cloud's answers come back by a line of their own, past the firewall at the edge."""
    link(lab.cloud, lab.gateway, "back", "back")
    lab.cloud.address("back", "10.99.0.2/24")
    lab.gateway.address("back", "10.99.0.1/24")
    lab.cloud.route("198.51.100.0/24", "via", "10.99.0.1", "src", Site.CLOUD)
    for host in (lab.cloud, lab.gateway):
        host("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.back.rp_filter=0")


def knows_connections(lab):
    lab.edge.filters("ct state invalid drop", "ct state established,related accept", "ct state new accept")


def symmetric(lab):
    lab.cloud("ip", "route", "del", "198.51.100.0/24", "via", "10.99.0.1")


scenario(
    "answers-past-the-firewall", "The site's firewall sees what goes out and not the answers: connections open, and no data gets through.",
    broken=lambda lab: (answers_go_past(lab), knows_connections(lab)),
    expect=blocked(error("tcp.asymmetric", owner="site-network", confidence="likely")), cure=granted("symmetric-route", symmetric),
)

scenario(
    "answers-past-a-router", "The answers come back by another line, past a router that counts no connections.",
    broken=answers_go_past, expect=ready(),
)
