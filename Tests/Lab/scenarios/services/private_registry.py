from cures import *
from scenario import *
from services import REGISTRY
import services
from topology import Site

PRIVATE = "lab.azurecr.io"
VERSION = "add_header Docker-Distribution-Api-Version registry/2.0 always; "
BASIC = VERSION + "add_header WWW-Authenticate 'Basic realm=\"lab\"' always; return 401;"
BEARER = (VERSION + f"add_header WWW-Authenticate 'Bearer realm=\"https://{PRIVATE}/oauth2/token\",service=\"{PRIVATE}\"' always; "
          "return 401;")
#: As a registry writes it (OCI distribution specification), and whom it says it of.
DENIED = "return 403 '{\"errors\":[{\"code\":\"DENIED\",\"message\":\"client is not allowed access\"}]}';"


def registry(answer, others=""):
    def broken(lab):
        key, chain = lab.authority.leaf("registry", PRIVATE)
        lab.trusted.append(lab.authority.root)
        lab.registry = services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer, others=others)
        lab.names.records[PRIVATE] = Site.OTHER
    return broken


def admitted(lab):
    """The registry lets this site in, and wants credentials as before."""
    key, chain = lab.authority.leaf("registry", PRIVATE)
    lab.registry.stop()
    services.nginx_page(lab.cloud, f"{lab.folder}/admitted", Site.OTHER, key, chain, answer=BASIC)


ASKED = asking("--registry", PRIVATE)
#: Whether the deployment's credentials would be taken is not known here, so the row stays open.
TURNED_AWAY = inconclusive(warning("registry.denied", owner="hub-configuration"), usable=ALL)
CURE = granted("registry-rules", admitted)

scenario(
    "private-registry", "A private registry wants credentials, which the deployment will bring.", broken=registry(BASIC),
    asked=ASKED, expect=ready(remark("registry.forbidden", owner="hub-configuration")),
)

#: Microsoft's registry has an address of its own, so that a filter can hit it alone.
MCR = "203.0.113.13"


def usual_one_dropped(lab):
    registry(BASIC)(lab)
    lab.cloud.address("eth0", f"{MCR}/24")
    lab.separate(REGISTRY, MCR)
    lab.edge.filters(f"ip daddr {MCR} drop")


scenario(
    "private-registry-and-mcr-dropped", "A private registry is open, and Microsoft's, which the runtime usually comes from, is not.",
    broken=usual_one_dropped, asked=ASKED,
    expect=ready(warning("tcp.dropped-ip", owner="site-network", about={"host": REGISTRY}), remark("registry.forbidden", about={"host": PRIVATE})),
    cure=applied("nftables", at="edge"), leaves=ready(remark("registry.forbidden", about={"host": PRIVATE})),
)

scenario(
    "private-registry-tokens", "A private registry gives no token without credentials.",
    broken=registry(BEARER, "location /oauth2/ { return 401; }"), asked=ASKED,
    expect=ready(remark("registry.forbidden", owner="hub-configuration")),
)

scenario(
    "private-registry-repository", "A private registry gives tokens to everybody, and none for a repository that is not public.",
    broken=registry(BEARER, """location /oauth2/ { if ($arg_scope) { """ + DENIED + """ } return 200 '{"token":"none"}'; }"""),
    asked=ASKED, expect=ready(remark("registry.forbidden", owner="hub-configuration")),
)

scenario(
    "registry-denies-at-once", "A private registry's firewall denies this site whatever it asks for.",
    broken=registry(VERSION + "return 403;"), asked=ASKED, expect=TURNED_AWAY, cure=CURE,
)

scenario(
    "registry-denies-tokens", "A private registry challenges, and its token service denies this site.",
    broken=registry(BEARER, "location /oauth2/ { " + DENIED + " }"), asked=ASKED, expect=TURNED_AWAY, cure=CURE,
)

scenario(
    "registry-denies-manifests", "A private registry challenges, and denies this site every manifest.",
    broken=registry(BASIC, "location ~ /manifests/ { " + DENIED + " }"), asked=ASKED, expect=TURNED_AWAY, cure=CURE,
)

scenario(
    "registry-denies-unmarked", "A private registry's firewall denies this site in the registry's words, without its header.",
    broken=registry(DENIED), asked=ASKED, expect=TURNED_AWAY, cure=CURE,
)
