from filters import NameFilter
from scenario import *
from services import DEVICE_NAME, HUB
from topology import Site
import services

PRIVATE, ALIAS = "10.8.7.6", "myhub.privatelink.azure-devices.net"


def private_endpoint(lab, **more):
    lab.cloud.address("eth0", f"{PRIVATE}/32")
    lab.edge.route(f"{PRIVATE}/32", "dev", "net")
    lab.cloud.redirects(f"ip daddr {PRIVATE} dnat ip to {Site.CLOUD}")
    records = {HUB: f"CNAME {ALIAS}.", ALIAS: f"A {PRIVATE}", **more}
    lab.site_resolver({}, *services.zone(f"{lab.folder}/zone", "azure-devices.net", records))


def known(lab):
    lab.names.records[DEVICE_NAME] = lab.hub_address


def by_its_device_name(lab):
    lab.hub_name = DEVICE_NAME
    known(lab)


def filtered(lab):
    known(lab)
    NameFilter(lab.gateway, f"{lab.folder}/names", DEVICE_NAME)


scenario("device-name-works", "The hub's TLS 1.3 name leads to it as its classic one does.", broken=known, expect=ready())

scenario("device-name-as-the-hub", "The hub is given by its TLS 1.3 name, which answers nobody who does not say it.",
         broken=by_its_device_name, asked=asking(hub=DEVICE_NAME), expect=ready())

scenario("device-name-in-private-zone", "The private zone has both of the hub's names.",
         broken=lambda lab: private_endpoint(lab, **{DEVICE_NAME: f"A {PRIVATE}"}), expect=ready(remark("dns.private-endpoint")))

scenario("device-name-missing-in-private-zone", "The private zone has the hub's classic name and not its TLS 1.3 name.",
         broken=private_endpoint, expect=ready(remark("dns.private-endpoint"), remark("dns.device-name-missing")))

scenario("device-name-filtered", "A filter lets the hub's classic name pass, and ends connections that name the other one.",
         broken=filtered, expect=ready(remark("tls.device-name-blocked")))
