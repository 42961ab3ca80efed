"""Settings of hardening guides and of small devices that the kernel's own defaults are not; nothing is in the way, or what is in the way is the site."""

from cures import *
from scenario import *

GUIDE = ("net.ipv4.tcp_timestamps=0", "net.ipv4.tcp_sack=0", "net.ipv4.tcp_window_scaling=0", "net.ipv4.tcp_rfc1337=1",
         "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.eth0.rp_filter=1", "net.ipv4.conf.all.accept_redirects=0",
         "net.ipv4.icmp_echo_ignore_all=1", "net.ipv4.conf.all.log_martians=1", "net.ipv4.tcp_syn_retries=2")


def hardened(lab, *more):
    lab.device("sysctl", "-qw", *GUIDE, *more)


scenario("hardened-device", "The device has the settings of a hardening guide.",
         broken=lambda lab: (hardened(lab), lab.engine()), asked=ROOT, expect=ready(vantages=EVERYWHERE))

for retries in (1, 2):
    scenario(
        f"amqp-dropped-with-{retries}-retries", f"The device sends a SYN {retries} times more, and the site drops AMQP.",
        broken=lambda lab, retries=retries: (hardened(lab, f"net.ipv4.tcp_syn_retries={retries}"),
                                             lab.edge.filters("tcp dport 5671 drop")),
        asked=ROOT, expect=degraded(warning("tcp.dropped-port", owner="site-network", hop=2), usable=ALL - {"amqp"}), cure=applied("nftables", at="edge"),
    )
