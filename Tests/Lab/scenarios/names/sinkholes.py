from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

for address in ("0.0.0.0", "127.0.0.1"):
    scenario(
        f"sinkhole-{address}", f"The site's resolver leads the hub's name to {address}.",
        broken=lambda lab, address=address: lab.site_resolver({HUB: address}),
        expect=blocked(error("dns.sinkhole", owner="site-network")),
        cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
    )


def page(lab, name):
    key, chain = lab.authority.leaf(name, f"{name}.lab")
    services.nginx_page(lab.cloud, f"{lab.folder}/{name}", Site.OTHER, key, chain)


def blocked_page(lab):
    page(lab, "blocked")
    lab.site_resolver({HUB: Site.OTHER})
    lab.public_resolver()


scenario(
    "block-page", "The site's resolver leads the hub's name to a page that says it is blocked.", broken=blocked_page,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.sinkhole", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)


def moved(lab):
    page(lab, "moved")
    lab.site_resolver({HUB: Site.OTHER})
    lab.public_resolver().reset({HUB: Site.OTHER})


scenario(
    "wrong-server-everywhere", "Every resolver leads the hub's name to somebody else's server: not the site's lie.", broken=moved,
    asked=asking(control=Site.CONTROL), expect=blocked(error("tcp.refused"), error("tls.unknown-ca")),
    cure=incurable("the server belongs to somebody else"),
)
