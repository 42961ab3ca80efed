from cures import *
from scenario import *
from topology import Site

EMPTY = 'local-data: "nohub.azure-devices.net. 60 IN TXT x"'


def broken(lab):
    lab.site_resolver({}, EMPTY)
    lab.public_resolver().reset({}, EMPTY)


scenario(
    "name-without-address", "The hub's name exists, and has no address anywhere.",
    broken=broken, asked=asking(hub="nohub.azure-devices.net", control=Site.CONTROL),
    expect=blocked(error("dns.nodata")), cure=incurable("only the zone's owner can add the address"),
)
