"""Networks that lose everything for a few seconds, and then nothing: a handover, a switch that learns its tree, a gateway that wakes up."""

import json
import threading
import time

from cures import *
from scenario import *


def loses_at_first(lab, family, hook, match, seconds):
    """From the first such packet on, for so many seconds, the gateway takes none of them."""
    lab.gateway.nft(f"table {family} outage {{\n counter met {{ }}\n chain early {{\n type filter hook {hook} priority 0; policy accept;\n"
                    f" {match} counter name met drop\n }}\n}}\n")

    def ends():
        while True:
            told = lab.gateway("nft", "--json", "list", "counter", family, "outage", "met", check=False).stdout
            if not told or any(each["counter"]["packets"] for each in json.loads(told)["nftables"] if "counter" in each):
                break
            time.sleep(0.05)
        time.sleep(seconds)
        lab.gateway("nft", "delete", "table", family, "outage", check=False)

    threading.Thread(target=ends, daemon=True).start()


for seconds in (2,):
    scenario(
        f"outage-of-{seconds}-s", f"From the first connection on, nothing gets through for {seconds} s; names did before.",
        broken=lambda lab, seconds=seconds: loses_at_first(lab, "inet", "forward", "iifname lan meta l4proto tcp", seconds),
        # Connections open once SYNs were sent again, and nothing is closed.
        expect=degraded(warning("tcp.lossy", confidence="likely"), usable=ALL), cure=granted(None),
    )

for seconds in (2,):
    scenario(
        f"gateway-found-after-{seconds}-s", f"The gateway answers ARP {seconds} s after it was first asked for.",
        broken=lambda lab, seconds=seconds: (
            loses_at_first(lab, "arp", "input", f"arp operation request arp daddr ip {lab.site.GATEWAY}", seconds),
            lab.device("ip", "neigh", "flush", "dev", "eth0")),
        expect=ready(usable=None),
    )
