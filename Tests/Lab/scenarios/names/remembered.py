"""A resolver that keeps an answer from before the name existed, as resolvers do with what they are told (RFC 2308)."""

from cures import *
from scenario import *
import services
from services import HUB
from topology import Site

ZONE = "azure-devices.net"


def authority(lab, records):
    """The zone's own server, in the cloud; the site's resolver and everybody else's ask it."""
    folder = f"{lab.folder}/zone-{len(records)}"
    settings = services.zone(f"{lab.folder}/zone-{len(records)}.zone", ZONE, records)
    # It speaks for the zone, and denials of it may be kept for ten minutes.
    settings = [setting.replace("for-downstream: no", "for-downstream: yes") for setting in settings]
    with open(f"{lab.folder}/zone-{len(records)}.zone") as file:
        text = file.read()
    with open(f"{lab.folder}/zone-{len(records)}.zone", "w") as file:
        file.write(text.replace(f"{ZONE}. 60 IN SOA ns.{ZONE}. root.{ZONE}. 1 60 60 60 60", f"{ZONE}. 600 IN SOA ns.{ZONE}. root.{ZONE}. 1 60 60 60 600"))
    return services.unbound(lab.cloud, folder, Site.OTHER, {}, *settings)


FORWARDED = (f'local-zone: "{ZONE}." transparent', "forward-zone:", f'  name: "{ZONE}."', f"  forward-addr: {Site.OTHER}")


def remembered(lab):
    """The resolver was asked before the hub was made, and the hub was made since."""
    before = authority(lab, {})
    lab.resolver = lab.site_resolver({}, *FORWARDED)
    lab.device("getent", "ahostsv4", HUB, check=False)
    before.stop()
    authority(lab, {HUB: f"A {Site.CLOUD}"})
    lab.public_resolver()


def emptied(lab):
    """Its cache; it asks whom it asked before."""
    lab.resolver.stop()
    lab.resolver.start()


scenario(
    "denial-of-before-the-hub", "The hub was made after the site's resolver had been asked for it, and it keeps what it was told.",
    broken=remembered, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network", confidence="likely", about={"host": HUB})),
    cure=granted("repair-resolver", emptied),
)


def zone_of_its_own(lab):
    """The site has a zone of that name on a server of its own, which knows no hub."""
    authority(lab, {})
    lab.resolver = lab.site_resolver({}, f'local-zone: "{ZONE}." static', f"local-data: '{ZONE}. 600 IN SOA ns.{ZONE}. root.{ZONE}. 1 60 60 60 600'")
    lab.public_resolver()


scenario(
    "zone-of-the-site-lacks-the-hub", "The site's resolver has a zone of the cloud's name, and no hub in it.",
    broken=zone_of_its_own, asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network", confidence="certain", about={"host": HUB})),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)

scenario(
    "hub-found-by-asking-its-zone", "The site's resolver asks the zone's own server, which knows the hub.",
    broken=lambda lab: (authority(lab, {HUB: f"A {Site.CLOUD}"}), lab.site_resolver({}, *FORWARDED), lab.public_resolver()),
    asked=asking(control=Site.CONTROL), expect=ready(),
)
