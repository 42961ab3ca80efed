"""What an engine wants of a registry's certificate, and of its own folder for the registry."""

import services
from cures import *
from network import run
from scenario import *
from services import HUB
from topology import Site

OWN = "registry.plant.example"
CONFIGURED = asking(user=None, hub=None)
FORBIDDEN = ready(remark("registry.forbidden", about={"host": OWN}))
ANSWER = ("add_header Docker-Distribution-Api-Version registry/2.0 always; "
          "add_header WWW-Authenticate 'Basic realm=\"lab\"' always; return 401;")


def configure(lab, image):
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{image}"\n')


def registry(lab, names=f"subjectAltName=DNS:{OWN}\n", port=443, trusted=True, answer=ANSWER):
    """The plant's registry with a certificate that the plant's authority signed for these names."""
    authority = lab.authority
    authority._request("registry", f"/CN={OWN}")
    authority._sign("registry", "issuer", f"{names}extendedKeyUsage=serverAuth\n")
    key, chain = f"{authority.folder}/registry.key", f"{authority.folder}/registry-chain.pem"
    run("sh", "-c", f"cat {authority.folder}/registry.pem {authority.folder}/issuer.pem > {chain}; chmod 644 {key}")
    if trusted:
        lab.trusted.append(authority.root)
        with open(authority.root) as root:
            lab.device.shell("cat >> /etc/ssl/certs/ca-certificates.crt", input=root.read())
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer, tls_port=port, others="")
    lab.names.records[OWN] = Site.OTHER
    configure(lab, f"{OWN}/agent:1.5" if port == 443 else f"{OWN}:{port}/agent:1.5")
    lab.start()
    return key, chain


scenario(
    "registry-with-a-common-name-alone", "The plant's registry has its name in the certificate's subject alone, which Go, and so the engine, does not read.",
    broken=lambda lab: registry(lab, names=""), asked=CONFIGURED,
    expect=blocked(error("tls.hostname-mismatch", owner="hub-configuration", about={"host": OWN}), usable=ALL),
    cure=incurable("the registry's operator has to give it a certificate with alternative names"))
# docs.docker.com/engine/security/certificates: the folder is called as the image has the registry; .crt is a root, .cert a
# client's certificate, which wants its .key.
def folder(lab, *files, name=OWN, port=443, trusted=False):
    key, chain = registry(lab, port=port, trusted=trusted)
    sources = {"crt": lab.authority.root, "cert": chain, "key": key}
    for file in files:
        with open(sources[file.rpartition(".")[2]]) as source:
            lab.device.write(f"/etc/docker/certs.d/{name}/{file}", source.read())


def without(file):
    return granted("repair-engine-file", lambda lab: lab.device("rm", f"/etc/docker/certs.d/{OWN}/{file}"))


HALVED = blocked(error("config.malformed", owner="device", rule="/etc/docker/certs.d"), usable=ALL)
scenario(
    "certificates-folder-without-port", "The registry's root is in the engine's folder for its name; the registry is at a port, which the folder's name has to have.",
    broken=lambda lab: folder(lab, "ca.crt", port=5000), asked=CONFIGURED,
    expect=blocked(error("tls.unknown-ca", owner="device", about={"host": OWN}), usable=ALL),
    cure=granted(None, lambda lab: lab.device("mv", f"/etc/docker/certs.d/{OWN}", f"/etc/docker/certs.d/{OWN}:5000")), leaves=FORBIDDEN)
scenario("certificates-folder-with-port", "The registry's root is in the engine's folder for its name and port.",
         broken=lambda lab: folder(lab, "ca.crt", name=f"{OWN}:5000", port=5000), asked=CONFIGURED, expect=FORBIDDEN)
scenario(
    "certificates-folder-with-cert-alone", "The registry's certificate is in the engine's folder as registry.cert: the engine wants its key, and pulls nothing.",
    broken=lambda lab: folder(lab, "registry.cert", trusted=True), asked=CONFIGURED, expect=HALVED, cure=without("registry.cert"), leaves=FORBIDDEN)
scenario("certificates-folder-with-pair", "A client's certificate and its key are beside the registry's root in the engine's folder.",
         broken=lambda lab: folder(lab, "ca.crt", "client.cert", "client.key"), asked=CONFIGURED, expect=FORBIDDEN)


# dockerd(8): insecure-registries may be networks; the registry's address decides.
def insecure(lab, network):
    registry(lab, trusted=False)
    lab.device.write("/etc/docker/daemon.json", f'{{ "insecure-registries": ["{network}"] }}\n')


scenario("registry-in-a-network-without-checks", "The engine's file says of the network that the registry is in that certificates need not be checked.",
         broken=lambda lab: insecure(lab, "203.0.113.0/24"), asked=CONFIGURED, expect=inconclusive(usable=ALL))
scenario("registry-in-trouble-of-its-own", "The plant's registry answers 502: its proxy stands, and what is behind it is down.",
         broken=lambda lab: registry(lab, answer="return 502;"), asked=CONFIGURED, expect=inconclusive(usable=ALL))
