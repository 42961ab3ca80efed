"""Registries whose tokens come from another place, and that place out of reach."""

import json

import services
from cures import *
from registries import Registry, image
from scenario import *
from services import HUB, REGISTRY
from topology import Site

DOCKER_HUB, TOKENS, FILE = "registry-1.docker.io", "auth.docker.io", "/etc/plant/deployment.json"
OWN = "registry.plant.example"
DEPLOYED = asking("--deployment", FILE)
CONFIGURED = asking(user=None, hub=None)


def deployment(name):
    def module(name):
        return {"type": "docker", "status": "running", "restartPolicy": "always", "version": "1.0", "settings": {"image": name, "createOptions": "{}"}}
    desired = {
        "schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {"minDockerVersion": "v1.25"}},
        "systemModules": {name: module(f"{REGISTRY}/azureiotedge-{tail}:1.5") for name, tail in (("edgeAgent", "agent"), ("edgeHub", "hub"))},
        "modules": {"cache": module(name)}}
    return json.dumps({"modulesContent": {"$edgeAgent": {"properties.desired": desired}}}, indent=2)


def docker_hub(lab, rule=None, known=True):
    """A module's image comes from Docker Hub, whose tokens come from another host."""
    Registry(lab, REGISTRY, address="203.0.113.13", images={"azureiotedge-agent:1.5": image(), "azureiotedge-hub:1.5": image()})
    Registry(lab, DOCKER_HUB, address="203.0.113.14", images={"library/redis:7": image()}, tokens=TOKENS, rights=("",))
    if not known:
        del lab.names.records[TOKENS]
    lab.edge.resolvers(Site.RESOLVER)
    lab.device.write(FILE, deployment("redis:7"))
    lab.start()
    if rule:
        lab.edge.filters(rule)


def kept(owner):
    return blocked(error("registry.data-endpoint-blocked", owner=owner, about={"host": TOKENS}), usable=ALL)


scenario(
    "docker-hub-tokens-dropped", "The site lets Docker Hub's registry through, and not auth.docker.io.",
    broken=lambda lab: docker_hub(lab, f"ip daddr {Site.PROXY} drop"), asked=DEPLOYED, expect=kept("site-network"),
    cure=incurable("the site's firewall goes by addresses, which are the name's own matter"))
scenario(
    "docker-hub-tokens-unknown", "The site's resolver knows Docker Hub's registry, and not auth.docker.io.",
    broken=lambda lab: docker_hub(lab, known=False), asked=DEPLOYED, expect=kept("site-network"),
    cure=incurable("the site's resolver has to know the name"))


def realm(lab, place, port=443):
    """A registry of the plant's, behind TLS, which names this token service."""
    authority = lab.authority
    key, chain = authority.leaf("registry", OWN)
    lab.trusted.append(authority.root)
    answer = ("add_header Docker-Distribution-Api-Version registry/2.0 always; "
              f"add_header WWW-Authenticate 'Bearer realm=\"https://{place}/service/token\",service=\"harbor-registry\"' always; return 401;")
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer, tls_port=port, others="")
    lab.names.records[OWN] = Site.OTHER
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{OWN}{"" if port == 443 else f":{port}"}/agent:1.5"\n')
    lab.start()


REPAIRED = incurable("the registry's operator has to correct what it names")
scenario(
    "token-service-of-the-inside", "A Harbor names its token service by a name that only it knows (harbor-core).",
    broken=lambda lab: realm(lab, "harbor-core.internal"), asked=CONFIGURED,
    expect=blocked(error("registry.data-endpoint-blocked", owner="hub-configuration", about={"host": "harbor-core.internal"}), usable=ALL), cure=REPAIRED)
