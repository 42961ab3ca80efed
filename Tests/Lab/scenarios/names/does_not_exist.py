from cures import *
from scenario import *
from topology import Site

def broken(lab):
    lab.site_resolver({})
    lab.public_resolver()


scenario(
    "name-does-not-exist", "The hub's name is misspelt: nobody knows it.",
    broken=broken, asked=asking(hub="nohub.azure-devices.net", control=Site.CONTROL),
    expect=blocked(error("dns.nxdomain", owner="hub-configuration")),
    cure=incurable("only the user knows the right name"),
)

scenario(
    "name-denied-without-second-opinion", "The site's resolver denies the name, and there is nobody else to ask.",
    broken=lambda lab: lab.site_resolver({}),
    expect=blocked(error("dns.nxdomain", confidence="possible")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)
