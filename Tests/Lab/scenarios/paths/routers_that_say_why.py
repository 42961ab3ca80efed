from cures import *
from scenario import *
from topology import Site

for kind, cause in [("host-unreachable", "tcp.host-unreachable"), ("net-unreachable", "tcp.net-unreachable")]:
    scenario(
        f"rejected-{kind}", f"The gateway says of everything to the hub: {kind}.",
        broken=lambda lab, kind=kind: lab.gateway.filters(f"ip daddr {Site.CLOUD} reject with icmp {kind}"),
        expect=blocked(error(cause, owner="site-network", at=Site.GATEWAY, hop=1, place="hop"), within=8),
        cure=granted("repair-route", lambda lab: lab.gateway("nft", "flush", "chain", "inet", "firewall", "forward") and None),
    )

for kind, cause in [
    ("admin-prohibited", "tcp.admin-prohibited"),
    ("host-prohibited", "tcp.admin-prohibited"), ("net-prohibited", "tcp.admin-prohibited"), ("port-unreachable", "tcp.rejected-icmp"),
]:
    scenario(
        f"rejected-{kind}", f"The gateway rejects everything to the hub with ICMP {kind}.",
        broken=lambda lab, kind=kind: lab.gateway.filters(f"ip daddr {Site.CLOUD} reject with icmp {kind}"),
        expect=blocked(error(cause, owner="site-network", at=Site.GATEWAY, hop=1, place="hop"), within=8),
        cure=applied("nftables", at="gateway"), leaves=ready(usable=ALL - {"mqtt"}),
    )
