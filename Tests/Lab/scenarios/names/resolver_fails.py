from cures import *
from scenario import *
from services import HUB
from topology import Site

scenario(
    "resolver-fails", "The resolver cannot resolve the name and says so (SERVFAIL).",
    broken=lambda lab: (lab.site_resolver({}, f'local-zone: "{HUB}." transparent'), lab.public_resolver()),
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.servfail", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)


def broken(lab):
    dead = (f'local-zone: "{HUB}." transparent', "forward-zone:", f'  name: "{HUB}."', f"  forward-addr: {Site.NOBODY}")
    lab.site_resolver({}, *dead)
    lab.public_resolver()


scenario(
    "resolver-silent-for-this-name", "The resolver's forwarder is dead: it stays silent for the hub's name alone.", broken=broken,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.timeout", owner="site-network")),
    cure=granted("allow-dns", lambda lab: lab.restart_site_resolver()),
)
