"""What programs look for before the name itself: names of the search list (resolv.conf(5), ndots)."""

from cures import *
from scenario import *
from services import HUB
from topology import Site

WILDCARD = ('local-zone: "corp.example." redirect', f'local-data: "corp.example. 60 IN A {Site.NOBODY}"')


def searching(*settings, options="search corp.example\noptions ndots:5", engine=True):
    def broken(lab):
        lab.site_resolver({HUB: lab.hub_address}, *settings)
        lab.device.resolvers(lab.site.EDGE, options=options)
        if engine:
            lab.engine()

    return broken


TRUTH = granted("remove-search-wildcard", lambda lab: lab.restart_site_resolver())

scenario(
    "search-wildcard", "A domain of the search list answers for every name, and ndots:5 has programs try it first.",
    broken=searching(*WILDCARD), asked=ROOT,
    expect=blocked(error("dns.search-wildcard", owner="site-network", confidence="certain", vantages=EVERYWHERE), usable=NONE),
    cure=TRUTH, leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "search-wildcard-by-domain-line", "The same with a domain line, ndots:3 and a domain in front of it that knows nothing.",
    broken=searching(*WILDCARD, options="search quiet.example corp.example.\noptions ndots:3 timeout:1", engine=False),
    expect=blocked(error("dns.search-wildcard", owner="site-network", confidence="certain", vantages=("host",)), usable=NONE),
    cure=TRUTH,
)


def of_a_module(lab):
    lab.site_resolver({HUB: lab.hub_address}, *WILDCARD)
    lab.engine().run("edgeAgent", options=("--dns-search", "corp.example", "--dns-opt", "ndots:5"))


scenario(
    "search-wildcard-of-a-module", "Only a module's own options name the search domain with the wildcard.", broken=of_a_module, asked=ROOT,
    expect=blocked(error("dns.search-wildcard", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=TRUTH, leaves=ready(vantages=EVERYWHERE),
)

scenario("search-list-without-wildcard", "ndots:5 and a search domain that knows no such name.", broken=searching(), asked=ROOT,
         expect=ready(vantages=EVERYWHERE))

scenario("search-wildcard-behind-the-name", "A search domain with a wildcard, which nobody asks: the name has dots enough.",
         broken=searching(*WILDCARD, options="search corp.example"), asked=ROOT, expect=ready(vantages=EVERYWHERE))
