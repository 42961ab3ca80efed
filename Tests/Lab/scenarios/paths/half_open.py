from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

def broken(lab):
    lab.relay = services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "accept")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")


scenario(
    "accepts-for-everybody", "A box takes every connection and passes nothing on, so that an open port means nothing.",
    broken=broken, expect=blocked(error("tcp.half-open-proxy", owner="site-network")),
    cure=incurable("the box's own administration decides"),
)


def for_containers(lab):
    broken(lab)
    lab.engine()


scenario(
    "accepts-for-everybody-and-containers", "A box takes every connection, of the device and of its containers, and passes nothing on.",
    broken=for_containers, asked=ROOT, expect=blocked(error("tcp.half-open-proxy", owner="site-network", vantages=EVERYWHERE)),
    cure=incurable("the box's own administration decides"),
)


def leading_astray(lab):
    """The site's resolver leads the hub's name to a block page, and whatever asks for it goes through an accelerator."""
    services.relay(lab.gateway, f"{lab.folder}/relay", 3129, "forward")
    lab.gateway.redirects("iifname lan meta l4proto tcp redirect to :3129")
    services.nginx_page(lab.cloud, f"{lab.folder}/blocked", Site.OTHER, *lab.authority.leaf("blocked", "blocked.lab"))
    lab.site_resolver({HUB: Site.OTHER})
    lab.public_resolver()
    lab.engine()


scenario(
    "accelerator-before-block-page", "The site's resolver leads the hub's name to a block page, behind an accelerator that takes every connection.",
    broken=leading_astray, asked=asking(control=Site.CONTROL, user=None),
    expect=blocked(error("dns.sinkhole", owner="site-network", vantages=EVERYWHERE), remark("tcp.half-open-proxy")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()), leaves=ready(vantages=EVERYWHERE),
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
