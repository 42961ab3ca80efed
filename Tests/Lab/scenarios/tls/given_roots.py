from cures import *
from scenario import *
import services
from topology import Site

PRIVATE = "lab.azurecr.io"
#: What the device's own software trusts.
STORE = "/mnt/authority/root.pem"
ASKED = asking("--registry", PRIVATE, environment={"SSL_CERT_FILE": STORE})


def known_registry(lab):
    """A registry whose root the device's own store has; the hub's root is given to the program alone."""
    key, chain = lab.authority.leaf("registry", PRIVATE)
    answer = ("add_header Docker-Distribution-Api-Version registry/2.0 always; "
              "add_header WWW-Authenticate 'Basic realm=\"lab\"' always; return 401;")
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer)
    lab.names.records[PRIVATE] = Site.OTHER


def installed(lab):
    with open(lab.hub_root) as root, open(STORE, "a") as store:
        store.write(root.read())


def known_to_both(lab):
    known_registry(lab)
    installed(lab)


scenario(
    "given-root-not-in-the-store", "The hub's private root is given to the program, and the device's own store lacks it.",
    broken=known_registry, asked=ASKED, expect=blocked(error("tls.unknown-ca", owner="device"), usable=ALL),
    cure=granted("trust-private-root", installed), leaves=ready(),
)

scenario(
    "given-root-in-the-store", "The hub's private root is given to the program, and the device's own store has it too.",
    broken=known_to_both, asked=ASKED, expect=ready(),
)

scenario(
    "given-root-and-no-store", "The roots of all services are given to the program alone: what this device trusts is told.",
    expect=ready(remark("tls.unknown-ca", owner="device")),
)
