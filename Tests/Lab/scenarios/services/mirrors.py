"""Mirrors of Docker Hub that the engine pulls through (registry-mirrors): they carry its images, and nobody else's."""

import json

from cures import *
from registries import Registry, image
from scenario import *
from services import REGISTRY
from topology import Site

DOCKER_HUB, MIRROR, OTHER = "registry-1.docker.io", "mirror.plant.example", "docker.plant.example"
FILE, SETTINGS = "/etc/plant/deployment.json", "/etc/docker/daemon.json"
#: Each registry has an address of its own, so that a filter can hit it alone.
AT_MCR, AT_DOCKER_HUB, AT_MIRROR = "203.0.113.13", "203.0.113.14", Site.OTHER
#: Where Docker Hub's tokens and blobs come from, which a request for it names as well.
BESIDE_DOCKER_HUB = ("auth.docker.io", "production.cloudfront.docker.com", "production.cloudflare.docker.com",
                     "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com")
RUNTIME = {"azureiotedge-agent:1.5": image(), "azureiotedge-hub:1.5": image()}
CACHE = {"library/redis:7": image()}


def module(name):
    return {"type": "docker", "status": "running", "restartPolicy": "always", "version": "1.0",
            "settings": {"image": name, "createOptions": "{}"}}


def deployment(*modules):
    desired = {
        "schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {"minDockerVersion": "v1.25"}},
        "systemModules": {name: module(f"{REGISTRY}/azureiotedge-{tail}:1.5") for name, tail in (("edgeAgent", "agent"), ("edgeHub", "hub"))},
        "modules": {f"module{number}": module(name) for number, name in enumerate(modules)}}
    return json.dumps({"modulesContent": {"$edgeAgent": {"properties.desired": desired}}}, indent=2)


def mirrored(*urls):
    return lambda lab: lab.device.write(SETTINGS, json.dumps({"registry-mirrors": list(urls)}))


def by_drop_in(lab):
    lab.device.write("/etc/systemd/system/docker.service.d/mirror.conf",
                     f"[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd --registry-mirror=https://{MIRROR}\n")


def site(*settings, drops=(), mirror=CACHE, modules=("redis:7",), port=443):
    """Microsoft's registry, Docker Hub and a mirror of the plant's; a deployment with a module of Docker Hub's."""
    def broken(lab):
        Registry(lab, REGISTRY, address=AT_MCR, images=RUNTIME)
        Registry(lab, DOCKER_HUB, address=AT_DOCKER_HUB, images=CACHE)
        for name in BESIDE_DOCKER_HUB:
            lab.names.records[name] = AT_DOCKER_HUB
        # Whoever opens the filter looks them up there.
        lab.edge.resolvers(Site.RESOLVER)
        Registry(lab, MIRROR, address=AT_MIRROR, images=mirror or RUNTIME, port=port)
        lab.device.write(FILE, deployment(*modules))
        for change in settings:
            change(lab)
        if drops:
            lab.edge.filters(*(f"ip daddr {address} drop" for address in drops))
    return broken


ASKED = asking("--deployment", FILE)
OURS = mirrored(f"https://{MIRROR}")
CURE = applied("nftables", at="edge")


def dropped(kind, host):
    return kind("tcp.dropped-ip", owner="site-network", about={"host": host})


scenario("docker-hub", "A module's image comes from Docker Hub, which is open; there is no mirror.", broken=site(), asked=ASKED, expect=ready())

scenario(
    "docker-hub-dropped", "A module's image comes from Docker Hub, which the site drops; there is no mirror.",
    broken=site(drops=[AT_DOCKER_HUB]), asked=ASKED, expect=blocked(dropped(error, DOCKER_HUB), usable=ALL), cure=CURE,
)

scenario("docker-hub-mirrored", "The engine has a mirror of Docker Hub, and everything is open.", broken=site(OURS), asked=ASKED, expect=ready())

for how, setting in {"file": OURS, "drop-in": by_drop_in}.items():
    scenario(
        f"docker-hub-dropped-and-mirrored-{how}", f"The site drops Docker Hub, and the engine pulls through a mirror that answers ({how}).",
        broken=site(setting, drops=[AT_DOCKER_HUB]), asked=ASKED, expect=ready(dropped(remark, DOCKER_HUB)),
    )

