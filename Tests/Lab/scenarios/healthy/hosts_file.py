from scenario import *
from services import HUB
from topology import Site

def broken(lab):
    lab.device.knows({HUB: Site.CLOUD})
    lab.site_resolver({})


scenario("hosts-file", "The host knows the hub from /etc/hosts, and there are no containers.", broken=broken, expect=ready())
