"""Pages that stand in the services' place with certificates that everybody trusts, for names of their own."""

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site


def page(lab):
    key, chain = lab.authority.leaf("page", "page.isp.example")
    lab.trusted.append(lab.authority.root)
    services.nginx_page(lab.cloud, f"{lab.folder}/page", Site.OTHER, key, chain)


def taken(lab, *addresses):
    page(lab)
    lab.edge.redirects(f"ip daddr {{ {', '.join(addresses)} }} tcp dport 443 dnat ip to {Site.OTHER}")


def given_back(lab):
    lab.edge("nft", "delete", "table", "inet", "redirection")


scenario(
    "block-page-of-a-trusted-name", "The site leads the hub's 443 to a page with a trusted certificate of its own; other ports reach the hub.",
    broken=lambda lab: taken(lab, Site.CLOUD),
    expect=blocked(error("tls.hostname-mismatch", owner="site-network", about={"host": HUB, "port": 443}), usable={"mqtt", "amqp"}),
    cure=granted("no-tls-inspection", given_back),
)
