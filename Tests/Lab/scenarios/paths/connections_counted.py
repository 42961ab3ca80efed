"""Somebody on the way counts a device's connections: a run opens more at once than a device ever does."""

from cures import *
from scenario import *

BUSY = """table inet limits {{
 set busy {{
 type ipv4_addr; size 65535; flags dynamic;
 }}
 chain through {{
 type filter hook forward priority 0; policy accept;
 iifname site tcp flags & (syn|ack) == syn add @busy {{ ip saddr ct count over {limit} }} counter {verdict}
 }}
}}
"""


def counted(lab, limit, verdict):
    lab.edge.nft(BUSY.format(limit=limit, verdict=verdict))


COUNTED = "how much of it a run can open at once is chance"

scenario(
    "connections-counted", "The site's firewall has four connections at once for each source: it drops the others.",
    broken=lambda lab: counted(lab, 4, "drop"), expect=inconclusive(usable=None), cure=incurable(COUNTED),
)
scenario(
    "connections-counted-with-resets", "The site's firewall has four connections at once for each source: it resets the others.",
    broken=lambda lab: counted(lab, 4, "reject with tcp reset"), expect=inconclusive(usable=None), cure=incurable(COUNTED),
)
scenario(
    "twenty-connections-counted", "Healthy: it has twenty for each, which is enough.",
    broken=lambda lab: counted(lab, 20, "drop"), expect=ready(),
)
