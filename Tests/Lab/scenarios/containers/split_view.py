"""Names that the host has from resolvers of single links, which the engine's flat list knows nothing of."""

import re

from stubs import Resolved
from cures import *
from cures import Cure, command
from scenario import *
from services import HUB
import services
from topology import Site


def split(lab):
    lab.site_resolver()
    del lab.names.records[HUB]
    Resolved(lab.device, Site.RESOLVER)
    lab.device("resolvectl", "dns", "eth0", lab.site.EDGE)
    lab.device("resolvectl", "domain", "eth0", "~azure-devices.net")
    lab.engine()


def the_links_resolver():
    """What the report's commands show, put where its prose says: the name's link has a resolver, and no list that it prints has it."""
    def carry_out(lab, result):
        for remedy in (remedy for finding in result.findings() for remedy in finding["remedies"]):
            for each in remedy["commands"]:
                assert each["dialect"] not in ("daemonJSON", "createOptions") or Site.RESOLVER not in each["text"], each["text"]
        shown = lab.device.shell(command(result, "shell", "engine-dns")).stdout
        link = re.search(r"link: (\S+)", shown)[1]
        lab.engine().merge({"dns": [re.search(rf"^Link \d+ \({link}\): (\S+)$", shown, re.MULTILINE)[1]]})
        return ()
    return Cure(carry_out, "the resolver that engine-dns shows")


scenario(
    "dns-container-split-view", "systemd-resolved asks one link's resolver for the hub's domain; containers ask the first of all of them.",
    broken=split, asked=ROOT,
    expect=blocked(error("dns.container-split-view", owner="container-engine", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=the_links_resolver(), leaves=ready(vantages=EVERYWHERE),
)


def past_the_endpoint(lab, **engine):
    """The site's resolver leads to the hub's private endpoint, and daemon.json names a public one (Azure/iotedge#4255)."""
    private, alias = "10.8.7.6", "myhub.privatelink.azure-devices.net"
    lab.cloud.address("eth0", f"{private}/32")
    lab.edge.route(f"{private}/32", "dev", "net")
    lab.cloud.redirects(f"ip daddr {private} dnat ip to {Site.CLOUD}")
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {private}"}))
    lab.public_resolver()
    lab.engine(engine or None)


scenario(
    "containers-past-the-private-endpoint", "The host is led to the hub's private endpoint, and containers, by daemon.json, to its public address.",
    broken=lambda lab: past_the_endpoint(lab, dns=[Site.CONTROL]), asked=ROOT,
    expect=ready(warning("dns.container-split-view", owner="container-engine", place="container-host"), remark("dns.private-endpoint")),
    cure=applied("shell", remedy="engine-dns"), leaves=ready(remark("dns.private-endpoint"), vantages=EVERYWHERE),
)

scenario(
    "containers-at-the-private-endpoint", "The host and its containers are led to the hub's private endpoint.",
    broken=past_the_endpoint, asked=ROOT, expect=ready(remark("dns.private-endpoint"), vantages=EVERYWHERE),
)
