"""A registry that is reached and gives no more for a while, and one whose place somebody else's certificate takes."""

from cures import *
from scenario import *
import services
from services import REGISTRY
from topology import Site

PLACE = "203.0.113.16"
CHALLENGE = (f'add_header Docker-Distribution-Api-Version registry/2.0 always; add_header WWW-Authenticate '
             f"'Bearer realm=\"https://{REGISTRY}/token\",service=\"{REGISTRY}\"' always; return 401;")
LIMITED = "default_type application/json; return 429 '{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]}';"
TOKEN = "default_type application/json; return 200 '{\"token\":\"anonymous\"}';"


def registry(lab, others, name=REGISTRY):
    lab.cloud.address("eth0", f"{PLACE}/24")
    lab.trusted.append(lab.authority.root)
    services.nginx_page(lab.cloud, f"{lab.folder}/limiting", PLACE, *lab.authority.leaf("limiting", name), answer=CHALLENGE, others=others)
    lab.names.records[REGISTRY] = PLACE


def at_ease(lab):
    lab.names.records[REGISTRY] = Site.SECOND
    lab.names.tell_the_truth()


for what, others in {
    "tokens": f"location = /token {{ {LIMITED} }}",
    "manifests": f"location = /token {{ {TOKEN} }} location ~ /manifests/ {{ {LIMITED} }}",
}.items():
    scenario(
        f"registry-limits-{what}", f"Microsoft's registry is asked too much from this address, and answers requests for {what} with 429.",
        broken=lambda lab, others=others: registry(lab, others),
        expect=inconclusive(warning("registry.limited", owner="cloud", confidence="certain", about={"host": REGISTRY}), usable=ALL),
        cure=granted("ask-the-service", at_ease),
    )

scenario(
    "registry-in-trouble", "Microsoft's registry is in trouble: what gives tokens answers with 503.",
    broken=lambda lab: registry(lab, "location = /token { return 503; }"), expect=inconclusive(usable=ALL),
)

scenario(
    "registry-shows-another-name", "At the registry's address a trusted certificate for another name is shown: a page of the site's, or an edge of its CDN.",
    broken=lambda lab: registry(lab, "", name="page.isp.example"),
    expect=blocked(error("tls.hostname-mismatch", owner="site-network", confidence="likely", about={"host": REGISTRY}), usable=ALL),
    cure=granted("no-tls-inspection", at_ease),
)
