"""Answers too long for a datagram, which have to come over TCP."""

from cures import *
from scenario import *
from services import HUB
from topology import Site


def broken(lab, rule, *settings, options=""):
    lab.cloud.route("local", "203.0.113.128/26", "dev", "lo")
    lab.cloud.redirects(f"ip daddr 203.0.113.128/26 dnat ip to {Site.CLOUD}")
    lab.site_resolver({HUB: [f"203.0.113.{n}" for n in range(128, 168)]}, *settings)
    lab.device.resolvers(lab.site.EDGE, options=options)
    lab.gateway.filters(f"tcp dport 53 {rule}")


BLOCKED = error("dns.tcp-blocked", owner="site-network", confidence="certain", about={"host": HUB, "resolver": "10.77.0.2:53"})

for name, rule in {"dropped": "drop", "rejected": "reject with tcp reset"}.items():
    scenario(
        f"long-answer-tcp-{name}", f"The answer is too long for a datagram, and DNS over TCP is {name}.",
        broken=lambda lab, rule=rule: broken(lab, rule, "max-udp-size: 512"), expect=blocked(BLOCKED),
        cure=applied("nftables", at="gateway", remedy="allow-dns-tcp"),
    )

scenario(
    "longer-answer-tcp-dropped", "The answer is too long for a datagram without EDNS, which is what resolv.conf lets clients ask by.",
    broken=lambda lab: broken(lab, "drop"), expect=blocked(BLOCKED), cure=applied("nftables", at="gateway", remedy="allow-dns-tcp"),
)

scenario(
    "longer-answer-with-edns", "The same answer fits where resolv.conf has clients ask with EDNS, and DNS over TCP is dropped.",
    broken=lambda lab: broken(lab, "drop", options="options edns0"), expect=ready(),
)

scenario(
    "short-answer-tcp-dropped", "DNS over TCP is dropped, and every answer fits a datagram.",
    broken=lambda lab: lab.gateway.filters("tcp dport 53 drop"), expect=ready(),
)
