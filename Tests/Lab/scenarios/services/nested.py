"""A gateway behind another one, as its tutorials set it up: by a name, by an address, and without its root."""

from cures import *
from network import run
from scenario import *
import services
from topology import Site

ASKED = asking(user=None, hub=None)
PARENT = "topfloor.plant.example"
#: Where the short-named parent lives.
PLACE = "10.77.0.2"


def configure(lab, name, *, bundle=True, agent=None, more=""):
    trust = 'trust_bundle_cert = "file:///etc/aziot/bundle.pem"\n' if bundle else ""
    of_agent = f'[agent]\nname = "edgeAgent"\ntype = "docker"\n[agent.config]\nimage = "{agent}"\n' if agent else ""
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\nparent_hostname = "{name}"\n{trust}[provisioning]\nsource = "manual"\n'
                     f'iothub_hostname = "myhub.azure-devices.net"\ndevice_id = "d"\n{of_agent}{more}')


def known(lab, root):
    lab.trusted = [*lab.trusted, root]
    with open(root) as file:
        lab.device.write("/etc/aziot/bundle.pem", file.read())


def parent(lab, name, *, called=None, records=True, engine=False, bundle=True, known_already=False):
    """edgeHub on the site's edge router: three ports, a certificate for this name or address, and a private root."""
    if records:
        lab.names.records[name] = PLACE
    if known_already:
        lab.names.stop()
        lab.names.start()
    lab.start()
    kind = "IP" if name[0].isdigit() else "DNS"
    authority = lab.authority
    authority._request("parent", f"/CN={name}")
    authority._sign("parent", "issuer", f"subjectAltName={kind}:{name}\nextendedKeyUsage=serverAuth\n")
    key, chain = f"{authority.folder}/parent.key", f"{authority.folder}/parent-chain.pem"
    run("sh", "-c", f"cat {authority.folder}/parent.pem {authority.folder}/issuer.pem > {chain}; chmod 644 {key}")
    services.mosquitto(lab.edge, f"{lab.folder}/mqtt", key, chain)
    services.rabbitmq(lab.edge, f"{lab.folder}/amqp", key, chain)
    services.websocket_bridge(lab.edge, f"{lab.folder}/bridge")
    services.nginx(lab.edge, f"{lab.folder}/front", key, chain)
    if bundle:
        known(lab, authority.root)
    configure(lab, called or name, bundle=bundle)
    lab.edge.filters(f"ip daddr {Site.CLOUD} drop")
    if engine:
        lab.engine()


# Azure/iotedge#5231, MicrosoftDocs/azure-docs#93280: "Supply the appropriate IP or FQDN".
scenario("nested-by-address", "A device behind a parent that its configuration names by its address, which is not followed; the way to the hub is closed.",
         broken=lambda lab: parent(lab, PLACE, records=False), asked=ASKED, expect=inconclusive(warning("tcp.dropped-ip"), usable=None),
         cure=incurable("the parent has no name"))

scenario("nested-in-capitals", "A device behind a parent that its configuration writes in capitals.",
         broken=lambda lab: parent(lab, PARENT, called="TopFloor.Plant.Example", engine=True), asked=ASKED, expect=ready(vantages=EVERYWHERE))


def trusted(lab):
    known(lab, lab.authority.root)
    configure(lab, PARENT)


scenario(
    "nested-without-a-trust-bundle", "A device behind a parent whose root nobody gave it.",
    broken=lambda lab: parent(lab, PARENT, bundle=False), asked=ASKED,
    expect=blocked(error("tls.unknown-ca", owner="device", about={"host": PARENT}), usable=None),
    cure=granted("trust-private-root", trusted),
)
