"""A filter on the way that writes over what resolvers answer, whoever is asked, and leaves alone what none answers."""

from cures import *
from scenario import *
from services import DPS, HUB
from topology import Site

#: The block page that FortiGuard leads names to.
BLOCK_PAGE = "208.91.112.55"


def rewritten(lab, change):
    """The site's resolver and one outside give the same answer, as they do where something between them and the device has its say."""
    lab.rewritten = [lab.site_resolver(), lab.public_resolver()]
    for names in lab.rewritten:
        names.stop()
        change(names.records)
        names.start()


def as_they_are(lab):
    for names in lab.rewritten:
        names.records.update({HUB: lab.hub_address, DPS: Site.SECOND})
        names.tell_the_truth()


LEFT_ALONE = granted("repair-resolver", as_they_are)

scenario(
    "lie-block-page-of-a-maker", "A filter on the way leads the hub's name to its maker's block page, whichever resolver is asked.",
    broken=lambda lab: rewritten(lab, lambda records: records.update({HUB: BLOCK_PAGE})), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.sinkhole", owner="site-network", confidence="likely", about={"address": BLOCK_PAGE})), cure=LEFT_ALONE,
)

scenario(
    "provisioning-denied-on-the-way", "A filter on the way denies the provisioning service's name, whichever resolver is asked.",
    broken=lambda lab: rewritten(lab, lambda records: records.pop(DPS)), asked=asking("--id-scope", "0ne00000001", control=Site.CONTROL),
    expect=blocked(error("dns.nxdomain", owner="site-network", confidence="likely", about={"host": DPS}), usable=ALL), cure=LEFT_ALONE,
)
