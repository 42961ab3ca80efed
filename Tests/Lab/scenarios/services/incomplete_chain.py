"""Registries that show their own certificate without its issuer's."""

from certificates import Authority
from cures import *
from scenario import *
import services
from services import HUB, REGISTRY
from topology import Site

OWN = "registry.plant.example"
#: Microsoft's registry has an address of its own, so that a server of another authority can stand there.
ELSEWHERE = "203.0.113.13"
ANSWER = ('add_header Docker-Distribution-Api-Version registry/2.0 always; '
          'add_header WWW-Authenticate \'Basic realm="lab"\' always; return 401;')


def registry(lab, logged=True, trusted=True, instead=None, whole=False):
    """The plant's registry, whose administrator gave its server the certificate and nothing behind it."""
    key, chain = lab.authority.leaf("registry", OWN, logged=logged)
    if trusted:
        lab.trusted.append(lab.authority.root)
    shown = chain if whole else lab.authority.without_issuer("registry", instead and instead(lab))
    lab.registry = services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, shown, answer=ANSWER)
    lab.names.records[OWN] = Site.OTHER
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{OWN}/agent:1.5"\n')


def completed(lab):
    lab.registry.stop()
    folder = lab.authority.folder
    services.nginx_page(lab.cloud, f"{lab.folder}/whole", Site.OTHER, f"{folder}/registry.key", f"{folder}/registry-chain.pem", answer=ANSWER)


def given_to_the_engine(lab):
    """What helps until then: the issuer's certificate in the engine's own folder for the registry."""
    with open(f"{lab.authority.folder}/issuer.pem") as issuer:
        lab.device.write(f"/etc/docker/certs.d/{OWN}/ca.crt", issuer.read())


def another_issuer(lab):
    """One that the same authority signed with before."""
    return Authority(f"{lab.folder}/old", "Lab Root").folder + "/issuer.pem"


def known_elsewhere(lab):
    """Microsoft's registry has its certificate from the same authority, and shows the whole chain."""
    registry(lab, logged=False)
    lab.names.records[REGISTRY] = ELSEWHERE
    lab.cloud.address("eth0", f"{ELSEWHERE}/24")
    services.nginx_page(lab.cloud, f"{lab.folder}/elsewhere", ELSEWHERE, *lab.authority.leaf("elsewhere", REGISTRY), answer=ANSWER)


INCOMPLETE = blocked(error("tls.incomplete-chain", owner="hub-configuration", confidence="likely", about={"host": OWN}), usable=ALL)
LEAVES = ready(remark("registry.forbidden", about={"host": OWN}))

scenario(
    "registry-leaves-out-its-issuer", "The plant's own registry has a public authority's certificate, and its server was given that alone.",
    broken=registry, asked=ROOT, expect=INCOMPLETE, cure=granted("send-intermediate", completed), leaves=LEAVES,
)

scenario(
    "registry-leaves-out-its-issuer-until-it-is-mended", "The same, and the engine is given the issuer's certificate for the time being.",
    broken=registry, asked=ROOT, expect=INCOMPLETE, cure=granted("send-intermediate", given_to_the_engine), leaves=LEAVES,
)

scenario(
    "registry-shows-its-old-issuer", "The plant's own registry has a renewed certificate, and behind it the issuer of the one before.",
    broken=lambda lab: registry(lab, instead=another_issuer), asked=ROOT, expect=INCOMPLETE, cure=granted("send-intermediate", completed),
    leaves=LEAVES,
)

scenario(
    "registry-leaves-out-an-issuer-that-another-shows", "The plant's own registry leaves out an issuer whose certificate Microsoft's registry shows.",
    broken=known_elsewhere, asked=ROOT,
    # What stands in the place of Microsoft's registry wants credentials, as that never does.
    expect=blocked(error("tls.incomplete-chain", owner="hub-configuration", confidence="certain", about={"host": OWN}),
                   warning("registry.forbidden", about={"host": REGISTRY}), usable=ALL),
    cure=granted("send-intermediate", completed),
    leaves=ready(warning("registry.forbidden", about={"host": REGISTRY}), remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "registry-alone-of-a-private-authority", "The plant's own registry shows one certificate, which a private authority issued.",
    broken=lambda lab: registry(lab, logged=False, trusted=False), asked=ROOT,
    expect=blocked(error("tls.unknown-ca", owner="device", confidence="likely", about={"host": OWN}), usable=ALL),
    cure=granted("trust-private-root", given_to_the_engine), leaves=LEAVES,
)

scenario(
    "registry-leaves-out-nothing", "The plant's own registry has a public authority's certificate, and shows its issuer's.",
    broken=lambda lab: registry(lab, whole=True), asked=ROOT, expect=LEAVES,
)
