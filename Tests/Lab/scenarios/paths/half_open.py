from cures import *
from scenario import *
import services

def broken(lab):
    lab.relay = services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "accept")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")


scenario(
    "accepts-for-everybody", "A box takes every connection and passes nothing on, so that an open port means nothing.",
    broken=broken, expect=blocked(error("tcp.half-open-proxy", owner="site-network")),
    cure=incurable("the box's own administration decides"),
)


def forwarding(lab):
    services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "forward")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")
    lab.edge.filters("tcp dport 5671 reject with tcp reset")


scenario(
    "accelerator-before-dead-port", "An accelerator takes connections to a port that is closed behind it: not a silent hub.",
    broken=forwarding, expect=degraded(warning("tls.closed"), usable=ALL - {"amqp"}),
    cure=reconfigured(), leaves=ready(usable=ALL - {"amqp"}),
)
