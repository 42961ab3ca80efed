"""The first edgeAgent is made of the device's own configuration: a deployment gives it the host's network once it has fetched it."""

import json

from cures import *
from scenario import *
from services import HUB

FILE = "/etc/plant/deployment.json"
CONTAINERS = ("docker:bridge", "docker:azure-iot-edge")


def module(name):
    """On the host's own network, of an image that the device has."""
    settings = {"image": f"localhost/{name.lower()}:1.5", "createOptions": json.dumps({"HostConfig": {"NetworkMode": "host"}})}
    # Each has metrics at the same port, unless it is told otherwise.
    return {"type": "docker", "status": "running", "restartPolicy": "always", "imagePullPolicy": "never", "settings": settings,
            "env": {"MetricsEnabled": {"value": "false"}}}


def configured(lab, options=""):
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     'device_id = "d"\n[agent]\nname = "edgeAgent"\ntype = "docker"\n'
                     f'[agent.config]\nimage = "mcr.microsoft.com/azureiotedge-agent:1.5"\n{options}')
    desired = {"schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {}}, "modules": {},
               "systemModules": {name: module(name) for name in ("edgeAgent", "edgeHub")}}
    lab.device.write(FILE, json.dumps({"modulesContent": {"$edgeAgent": {"properties.desired": desired}}}))


def closed(lab, options=""):
    """What comes from containers is dropped."""
    configured(lab, options)
    lab.engine()
    lab.device("iptables", "-I", "DOCKER-USER", "-j", "DROP")


ON_HOST = '[agent.config.createOptions]\nHostConfig = { NetworkMode = "host" }\n'
ON_HOST_AS_TEXT = "createOptions = '{ \"HostConfig\": { \"NetworkMode\": \"host\" } }'\n"
ASKED = asking("--deployment", FILE, user=None)

scenario(
    "first-agent-on-a-closed-network", "The deployment has the runtime on the host's network, which the first edgeAgent is not on.",
    broken=closed, asked=ASKED,
    expect=blocked(error("fwd.dropped", owner="device", place="container-host", rule="DOCKER-USER", vantages=CONTAINERS), usable=None),
    cure=applied("iptables"), leaves=ready(usable=None),
)
for name, options in [("table", ON_HOST), ("text", ON_HOST_AS_TEXT)]:
    scenario(
        f"first-agent-on-host-by-{name}", f"The configuration has the first edgeAgent on the host's network as well, by a {name}; containers reach nothing.",
        broken=lambda lab, options=options: closed(lab, options), asked=ASKED, expect=ready(usable=None),
    )
scenario(
    "first-agent-on-an-open-network", "The deployment has the runtime on the host's network, and the first edgeAgent's is open.",
    broken=lambda lab: (configured(lab), lab.engine()), asked=ASKED, expect=ready(usable=None),
)
