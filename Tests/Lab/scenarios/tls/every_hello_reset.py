from cures import *
from scenario import *

scenario(
    "every-hello-reset", "A box resets every connection at the first data, whatever name it bears.", case="F17",
    broken=lambda lab: lab.gateway.filters("tcp flags & (syn | psh) == psh iifname lan reject with tcp reset"),
    expect=blocked(error("tcp.reset-midstream", owner="site-network")), cure=applied("nftables", at="gateway"),
    leaves=ready(usable=None),
)
