"""Resolvers that the C library takes in turn, because resolv.conf says `rotate`."""

from cures import *
from scenario import *
from services import HUB, nginx_page
from topology import Site

TURNS = "options rotate"


def turning(lab, records, *settings, first=False):
    """The site's own resolver, which says otherwise, beside the one that knows."""
    lab.site_resolver(records, *settings)
    addresses = (lab.site.EDGE, Site.RESOLVER) if first else (Site.RESOLVER, lab.site.EDGE)
    lab.device.resolvers(*addresses, options=TURNS)


def differ(confidence="certain"):
    return warning("dns.resolvers-differ", owner="site-network", at="10.77.0.2", confidence=confidence,
                   about={"host": HUB, "resolver": "10.77.0.2:53"})


REPAIRED = granted("repair-resolver", lambda lab: lab.restart_site_resolver())

scenario("rotate-second-denies", "The second of two resolvers that are taken in turn denies the hub: half of the look-ups fail.",
         broken=lambda lab: turning(lab, {}), expect=degraded(differ(), usable=ALL), cure=applied("shell", remedy="resolvers-in-order"))

scenario("rotate-first-denies", "The first of two resolvers that are taken in turn denies the hub: half of the look-ups fail.",
         broken=lambda lab: turning(lab, {}, first=True), expect=degraded(differ(), usable=ALL), cure=REPAIRED)

scenario("rotate-second-is-empty", "The second of two resolvers that are taken in turn has the name, and no address for it.",
         broken=lambda lab: turning(lab, {}, f'local-zone: "{HUB}." always_nodata'), expect=degraded(differ(), usable=ALL), cure=REPAIRED)

scenario("rotate-second-sinkholes", "The second of two resolvers that are taken in turn sends the hub to 0.0.0.0.",
         broken=lambda lab: turning(lab, {HUB: "0.0.0.0"}), expect=degraded(differ(), usable=ALL), cure=REPAIRED)


def page(lab):
    nginx_page(lab.cloud, f"{lab.folder}/page", Site.OTHER, *lab.authority.leaf("page", "portal.example"))
    turning(lab, {HUB: Site.OTHER})


scenario("rotate-second-leads-to-a-page", "The second of two resolvers that are taken in turn sends the hub to a page of the site's.",
         broken=page, expect=degraded(differ(None), usable=ALL), cure=REPAIRED)

scenario("rotate-second-refuses", "The second of two resolvers that are taken in turn refuses the hub, after which the C library asks the other.",
         broken=lambda lab: turning(lab, {}, f'local-zone: "{HUB}." always_refuse'), expect=ready())


def elsewhere(lab):
    """A second address of the hub's own."""
    lab.cloud.redirects(f"ip daddr {Site.OTHER} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")
    turning(lab, {HUB: Site.OTHER})


scenario("rotate-second-knows-another-address", "Two resolvers that are taken in turn give different addresses, and the hub answers at both.",
         broken=elsewhere, expect=ready())

scenario("rotate-both-know", "Two resolvers that are taken in turn both know the hub.",
         broken=lambda lab: turning(lab, {HUB: lab.hub_address}), expect=ready())

scenario(
    "rotate-first-denies-with-engine", "The first of two resolvers denies the hub: the host takes them in turn, the engine's resolver and Alpine's library do not.",
    broken=lambda lab: (turning(lab, {}, first=True), lab.engine()), asked=ROOT,
    expect=blocked(error("dns.filtered", owner="site-network", at="10.77.0.2", vantages=EVERYWHERE),
                   usable={"host": ALL, **dict.fromkeys(CONTAINERS, NONE)}),
    cure=REPAIRED, leaves=ready(vantages=EVERYWHERE),
)
