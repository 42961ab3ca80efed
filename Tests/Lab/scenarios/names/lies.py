"""Answers that nothing redeems: the control resolver is asked, and the service proves itself at its address."""

from cures import *
from scenario import *
from services import DPS, HUB, REGISTRY
import services
from topology import Site

PRIVATE, PAGE = "10.9.9.9", Site.OTHER
#: The whole site, containers included, with a resolver outside that it may ask.
ASKED = asking(control=Site.CONTROL, user=None)
TRUTH = granted("repair-resolver", lambda lab: lab.restart_site_resolver())


def server(lab, address, *ports, name="stranger.lab"):
    """Somebody's web server, with a certificate of an authority that nobody knows."""
    if address == PRIVATE:
        lab.cloud.address("eth0", f"{address}/32")
        lab.edge.route(f"{address}/32", "dev", "net")
    services.nginx_page(lab.cloud, f"{lab.folder}/page-{address}", address, *lab.authority.leaf("stranger", name))
    if ports:
        lab.cloud.redirects(f"ip daddr {address} tcp dport {{ {', '.join(map(str, ports))} }} dnat ip to {address}:443")


def inside(lab):
    server(lab, PRIVATE, 5671, 8883)
    lab.site_resolver({HUB: PRIVATE})
    lab.public_resolver()
    lab.engine()


scenario(
    "lie-private-server", "The site's resolver leads the hub's name to a server inside, which shows a certificate of its own on every port.",
    broken=inside, asked=ASKED,
    expect=blocked(error("dns.sinkhole", owner="site-network", confidence="certain", vantages=EVERYWHERE, about={"resolver": "10.77.0.2:53"})),
    cure=TRUTH, leaves=ready(vantages=EVERYWHERE),
)


def page(lab):
    server(lab, PAGE)
    lab.site_resolver({HUB: PAGE})
    lab.public_resolver()
    lab.engine()


scenario(
    "lie-block-page", "The site's resolver leads the hub's name to a block page: a strange certificate on 443, and refusals elsewhere.",
    broken=page, asked=ASKED,
    expect=blocked(error("dns.sinkhole", owner="site-network", confidence="certain", vantages=EVERYWHERE)),
    cure=TRUTH, leaves=ready(vantages=EVERYWHERE),
)


def silent(lab):
    lab.site_resolver({HUB: "10.0.0.53"})
    lab.public_resolver()


scenario(
    "lie-private-silent", "The site's resolver leads the hub's name to an address inside where nobody is.", broken=silent,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.sinkhole", owner="site-network", confidence="likely")), cure=TRUTH,
)


def refusing(lab):
    lab.cloud.address("eth0", f"{PRIVATE}/32")
    lab.edge.route(f"{PRIVATE}/32", "dev", "net")
    lab.site_resolver({HUB: PRIVATE})
    lab.public_resolver()


scenario(
    "lie-private-refusing", "The site's resolver leads the hub's name to a machine inside that refuses every port.", broken=refusing,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.sinkhole", owner="site-network", confidence="likely")), cure=TRUTH,
)


def forged(lab):
    """The certificate has the hub's name: a box that inspects whatever is sent to it."""
    server(lab, PAGE, 5671, 8883, name=HUB)
    lab.site_resolver({HUB: PAGE})
    lab.public_resolver()


scenario(
    "lie-inspecting-box", "The site's resolver leads the hub's name to a box that shows a forged certificate for it.", broken=forged,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.sinkhole", owner="site-network", confidence="certain")), cure=TRUTH,
)


def registry(lab):
    server(lab, PAGE)
    lab.site_resolver({HUB: lab.hub_address, REGISTRY: PAGE})
    lab.public_resolver()


def registry_again(lab):
    lab._site_resolver.records[REGISTRY] = Site.SECOND
    lab.restart_site_resolver()


scenario(
    "lie-registry", "The site's resolver leads the registry's name to a block page.", broken=registry, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.sinkhole", owner="site-network", confidence="certain", about={"host": REGISTRY}), usable=ALL),
    cure=granted("repair-resolver", registry_again),
)


def stale(lab):
    """A line that somebody wrote before the hub moved."""
    lab.device.knows({HUB: Site.NOBODY})
    lab.site_resolver()
    lab.public_resolver()


