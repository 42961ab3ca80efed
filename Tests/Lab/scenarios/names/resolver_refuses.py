from cures import *
from scenario import *
from topology import Site

def refusing(lab):
    lab.site_resolver(None, f"access-control: {Site.DEVICE}/32 refuse")
    lab.public_resolver()


scenario(
    "resolver-refuses-client", "The resolver's access list does not admit this device (REFUSED).", broken=refusing,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.refused", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)


def stopped(lab):
    lab.site_resolver()
    lab.stop_site_resolver()
    lab.public_resolver()


scenario(
    "resolver-not-running", "Nothing listens at the resolver's address: it refuses the port.", broken=stopped,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.port-refused")),
    cure=granted("start-resolver", lambda lab: lab.restart_site_resolver()),
)
