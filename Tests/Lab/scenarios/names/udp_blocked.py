from cures import *
from scenario import *

for name, rule in {"dropped": "drop", "rejected": "reject with icmp admin-prohibited"}.items():
    scenario(
        f"dns-udp-{name}", f"DNS over UDP is {name}, over TCP it works.",
        broken=lambda lab, rule=rule: lab.gateway.filters(f"udp dport 53 {rule}"),
        expect=blocked(error("dns.udp-blocked", owner="site-network", at="198.51.100.1", hop=1)), cure=applied("nftables", at="gateway"),
    )
