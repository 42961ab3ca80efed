"""Certificates that are trusted, and that TLS libraries refuse for their keys or digests all the same."""

import os

from certificates import Authority
from cures import *
from scenario import *
from services import DPS, HUB, REGISTRY, Service
from topology import Site

LEVEL = "/mnt/openssl.cnf"
#: As an administrator writes it who has to live with an old proxy (config(5), "SSL configuration").
LENIENT = """openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = defaults
[defaults]
CipherString = DEFAULT@SECLEVEL=%d
"""


def inspecting(level=None, **strength):
    """A box that opens up TLS to the hub on 443 and signs with an authority of this strength, which the device trusts everywhere."""
    def broken(lab):
        lab.start()
        authority = Authority(f"{lab.folder}/weak", name="Old Inspection", **strength)
        key, chain = authority.leaf("shown", HUB, DPS, REGISTRY)
        folder = f"{lab.folder}/inspection"
        os.makedirs(folder)
        with open(f"{folder}/shown.pem", "w") as out:
            for path in (chain, key):
                out.write(open(path).read())
        # The box itself has no scruples.
        with open(f"{folder}/openssl.cnf", "w") as out:
            out.write(LENIENT % 0)
        with open(f"{folder}/haproxy.cfg", "w") as out:
            out.write(f"""global
  maxconn 100
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen inspected
  bind :3130 ssl crt {folder}/shown.pem ssl-min-ver TLSv1.2
  server hub {Site.CLOUD}:443 ssl verify none sni ssl_fc_sni
""")
        Service(lab.edge, folder, "haproxy", "-db", "-f", f"{folder}/haproxy.cfg", ready=("tcp", 3130),
                environment={"OPENSSL_CONF": f"{folder}/openssl.cnf"})
        lab.edge.redirects(f"iifname site ip daddr {Site.CLOUD} tcp dport 443 redirect to :3130")
        lab.trusted.append(authority.root)
        if level is not None:
            with open(LEVEL, "w") as out:
                out.write(LENIENT % level)
    return broken


def spared(lab):
    lab.edge("nft", "flush", "chain", "inet", "redirection", "incoming")


AT_LEVEL = asking(environment={"OPENSSL_CONF": LEVEL})

for name, story, strength in (
    ("inspection-with-short-keys", "A box inspects with RSA keys of 1024 bits; the device trusts its root.", {"bits": 1024}),
    ("inspection-with-sha1", "A box inspects with certificates signed with SHA-1; the device trusts its root.", {"digest": "sha1"}),
):
    scenario(
        name, story, broken=inspecting(**strength),
        expect=blocked(error("tls.weak-chain", owner="site-network"), usable=ALL), cure=granted("no-tls-inspection", spared), leaves=ready(),
    )

scenario(
    "inspection-with-short-keys-allowed", "The same with short keys, and this host's openssl.cnf allows them.", broken=inspecting(level=1, bits=1024),
    asked=AT_LEVEL, expect=ready(),
)

scenario(
    "inspection-with-sha1-and-level-1", "The same with SHA-1, which level 1 refuses as well.", broken=inspecting(level=1, digest="sha1"),
    asked=AT_LEVEL, expect=blocked(error("tls.weak-chain", owner="site-network"), usable=ALL),
    cure=granted("no-tls-inspection", spared), leaves=ready(),
)

scenario("inspection-of-today", "A box inspects with keys and digests of today; the device trusts its root.", broken=inspecting(), expect=ready())
