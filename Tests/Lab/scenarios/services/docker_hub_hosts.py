"""Docker Hub is three hosts: who knows the registry's name alone opens one of them (docker/hub-feedback#2218, #2376)."""

import json

from cures import *
from registries import Registry, image
from scenario import *
from services import REGISTRY
from topology import Site

DOCKER_HUB, TOKENS, BLOBS = "registry-1.docker.io", "auth.docker.io", "production.cloudflare.docker.com"
#: Other hosts of it, which a request for it names as well.
BESIDE = (TOKENS, BLOBS, "production.cloudfront.docker.com", "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com")
FILE = "/etc/plant/deployment.json"
AT_MCR, AT_DOCKER_HUB = "203.0.113.13", "203.0.113.14"


def module(name):
    return {"type": "docker", "status": "running", "restartPolicy": "always", "version": "1.0", "settings": {"image": name, "createOptions": "{}"}}


def deployment(*modules):
    desired = {
        "schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {"minDockerVersion": "v1.25"}},
        "systemModules": {name: module(f"{REGISTRY}/azureiotedge-{tail}:1.5") for name, tail in (("edgeAgent", "agent"), ("edgeHub", "hub"))},
        "modules": {f"module{number}": module(name) for number, name in enumerate(modules)}}
    return json.dumps({"modulesContent": {"$edgeAgent": {"properties.desired": desired}}}, indent=2)


def site(lab, *rules, lacking=None, **settings):
    Registry(lab, REGISTRY, address=AT_MCR, images={"azureiotedge-agent:1.5": image(), "azureiotedge-hub:1.5": image()})
    Registry(lab, DOCKER_HUB, address=AT_DOCKER_HUB, images={"library/redis:7": image()}, **settings)
    for name in BESIDE:
        lab.names.records.setdefault(name, AT_DOCKER_HUB)
    if lacking:
        del lab.names.records[lacking]
    lab.edge.resolvers(Site.RESOLVER)
    lab.device.write(FILE, deployment("redis:7"))
    lab.start()
    if rules:
        lab.edge.filters(*rules)


ASKED = asking("--deployment", FILE)
DROPPED = f"ip daddr {Site.PROXY} drop"

scenario(
    "docker-hub-blobs-dropped", "The site lets Docker Hub's registry through, and not the host that its blobs come from.",
    broken=lambda lab: site(lab, DROPPED, data=BLOBS), asked=ASKED,
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network", about={"host": BLOBS}), usable=ALL),
    cure=applied("nftables", at="edge"),
)


def hosts_file(lab):
    """A line of a test, or of a list against telemetry."""
    site(lab, data=BLOBS)
    lab.device.knows({BLOBS: Site.NOBODY})


scenario(
    "docker-hub-blobs-in-the-hosts-file", "A line left in this device's hosts file leads the host of Docker Hub's blobs to nobody.",
    broken=hosts_file, asked=ASKED,
    expect=blocked(error("dns.sinkhole", owner="device", place="this-device", about={"host": BLOBS}), usable=ALL),
    cure=granted(None, lambda lab: lab.device.shell(f"sed -i /{BLOBS}/d /etc/hosts")),
)

# A Pi-hole or AdGuard of the site's with a list that has the content delivery network.
scenario(
    "docker-hub-blobs-sinkholed", "The site's resolver gives 0.0.0.0 for the host of Docker Hub's blobs.",
    broken=lambda lab: (site(lab, data=BLOBS), lab.names.stop(), lab.names.records.update({BLOBS: "0.0.0.0"}), lab.names.start()), asked=ASKED,
    expect=blocked(error("dns.sinkhole", owner="site-network", about={"host": BLOBS}), usable=ALL),
    cure=granted(None, lambda lab: (lab.names.stop(), lab.names.records.update({BLOBS: Site.PROXY}), lab.names.start())),
)
