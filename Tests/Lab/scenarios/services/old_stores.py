"""A root that has expired, its successor, and devices that know one of the two (Let's Encrypt in September 2021, AddTrust in May 2020)."""

import os

from certificates import Authority
from cures import *
from network import run
from scenario import *
import services
from services import HUB
from topology import Site

PRIVATE, STORE = "plant.azurecr.io", "/mnt/old-store.pem"
ASKED = asking("--registry", PRIVATE, environment={"SSL_CERT_FILE": STORE})


def old_root(folder):
    """A root of ten years ago, which ended five years ago."""
    with open(f"{folder}/old.cnf", "w") as file:
        file.write("[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ca\n[dn]\nCN=Old Root X3\nO=Lab\n[ca]\n"
                   "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
    run("faketime", "2016-01-01", "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/old.key", "-days", "2000",
        "-config", f"{folder}/old.cnf", "-out", f"{folder}/old.pem")
    return f"{folder}/old.pem"


def registry(lab, *known, crossed=True):
    """A registry whose chain ends at a new root, which the old one has signed too; the device's store has those that are named."""
    lab.start()
    authority = Authority(f"{lab.folder}/crossed", "New Root X1")
    old = old_root(authority.folder)
    key, chain = authority.leaf("registry", PRIVATE)
    if crossed:
        # The new root's key and name, signed by the old root, as servers show it for clients of before.
        run("openssl", "x509", "-req", "-in", f"{authority.folder}/root.csr", "-CA", old, "-CAkey", f"{authority.folder}/old.key", "-CAcreateserial",
            "-days", "30", "-extfile", f"{authority.folder}/root.ext", "-out", f"{authority.folder}/cross.pem")
        with open(chain, "a") as out, open(f"{authority.folder}/cross.pem") as cross:
            out.write(cross.read())
    answer = ("add_header Docker-Distribution-Api-Version registry/2.0 always; "
              "add_header WWW-Authenticate 'Basic realm=\"lab\"' always; return 401;")
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer)
    lab.names.stop()
    lab.names.records[PRIVATE] = Site.OTHER
    lab.names.start()
    # Everybody but this device knows the new root.
    os.chmod(authority.root, 0o644)
    lab.trusted.append(authority.root)
    lab.new_root = authority.root
    paths = {"old": old, "new": authority.root}
    stored(lab.hub_root, *(paths[one] for one in known))


def stored(*paths):
    with open(STORE, "w") as store:
        for path in paths:
            with open(path) as root:
                store.write(root.read())
    os.chmod(STORE, 0o644)


scenario("store-has-the-old-root-and-the-new", "A registry's chain ends at a new root and, crossed, at an expired one; this device's store has both.",
         broken=lambda lab: registry(lab, "old", "new"), asked=ASKED, expect=ready())

scenario("store-has-the-new-root", "The same, and this device's store has dropped the expired root.",
         broken=lambda lab: registry(lab, "new"), asked=ASKED, expect=ready())

UPDATED = granted("trust-private-root", lambda lab: stored(lab.hub_root, lab.new_root))

for name, story, crossed in (("crossed", "and the server shows it crossed by that one", True), ("alone", "and the server does not show it crossed", False)):
    scenario(
        f"store-has-the-old-root-{name}", f"This device's store has the expired root and lacks its successor, {story}.",
        broken=lambda lab, crossed=crossed: registry(lab, "old", crossed=crossed), asked=ASKED,
        expect=blocked(error("tls.unknown-ca", owner="device", about={"host": PRIVATE}), usable=ALL), cure=UPDATED,
    )
