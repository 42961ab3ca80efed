from cures import *
from scenario import *
import services
from topology import Site

PORTALS = ["www.msftconnecttest.com", "detectportal.firefox.com"]


def pages(lab):
    """The pages that portal checks fetch, as their operators publish them."""
    answer = 'if ($uri = /success.txt) { return 200 "success\\n"; } return 200 "Microsoft Connect Test";'
    services.nginx_page(lab.cloud, f"{lab.folder}/pages", Site.OTHER, answer=answer)
    lab.names.records.update({name: Site.OTHER for name in PORTALS})


def captive(lab):
    pages(lab)
    key, chain = lab.authority.leaf("portal", "login.portal.lab")
    services.nginx_page(lab.gateway, f"{lab.folder}/portal", "0.0.0.0", key, chain, port=8080, tls_port=8443,
                        answer="return 302 http://login.portal.lab/;")
    lab.gateway.redirects("iifname lan tcp dport 80 redirect to :8080", "iifname lan tcp dport 443 redirect to :8443")
    lab.edge.filters("iifname site tcp dport { 5671, 8883 } drop")


def accepted(lab):
    lab.gateway("nft", "flush", "chain", "inet", "redirection", "incoming")
    lab.edge("nft", "flush", "chain", "inet", "firewall", "forward")


scenario(
    "captive-portal", "A login page takes all of the device's web traffic, and nothing else gets out.", broken=captive,
    asked=asking(portal=True), expect=blocked(error("portal.captive", owner="site-network")), cure=granted(None, accepted),
)


def notice_page(lab):
    """A web filter has a page of its own for whatever is asked in the clear, and lets everything else pass."""
    pages(lab)
    services.nginx_page(lab.gateway, f"{lab.folder}/portal", "0.0.0.0", port=8080, answer="return 302 http://login.portal.lab/;")
    lab.gateway.redirects("iifname lan tcp dport 80 redirect to :8080")


scenario(
    "notice-page-for-what-is-in-the-clear", "A filter answers plain HTTP with a page of its own, and everything that IoT Edge needs passes.",
    broken=notice_page, asked=asking(portal=True), expect=ready(),
)

scenario(
    "notice-page-and-hub-dropped", "A filter answers plain HTTP with a page of its own; the site drops what goes to the hub, and nothing else.",
    broken=lambda lab: (notice_page(lab), lab.edge.filters(f"iifname site ip daddr {Site.CLOUD} drop")), asked=asking(portal=True),
    expect=blocked(error("tcp.dropped-ip", owner="site-network"), usable=NONE), cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)


def no_portal(lab):
    pages(lab)
    lab.edge.filters(f"iifname site ip daddr {Site.CLOUD} drop")


scenario(
    "blocked-behind-no-portal", "The hub is dropped, and the portal checks are answered as they should be.", broken=no_portal,
    asked=asking(portal=True), expect=blocked(error("tcp.dropped-ip", owner="site-network")), cure=applied("nftables", at="edge"),
    leaves=ready(usable=ALL - {"mqtt"}),
)
