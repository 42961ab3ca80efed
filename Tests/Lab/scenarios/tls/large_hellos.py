"""Hellos with post-quantum keys take two segments; boxes that read one take them for something else."""

from filters import FirstSegmentFilter
from cures import *
from scenario import *


def one_by_one(lab):
    # A virtual link carries several segments as one packet, which no wire does.
    lab.device("ip", "link", "set", "eth0", "gso_max_segs", "1")


def box(lab, kind):
    one_by_one(lab)
    lab.filter = FirstSegmentFilter(lab.gateway, f"{lab.folder}/filter", kind)


LARGE = warning("tls.large-hello-intolerant", owner="site-network", confidence="likely")

for kind, does in {"close": "closes the connection", "swallow": "keeps it and says nothing"}.items():
    scenario(
        f"large-hello-{kind}", f"A box reads the first segment of a hello on 443; where that is not all of it, it {does}.",
        broken=lambda lab, kind=kind: box(lab, kind), expect=ready(LARGE),
        cure=granted("pass-large-hello", lambda lab: lab.filter.stop()),
    )


def second_segment(lab):
    """What does not begin as a record does is dropped, until an answer shows that it is TLS after all."""
    one_by_one(lab)
    lab.edge("sysctl", "-w", "net.netfilter.nf_conntrack_acct=1")
    lab.edge.filters("tcp dport 443 ct reply bytes < 1000 tcp flags & (syn | fin | rst) == 0 @ih,0,8 0 drop")


scenario(
    "large-hello-second-segment-dropped", "A firewall drops what follows the first segment of a hello.", broken=second_segment,
    expect=ready(LARGE), cure=granted("pass-large-hello", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")),
)

scenario(
    "large-hello-close-containers", "A box reads the first segment of a hello on 443, also of containers'.",
    broken=lambda lab: (box(lab, "close"), lab.engine()), asked=ROOT,
    expect=ready(LARGE, vantages=EVERYWHERE), cure=granted("pass-large-hello", lambda lab: lab.filter.stop()), leaves=ready(vantages=EVERYWHERE),
)

scenario("large-hello-passes", "Every segment goes by itself, and hellos of two are answered.", broken=one_by_one, expect=ready())
