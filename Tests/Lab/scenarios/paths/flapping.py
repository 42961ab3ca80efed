from cures import *
from scenario import *


def broken(lab):
    """Every second connection loses its first SYN, and only that: what is sent again gets through."""
    lab.edge.nft("""table inet flapping {
 set met { type inet_service . inet_service; flags dynamic; size 65535; }
 chain through {
  type filter hook forward priority 0; policy accept;
  meta l4proto != tcp accept
  tcp flags & (syn | ack) != syn accept
  tcp sport . tcp dport @met accept
  add @met { tcp sport . tcp dport }
  numgen inc mod 2 == 0 drop
 }
}
""")


scenario(
    "every-second-syn-lost", "A broken box loses every second first SYN: slow, and no verdict against anybody.",
    broken=broken, expect=degraded(warning("tcp.lossy"), usable=ALL),
    cure=incurable("the report cannot say which box it is"),
)
