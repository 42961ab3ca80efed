from cures import *
from scenario import *

scenario(
    "only-443", "All ports but 443 are dropped: one finding, not two.",
    broken=lambda lab: lab.edge.filters("iifname site tcp dport != 443 drop"),
    expect=degraded(warning("transport.only-443", at="10.77.0.2", hop=2), usable=WEB),
    cure=reconfigured(), leaves=ready(usable=WEB),
)

scenario(
    "only-443-opened", "All ports but 443 are dropped, and the site opens what is asked for.",
    broken=lambda lab: lab.edge.filters("iifname site tcp dport != 443 drop"),
    expect=degraded(warning("transport.only-443", at="10.77.0.2", hop=2), usable=WEB),
    cure=applied("nftables", at="edge"), leaves=ready(usable=None),
)
