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

#: The firewall's own authority, which makes certificates for whatever name is asked for.
REFUSAL = "default_type text/html; return 403 '<html><head><title>Web Page Blocked</title></head></html>';"
SENT_AWAY = "return 302 https://block.plant.example/?category=cloud;"
TROUBLE = "return 503 'try again';"


def filtered(answer, *names):
    """A filter of the site takes the hub's 443 with a certificate of its own for the name, and answers by itself."""
    def broken(lab):
        key, chain = lab.authority.leaf("filter", *(names or (HUB,)))
        services.nginx_page(lab.cloud, f"{lab.folder}/filter", Site.OTHER, key, chain, answer=answer)
        lab.edge.redirects(f"ip daddr {Site.CLOUD} tcp dport 443 dnat ip to {Site.OTHER}")
    return broken


for kind, answer in {"refusal": REFUSAL, "redirect": SENT_AWAY}.items():
    scenario(
        f"block-page-of-a-filter-{kind}", f"A filter answers in the hub's place on 443 with a certificate of its own and a page ({kind}).",
        broken=filtered(answer),
        expect=blocked(error("tls.block-page", owner="site-network", confidence="likely", about={"host": HUB, "port": 443}),
                       usable={"mqtt", "amqp"}),
        cure=granted("allow-name", given_back),
    )

scenario(
    "block-page-or-trouble", "Somebody with a certificate of his own answers in the hub's place on 443, and is in trouble: a page, or an inspection that does not get through.",
    broken=filtered(TROUBLE),
    expect=blocked(error("tls.intercepted", owner="site-network", confidence="likely", about={"host": HUB, "port": 443}),
                   usable={"mqtt", "amqp"}),
    cure=granted("no-tls-inspection", given_back),
)

scenario(
    "web-server-in-the-hubs-place", "The site leads the hub's 443 to a web server of its own, whose certificate nobody knows and which has a name of its own.",
    broken=filtered("return 200 'hello';", "intranet.plant.example"),
    expect=blocked(error("tls.intercepted", owner="site-network", about={"host": HUB, "port": 443}),
                   usable={"mqtt", "amqp"}),
    cure=granted("no-tls-inspection", given_back),
)


def denied_by_the_inspection(lab):
    """A proxy opens up all TLS on 443, lets the other services through, and answers for the hub with a page of its own."""
    lab.start()
    lab.proxy = services.bumping_squid(lab.edge, f"{lab.folder}/bump", lab.authority, Site.RESOLVER, lab.hub_root,
                                       rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\n")
    lab.edge.redirects("iifname site tcp dport 443 redirect to :3130")


scenario(
    "block-page-of-an-inspection", "A proxy on the way opens up TLS on 443 for all, and denies the hub with a page of its own.",
    broken=denied_by_the_inspection,
    expect=blocked(error("tls.intercepted"), error("tls.block-page", owner="site-network", about={"host": HUB, "port": 443}),
                   usable={"mqtt", "amqp"}),
    cure=granted("allow-name", lambda lab: lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")),
)
