from stubs import Dnsmasq, Resolved
from scenario import *
from topology import Site

scenario("dnsmasq-stub", "The device asks its own dnsmasq, which asks the site.",
         broken=lambda lab: Dnsmasq(lab.device, Site.RESOLVER), expect=ready())

scenario("systemd-resolved-stub", "The device asks systemd-resolved's stub, which asks the site.",
         broken=lambda lab: Resolved(lab.device, Site.RESOLVER), expect=ready())