scenario(
    "docker-hub-mirrored-at-a-port", "The site drops Docker Hub, and the engine pulls through a mirror at a port of its own.",
    broken=site(mirrored(f"https://{MIRROR}:5000/"), drops=[AT_DOCKER_HUB], port=5000), asked=ASKED, expect=ready(dropped(remark, DOCKER_HUB)),
)

scenario(
    "mirror-dropped", "The site drops the engine's mirror; the engine goes on to Docker Hub, which is open.",
    broken=site(OURS, drops=[AT_MIRROR]), asked=ASKED, expect=ready(dropped(remark, MIRROR)),
)

scenario(
    "mirror-and-docker-hub-dropped", "The site drops the engine's mirror and Docker Hub.",
    broken=site(OURS, drops=[AT_MIRROR, AT_DOCKER_HUB]), asked=ASKED,
    expect=blocked(dropped(error, DOCKER_HUB), dropped(error, MIRROR), usable=ALL), cure=applied("nftables", at="edge"),
    leaves=ready(remark("tcp.dropped-ip")),
)

scenario(
    "mirror-and-microsofts-registry-dropped", "The engine's mirror is open and Microsoft's registry is not, which no mirror stands in for.",
    broken=site(OURS, drops=[AT_MCR]), asked=ASKED, expect=blocked(dropped(error, REGISTRY), usable=ALL), cure=CURE,
)

scenario(
    "mirror-without-the-image", "The engine's mirror lacks the image; the engine goes on to Docker Hub, which has it.",
    broken=site(OURS, mirror=None), asked=ASKED, expect=ready(),
)

scenario(
    "mirror-without-the-image-and-docker-hub-dropped", "The engine's mirror lacks the image, and the site drops Docker Hub, which has it.",
    broken=site(OURS, mirror=None, drops=[AT_DOCKER_HUB]), asked=ASKED,
    expect=blocked(dropped(error, DOCKER_HUB), usable=ALL), cure=CURE,
)

scenario(
    "mirror-in-the-clear-and-docker-hub-dropped", "The site drops Docker Hub, and the engine has a mirror over plain HTTP, which is not asked.",
    broken=site(mirrored(f"http://{MIRROR}:5000"), drops=[AT_DOCKER_HUB]), asked=ASKED,
    expect=inconclusive(dropped(warning, DOCKER_HUB), usable=ALL), cure=CURE,
)

scenario(
    "mirror-with-an-image-that-docker-hub-lacks", "An image that Docker Hub does not have comes from the engine's mirror.",
    broken=site(OURS, mirror={**CACHE, "plant/camera:1": image()}, modules=("redis:7", "plant/camera:1")), asked=ASKED, expect=ready(),
)


def engine(settings, and_then=None):
    """A real engine that was started with these settings, and knows the mirror's root from its own folder."""
    def change(lab):
        with open(lab.authority.root) as root:
            lab.device.write(f"/etc/docker/certs.d/{MIRROR}/ca.crt", root.read())
        # The engine asks the resolver in the cloud for the mirror.
        lab.start()
        lab.engine(settings)
        if and_then:
            and_then(lab)
    return change


def pulled(lab):
    lab.edge.filters(f"ip daddr {AT_DOCKER_HUB} drop")
    told = lab.engine()("pull", "redis:7", check=False, timeout=60)
    # Its one layer is no archive: by then the mirror gave the image's manifest and its configuration.
    assert "Pulling from library/redis" in told.stdout, told.stdout + told.stderr


scenario(
    "engine-pulls-through-its-mirror", "The site drops Docker Hub, and the engine that runs pulls through its mirror, as it shows.",
    broken=site(engine({"registry-mirrors": [f"https://{MIRROR}"]}, pulled)), asked=asking("--deployment", FILE, user=None),
    expect=ready(dropped(remark, DOCKER_HUB), vantages=EVERYWHERE),
)

scenario(
    "engine-runs-without-the-mirror-of-its-file", "The site drops Docker Hub, and the engine was not started again since its file has a mirror.",
    broken=site(engine({}), OURS, drops=[AT_DOCKER_HUB]), asked=asking("--deployment", FILE, user=None),
    expect=blocked(dropped(error, DOCKER_HUB), usable=ALL), cure=CURE, leaves=ready(vantages=EVERYWHERE),
)
