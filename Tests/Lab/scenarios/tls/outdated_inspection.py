"""Inspecting boxes whose own root is out of date, and which the device was given: it is still theirs, and nobody takes what it signs."""

import os

from certificates import Authority
from cures import *
from network import run
from scenario import *
import services
from topology import Site


STORE = "/mnt/outdated-store.pem"


class Outdated(Authority):
    """A root of an age of its own, and nothing else."""

    def __init__(self, folder, since):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.root = f"{folder}/root.pem"
        with open(f"{folder}/openssl.cnf", "w") as file:
            file.write("[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ca\n[dn]\nCN=Site Inspection CA\nO=Site\n[ca]\n"
                       "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
        run("faketime", since, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/root.key",
            "-days", "365", "-config", f"{folder}/openssl.cnf", "-out", self.root)
        os.chmod(self.root, 0o644)


def inspecting(since):
    def broken(lab):
        lab.start()
        authority = Outdated(f"{lab.folder}/outdated", since)
        services.bumping_squid(lab.edge, f"{lab.folder}/bump", authority, Site.RESOLVER, lab.hub_root)
        lab.edge.redirects("iifname site tcp dport 443 redirect to :3130")
        with open(STORE, "w") as store:
            for path in (authority.root, lab.hub_root):
                with open(path) as root:
                    store.write(root.read())
        os.chmod(STORE, 0o644)
    return broken


def spared(lab):
    lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")


CURE = granted("no-tls-inspection", spared)

# Signing certificates of a year, as wiki.squid-cache.org/ConfigExamples/Intercept/SslBumpExplicit has them made.
for name, story, since in [("expired", "whose own root has expired", "2021-03-01"), ("of-tomorrow", "whose clock is ahead: its root is not valid yet", "2028-03-01")]:
    scenario(f"inspection-{name}-trusted-here", f"A box opens up TLS on 443, {story}; the device's own store has that root.",
             broken=inspecting(since), asked=asking(environment={"SSL_CERT_FILE": STORE}),
             expect=blocked(error("tls.intercepted"), usable={"amqp", "mqtt"}), cure=CURE)
