from cures import *
from scenario import *
from services import HUB
from topology import Site


def broken(lab):
    lab.device.knows({HUB: Site.CLOUD})
    lab.site_resolver({})


scenario(
    "hosts-file-before-containers", "Only the host's /etc/hosts knows the hub; containers, once there are any, will not.",
    broken=broken, expect=ready(warning("dns.hosts-file-only", vantages=("host",))),
    cure=granted("name-in-dns", lambda lab: lab.restart_site_resolver()),
)


def needless(lab):
    lab.device.knows({HUB: Site.CLOUD})


scenario("hosts-file-beside-dns", "The hub is in /etc/hosts and in the site's DNS as well.", broken=needless, expect=ready())
