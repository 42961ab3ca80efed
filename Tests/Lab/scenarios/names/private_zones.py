"""Names of private endpoints: a zone that has others alone, and resolvers that take their addresses for an attack."""

from cures import *
from scenario import *
from services import HUB
from stubs import Dnsmasq
import services
from topology import Site

ALIAS, ZONE, PRIVATE = "myhub.privatelink.azure-devices.net", "privatelink.azure-devices.net", "10.8.7.6"


def zones(lab, *private):
    """Azure's public zone has the alias, and the private zone, which is linked to this site's network, what is given."""
    public = services.zone(f"{lab.folder}/public", "azure-devices.net", {HUB: f"CNAME {ALIAS}."})
    linked = services.zone(f"{lab.folder}/linked", ZONE, dict(private))
    return (*public, "server:", *linked)


def lacking(lab):
    """The zone is there for another hub's endpoint (Azure/Azure-Landing-Zones#448)."""
    lab.site_resolver({}, *zones(lab, ("otherhub.privatelink.azure-devices.net", f"A {PRIVATE}")))


def second_opinion(lab):
    """What the internet is told: the alias, and behind it the hub's public address."""
    control = lab.public_resolver()
    control.reset({}, *services.zone(f"{lab.folder}/internet", "azure-devices.net", {HUB: f"CNAME {ALIAS}.", ALIAS: f"A {Site.CLOUD}"}))


scenario(
    "private-zone-lacks-the-hub", "The site has a private zone for another hub's endpoint, which denies this one's; the internet knows it.",
    broken=lambda lab: (lacking(lab), second_opinion(lab)), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.nxdomain", owner="hub-configuration", confidence="certain", about={"host": HUB})),
    cure=granted("add-address", lambda lab: lab.restart_site_resolver()),
)

scenario(
    "private-zone-lacks-the-hub-without-second-opinion", "The same, and there is nobody else to ask.",
    broken=lacking, expect=blocked(error("dns.nxdomain", owner="hub-configuration", confidence="likely")),
    cure=granted("add-address", lambda lab: lab.restart_site_resolver()),
)

scenario(
    "private-zone-lacks-the-hub-for-containers", "The same with an engine: its containers are told so as well.",
    broken=lambda lab: (lacking(lab), second_opinion(lab), lab.engine()), asked=asking(control=Site.CONTROL, user=None),
    expect=blocked(error("dns.nxdomain", owner="hub-configuration", confidence="certain", vantages=EVERYWHERE)),
    cure=granted("add-address", lambda lab: lab.restart_site_resolver()), leaves=ready(vantages=EVERYWHERE),
)


def private_endpoint(lab):
    lab.cloud.address("eth0", f"{PRIVATE}/32")
    lab.edge.route(f"{PRIVATE}/32", "dev", "net")
    lab.cloud.redirects(f"ip daddr {PRIVATE} dnat ip to {Site.CLOUD}")
    lab.site_resolver({}, *zones(lab, (ALIAS, f"A {PRIVATE}")))


def rebinding(lab):
    """A router hands questions on, and no private addresses back (lf-edge/eve#2864)."""
    private_endpoint(lab)
    second_opinion(lab)
    lab.stub = Dnsmasq(lab.device, lab.site.EDGE, settings=("stop-dns-rebind",))


scenario(
    "rebinding-protection-of-the-own-resolver", "The device's own dnsmasq keeps the private endpoint's address for an attack.",
    broken=rebinding, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="device"), usable=NONE),
    cure=granted("repair-own-resolver", lambda lab: lab.stub.forget_settings()), leaves=ready(remark("dns.private-endpoint")),
)


def rebinding_at_the_site(lab):
    private_endpoint(lab)
    second_opinion(lab)
    lab.forwarder = services.Service(
        lab.gateway, f"{lab.folder}/forwarder", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--user=root", "--pid-file",
        "--bind-interfaces", f"--listen-address={Site.GATEWAY}", f"--server={lab.site.EDGE}", "--stop-dns-rebind", ready=("udp", 53, Site.GATEWAY))
    lab.device.resolvers(Site.GATEWAY)


scenario(
    "rebinding-protection-at-the-site", "The site's router keeps the private endpoint's address for an attack.",
    broken=rebinding_at_the_site, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.device.resolvers(lab.site.EDGE)), leaves=ready(remark("dns.private-endpoint")),
)
