"""Registries that never come to say where their blobs are."""

from registries import Registry, image
from scenario import *
import services
from services import REGISTRY
from topology import Site

PLACE, OWN = "203.0.113.16", "registry.plant.example"
CHALLENGE = (f'add_header Docker-Distribution-Api-Version registry/2.0 always; add_header WWW-Authenticate '
             f"'Bearer realm=\"https://{REGISTRY}/token\",service=\"{REGISTRY}\"' always; return 401;")
TOKEN = "location = /token { default_type application/json; return 200 '{\"token\":\"anonymous\"}'; }"
#: The image's own manifest, with a configuration that a client asks for first.
MANIFEST = ("location ~ /manifests/ { default_type application/vnd.oci.image.manifest.v1+json; return 200 "
            "'{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:" + "ab" * 32 + "\"},\"layers\":[]}'; }")
#: nginx's own way to close a connection without a word.
CUT = "return 444;"


def registry(others):
    """Microsoft's registry, as somebody on the way lets it be seen."""
    def broken(lab):
        lab.cloud.address("eth0", f"{PLACE}/24")
        lab.trusted.append(lab.authority.root)
        services.nginx_page(lab.cloud, f"{lab.folder}/cut", PLACE, *lab.authority.leaf("cut", REGISTRY), answer=CHALLENGE, others=others)
        lab.names.records[REGISTRY] = PLACE
    return broken


#: Nobody is to blame for what was not seen, and nothing is ready.
UNSETTLED = inconclusive(usable=ALL)

for what, others in {
    "manifests-are-cut": f"{TOKEN} location ~ /manifests/ {{ {CUT} }}",
    "blobs-are-cut": f"{TOKEN} {MANIFEST} location ~ /blobs/ {{ {CUT} }}",
    "blobs-are-forbidden": f"{TOKEN} {MANIFEST} location ~ /blobs/ {{ return 403; }}",
    "blobs-are-in-the-clear": f"{TOKEN} {MANIFEST} location ~ /blobs/ {{ return 307 http://portal.isp.example/login; }}",
    "tokens-are-empty": "location = /token { default_type application/json; return 200 '{}'; }",
    "manifests-are-missing": f"{TOKEN} location ~ /manifests/ {{ return 404; }}",
}.items():
    scenario(
        f"registry-whose-{what}", f"Microsoft's registry answers, and where its blobs are is never learned: {what.replace('-', ' ')}.",
        broken=registry(others), expect=UNSETTLED,
    )

scenario(
    "registry-with-blobs-of-its-own", "A registry answers as Microsoft's does, and has its blobs itself.",
    broken=registry(f"{TOKEN} {MANIFEST} location ~ /blobs/ {{ return 200 '{{}}'; }}"), expect=ready(),
)

scenario(
    "registry-of-other-images", "The plant's own registry, which asks nobody for anything, has images of its own and none of IoT Edge's.",
    broken=lambda lab: Registry(lab, OWN, address=Site.OTHER, images={"plant/camera:1.4": image()}), asked=asking("--registry", OWN), expect=ready(),
)

scenario(
    "registry-without-images", "The plant's own registry asks nobody for anything, and has nothing yet.",
    broken=lambda lab: Registry(lab, OWN, address=Site.OTHER, images={}), asked=asking("--registry", OWN), expect=UNSETTLED,
)