scenario(
    "lie-hosts-file", "The device's own hosts file leads the hub's name to an address that is nobody's.", broken=stale,
    asked=asking(control=Site.CONTROL), expect=blocked(error("dns.sinkhole", owner="device", place="this-device")),
    cure=granted("remove-hosts-entry", lambda lab: lab.device.shell(f"sed '/{HUB}/d' /etc/hosts > /run/hosts; cat /run/hosts > /etc/hosts")),
)


def elsewhere(lab):
    """Registry and DPS have many addresses, and a resolver tells the nearest."""
    lab.site_resolver({HUB: lab.hub_address, REGISTRY: Site.CLOUD, DPS: Site.CLOUD})
    lab.public_resolver()


scenario("names-differ-by-place", "Registry and DPS have other addresses at the site than elsewhere, and answer at all of them.",
         broken=elsewhere, asked=asking(control=Site.CONTROL), expect=ready())


def dropped_here(lab):
    lab.site_resolver({HUB: lab.hub_address, DPS: Site.NOBODY})
    lab.public_resolver()


scenario(
    "dps-dropped-here-alive-elsewhere", "The provisioning service's address at this site is silent, the one elsewhere is not: no lie is proven.",
    broken=dropped_here, asked=asking("--id-scope", "0ne00000001", control=Site.CONTROL),
    expect=blocked(error("dps.blocked", owner="site-network", confidence="likely"), usable=ALL),
    cure=incurable("nobody is at that address"),
)


def private_endpoint_dead(lab):
    alias = "myhub.privatelink.azure-devices.net"
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: "A 10.8.7.6"}))
    lab.public_resolver()


scenario(
    "private-endpoint-dead", "The hub's private endpoint is silent, and its public address is not: a matter of the way, not of the name.",
    broken=private_endpoint_dead, asked=asking(control=Site.CONTROL),
    expect=blocked(error("tcp.dropped-ip", owner="site-network"), remark("dns.private-endpoint")),
    cure=incurable("nobody is at that address"),
)


def invented(lab):
    server(lab, PAGE)
    lab.site_resolver({"nohub.azure-devices.net": PAGE})
    lab.public_resolver()


scenario(
    "name-invented-by-site", "The hub's name is misspelt, and the site's resolver leads what does not exist to a page of advertisements.",
    broken=invented, asked=asking(hub="nohub.azure-devices.net", control=Site.CONTROL),
    expect=blocked(error("dns.nxdomain", owner="hub-configuration", confidence="likely")), cure=incurable("only the user knows the right name"),
)


def taken(lab):
    """The site's router answers every question itself, whomever it is meant for."""
    lab.edge.redirects("iifname site udp dport 53 redirect to :53", "iifname site tcp dport 53 redirect to :53")


def page_everywhere(lab):
    page(lab)
    taken(lab)


scenario(
    "lie-block-page-everywhere", "The site's resolver leads the hub's name to a block page, and every question to others is taken to it as well.",
    broken=page_everywhere, asked=ASKED,
    expect=blocked(error("dns.sinkhole", owner="site-network", confidence="likely", vantages=EVERYWHERE)),
    cure=TRUTH, leaves=ready(vantages=EVERYWHERE),
)


def refusing_everywhere(lab):
    lab.site_resolver({HUB: PAGE})
    lab.public_resolver()
    taken(lab)


scenario(
    "lie-refusing-everywhere", "The site leads the hub's name to an address that refuses, whoever is asked: the refusal may not be the hub's.",
    broken=refusing_everywhere, asked=asking(control=Site.CONTROL),
    expect=blocked(error("tcp.refused", confidence="likely")), cure=incurable("whose address it is is not known here"),
)


def honest(lab):
    lab.site_resolver()
    lab.public_resolver()
    taken(lab)


scenario(
    "names-taken-on-the-way", "The site's router answers every question itself, and rightly.", broken=honest, asked=asking(control=Site.CONTROL),
    expect=ready(),
)


def honest_and_closed(lab):
    honest(lab)
    lab.edge.filters(f"ip daddr {lab.hub_address} tcp dport 5671 drop")


scenario(
    "names-taken-and-port-dropped", "The site's router answers every question itself, and rightly; AMQP is dropped behind it.",
    broken=honest_and_closed, asked=asking(control=Site.CONTROL),
    expect=degraded(warning("tcp.dropped-port", owner="site-network"), usable=ALL - {"amqp"}), cure=applied("nftables", at="edge"),
)
