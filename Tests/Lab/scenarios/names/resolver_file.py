"""What becomes of names where resolv.conf leads nowhere: programs ask the device itself."""

from cures import *
from scenario import *
from stubs import Dnsmasq
from topology import Site

LINK = "/run/systemd/resolve/stub-resolv.conf"


def dangling(lab):
    """A link to the file of a resolver that was taken off the device."""
    lab.device("ln", "-sfn", LINK, "/etc/resolv.conf")


scenario(
    "resolv-conf-leads-nowhere", "/etc/resolv.conf is a link to a file that is no more.", broken=dangling,
    expect=blocked(error("dns.port-refused", owner="device", place="this-device", rule="/etc/resolv.conf", confidence="certain")),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "resolv-conf-leads-nowhere-and-nobody-minds", "/etc/resolv.conf is a link to a file that is no more, and the device's own resolver runs.",
    broken=lambda lab: (Dnsmasq(lab.device, Site.RESOLVER), dangling(lab)), expect=ready(),
)
