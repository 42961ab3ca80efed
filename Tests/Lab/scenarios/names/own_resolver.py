"""The device's own resolver: what it does itself is the device's, what it hands on is the site's."""

from stubs import Dnsmasq, Unbound
from cures import *
from scenario import *
from services import HUB
from topology import Site

#: Nobody has the key to it: whatever comes from upstream is bogus.
ANCHOR = f'trust-anchor: "azure-devices.net. DS 20326 8 2 {"E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"}"'


def dnsmasq(lab, *settings, **more):
    lab.stub = Dnsmasq(lab.device, Site.RESOLVER, settings=settings, **more)


def unbound(lab, *settings):
    lab.stub = Unbound(lab.device, Site.RESOLVER, *settings)


def own(cause, resolver="127.0.0.1:53", **more):
    return error(cause, owner="device", place="this-device", confidence="certain", about={"host": HUB, "resolver": resolver}, **more)


REPAIRED = granted("repair-own-resolver", lambda lab: lab.stub.forget_settings())

for name, (story, expected, broken) in {
    "dnsmasq-denies": ("dnsmasq denies the names of Azure", own("dns.filtered"),
                       lambda lab: dnsmasq(lab, "address=/azure-devices.net/")),
    "dnsmasq-denies-at-its-address": ("dnsmasq, at its address on the link, denies the names of Azure",
                                      own("dns.filtered", f"{Site.DEVICE}:53"),
                                      lambda lab: dnsmasq(lab, "address=/azure-devices.net/", address=Site.DEVICE)),
    "dnsmasq-sinkholes": ("dnsmasq sends the names of Azure to 0.0.0.0", own("dns.sinkhole"),
                          lambda lab: dnsmasq(lab, "address=/azure-devices.net/0.0.0.0")),
    "unbound-denies": ("unbound has a zone of its own for Azure's names, which is empty", own("dns.filtered"),
                       lambda lab: unbound(lab, 'local-zone: "azure-devices.net." static')),
    "unbound-validates": ("unbound validates signatures, and those that it asks have none", own("dns.servfail"),
                          lambda lab: unbound(lab, ANCHOR)),
}.items():
    scenario(f"own-{name}", f"The device's own {story}; those that it asks know the hub.", broken=broken, expect=blocked(expected),
             cure=REPAIRED)

scenario(
    "own-dnsmasq-asks-the-dead", "The device's own dnsmasq asks somebody for Azure's names who does not answer; its other upstream knows the hub.",
    broken=lambda lab: dnsmasq(lab, f"server=/azure-devices.net/{Site.NOBODY}"),
    expect=blocked(error("dns.timeout", owner="device", about={"resolver": "127.0.0.1:53"})), cure=REPAIRED,
)


def behind(lab, *settings):
    """The site's resolver, behind the device's own, keeps the name back."""
    lab.site_resolver({}, *settings)
    Dnsmasq(lab.device, lab.site.EDGE)


SITES = granted("repair-resolver", lambda lab: lab.restart_site_resolver())

scenario(
    "denied-behind-own-dnsmasq", "The site's resolver denies the hub, and the device's own dnsmasq hands that on.",
    broken=lambda lab: (behind(lab), lab.public_resolver()), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network", at="10.77.0.2")), cure=SITES,
)

scenario(
    "denied-behind-own-dnsmasq-without-control", "The same, and nobody outside may be asked.", broken=behind,
    expect=blocked(error("dns.nxdomain", owner="site-network", confidence="possible", at="10.77.0.2")), cure=SITES,
)

scenario(
    "refused-behind-own-dnsmasq", "The site's resolver refuses Azure's names, and the device's own dnsmasq hands that on.",
    broken=lambda lab: behind(lab, 'local-zone: "azure-devices.net." always_refuse'),
    expect=blocked(error("dns.refused", owner="site-network", at="10.77.0.2")), cure=SITES,
)

scenario(
    "silent-behind-own-dnsmasq", "Nobody answers whom the device's own dnsmasq asks.",
    broken=lambda lab: (Dnsmasq(lab.device, Site.RESOLVER), lab.gateway.filters(f"ip daddr {Site.RESOLVER} drop")),
    expect=blocked(error("dns.timeout", owner="site-network", at=Site.RESOLVER)), cure=applied("nftables", at="gateway", remedy="allow-dns"),
)


def unknown(lab):
    """Whom it asks stands in a file that nobody looks for."""
    lab.public_resolver()
    lab.device.write("/etc/upstreams", f"server={Site.RESOLVER}\n")
    lab.stub = Dnsmasq(lab.device, settings=("servers-file=/etc/upstreams", "address=/azure-devices.net/"))


scenario(
    "own-dnsmasq-denies-and-asks-strangers", "The device's own dnsmasq denies Azure's names, and nobody can tell whom it asks.",
    broken=unknown, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="device", confidence="likely", about={"resolver": "127.0.0.1:53"})),
    cure=granted("repair-own-resolver", lambda lab: lab.stub.forget_settings(Site.RESOLVER)),
)
