"""A search domain that is asked first, whose own servers do not answer, or fail: glibc goes on, musl gives up."""

from cures import *
from scenario import *
from services import HUB
from topology import Site


def search(lab, upstream, options="search corp.example\noptions ndots:5"):
    """The site's resolver asks this address for the domain."""
    lab.site_resolver({HUB: lab.hub_address}, 'local-zone: "corp.example." transparent', "forward-zone:", '  name: "corp.example."',
                      f"  forward-addr: {upstream}")
    lab.device.resolvers(lab.site.EDGE, options=options)
    lab.engine()


for fault, upstream in {"silent": Site.NOBODY, "fails": "127.0.0.1"}.items():
    scenario(
        f"search-domain-{fault}", f"ndots:5 has programs try a search domain first, whose own server {fault.replace('silent', 'is silent')}.",
        broken=lambda lab, upstream=upstream: search(lab, upstream), asked=ROOT,
        expect=degraded(warning("dns.resolver-library", owner="site-network"), usable=None),
        cure=granted("repair-resolver", lambda lab: (lab.device.resolvers(lab.site.EDGE), lab.engine().restart())), leaves=ready(vantages=EVERYWHERE))
