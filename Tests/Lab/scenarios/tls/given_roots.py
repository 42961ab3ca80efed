from cures import *
from scenario import *
from services import HUB, REGISTRY
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

#: What a device has that nothing was installed on, and one without any roots.
BARE, EMPTY = {"SSL_CERT_FILE": "/dev/null"}, {"SSL_CERT_FILE": "/dev/null", "SSL_CERT_DIR": "/nonexistent"}

scenario(
    "given-root-and-no-store", "The hub's root is given to the program alone, and no other service is looked at: what this device trusts is told.",
    broken=lambda lab: None, asked=asking("--no-dps", "--no-registry", environment=BARE),
    expect=ready(remark("tls.unknown-ca", owner="device")),
)


def installed_for_all(lab):
    with open(lab.hub_root) as root, open("/mnt/store.pem", "w") as store:
        store.write(root.read())


for name, story, environment in (
    ("given-root-of-everything", "A box inspects everything; its root is given to the program, and was never installed on the device.", BARE),
    ("given-root-of-everything-and-no-store", "The same, and the device's own store has no roots at all.", EMPTY),
):
    scenario(
        name, story, broken=lambda lab: None, asked=asking(environment=environment),
        expect=blocked(error("tls.unknown-ca", owner="device", about={"host": HUB}), error("tls.unknown-ca", owner="device", about={"host": REGISTRY}),
                       usable=ALL),
        cure=granted("trust-private-root", installed_for_all, asked=asking(environment={"SSL_CERT_FILE": "/mnt/store.pem"})), leaves=ready(),
    )

scenario(
    "given-root-of-everything-installed", "The same box, and its root is in the device's own store as well: all is well for the host.",
    broken=lambda lab: None, expect=ready(),
)
