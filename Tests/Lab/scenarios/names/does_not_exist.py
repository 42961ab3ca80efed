from cures import *
from scenario import *
from services import HUB
import services
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



def with_its_zone(lab, records):
    """Resolvers that follow aliases in the hub's own zone, and show its record with a denial, as they do on the internet."""
    zone = services.zone(f"{lab.folder}/zone", "azure-devices.net", records)
    lab.site_resolver({}, *zone)
    lab.public_resolver().reset({}, *zone)


scenario(
    "name-does-not-exist-in-its-zone", "The hub's name is misspelt, and its zone's own record comes with the denials.",
    broken=lambda lab: with_its_zone(lab, {}), asked=asking(hub="nohub.azure-devices.net", control=Site.CONTROL),
    expect=blocked(error("dns.nxdomain", owner="hub-configuration", confidence="certain")),
    cure=incurable("only the user knows the right name"),
)


def dropped_behind_aliases(lab):
    alias = "gateway-1.azure-devices.net"
    with_its_zone(lab, {HUB: f"CNAME {alias}.", alias: f"A {lab.hub_address}"})
    lab.edge.filters(f"ip daddr {lab.hub_address} drop")


scenario(
    "address-dropped-behind-aliases", "Nothing gets through to the hub's address, which Azure's own aliases lead to, whoever is asked.",
    broken=dropped_behind_aliases, asked=asking(control=Site.CONTROL, user=None),
    expect=blocked(error("tcp.dropped-ip", owner="site-network", confidence="certain", at="10.77.0.2", hop=2)), cure=applied("nftables", at="edge"),
    leaves=ready(usable=ALL - {"mqtt"}),
)

scenario(
    "name-denied-without-second-opinion", "The site's resolver denies the name, and there is nobody else to ask.",
    broken=lambda lab: lab.site_resolver({}),
    expect=blocked(error("dns.nxdomain", confidence="possible")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)
