"""The deployment, before it is deployed: its registries, images, ports and settings."""

import json

from cures import *
from registries import ELSEWHERE, HERE, SHELL, Registry, image
from scenario import *
from services import REGISTRY
import services
from stubs import Dnsmasq
from topology import Site

OWN, ISSUER, DATA = "plant.azurecr.io", "token.plant.example", "plantdata.blob.core.windows.net"
FILE = "/etc/plant/deployment.json"
#: Microsoft's registry has an address of its own, so that it can be another server than the plant's.
MCR = "203.0.113.13"
PORTS = {f"{port}/tcp": [{"HostPort": f"{port}"}] for port in (5671, 8883, 443)}
ACCOUNTS = {"gateway": SECRET, "stranger": SECRET}
MODULES = {"camera:1.4": image(), "filter:2": image(history=300)}
RUNTIME = {"azureiotedge-agent:1.5": image(), "azureiotedge-hub:1.5": image()}


def module(name, options=None, env=None, **more):
    settings = {"image": name, "createOptions": json.dumps(options or {})}
    return {"type": "docker", "status": "running", "restartPolicy": "always", "version": "1.0", "settings": settings,
            **({"env": {key: {"value": value} for key, value in env.items()}} if env else {}), **more}


def manifest(modules, account=None, hub=None, template=False, resolvers=()):
    """A complete deployment: the runtime from Microsoft's registry, the modules from where they say."""
    credentials = {} if account is None else {"plant": {"address": OWN, "username": account[0], "password": account[1]}}
    dns = {"Dns": list(resolvers)} if resolvers else {}
    desired = {
        "schemaVersion": "1.1", "runtime": {"type": "docker", "settings": {"minDockerVersion": "v1.25", "registryCredentials": credentials}},
        "systemModules": {
            "edgeAgent": module(f"{REGISTRY}/azureiotedge-agent:1.5", {"HostConfig": dns}),
            "edgeHub": hub or module(f"{REGISTRY}/azureiotedge-hub:1.5", {"HostConfig": {"PortBindings": PORTS, **dns}})},
        "modules": modules}
    return json.dumps({**({"$schema-template": "4.0.0"} if template else {}),
                       "modulesContent": {"$edgeAgent": {"properties.desired": desired}, "$edgeHub": {"properties.desired": {
                           "schemaVersion": "1.1", "routes": {}, "storeAndForwardConfiguration": {"timeToLiveSecs": 7200}}}}}, indent=2)


def deployed(modules=None, account=("gateway", SECRET), **more):
    """Writes the deployment's file, as whoever asks for the right one does later."""
    own = {"camera": module(f"{OWN}/camera:1.4"), "filter": module(f"{OWN}/filter:2")} if modules is None else modules
    return lambda lab: lab.device.write(FILE, manifest(own, account, **more))


def runtime(lab, images=None):
    lab.mcr = Registry(lab, REGISTRY, address=MCR, images=images or RUNTIME)


def plant(lab, **settings):
    settings.setdefault("images", MODULES)
    lab.registry = Registry(lab, OWN, address=Site.OTHER, **settings)


def site(*deploy, **settings):
    """The two registries, and the deployment."""
    def broken(lab):
        runtime(lab)
        plant(lab, **settings)
        (deploy[0] if deploy else deployed())(lab)
    return broken


ASKED = asking("--deployment", FILE)
KINDS = {"accounts": {"accounts": ACCOUNTS}, "tokens": {"accounts": ACCOUNTS, "tokens": ISSUER}}



for kind, settings in KINDS.items():
    scenario(
        f"deployment-{kind}", f"A deployment with images of a private registry ({kind}), and everything as it should be.",
        broken=site(**settings), asked=ASKED, expect=ready(),
    )

    scenario(
        f"deployment-{kind}-wrong-password", f"The deployment's password for its registry ({kind}) is wrong.",
        broken=site(deployed(account=("gateway", "CANARY-of-old")), **settings), asked=ASKED,
        expect=blocked(error("registry.forbidden", owner="hub-configuration", rule=FILE, confidence="certain", about={"host": OWN}),
                       usable=ALL),
        cure=granted("registry-credentials", deployed()),
    )

    scenario(
        f"deployment-{kind}-none", f"The deployment's registry ({kind}) wants an account, and the deployment has none.",
        broken=site(deployed(account=None), **settings), asked=ASKED,
        expect=blocked(error("registry.forbidden", owner="hub-configuration", about={"host": OWN}), usable=ALL),
        cure=granted("registry-credentials", deployed()),
    )

scenario(
    "deployment-without-right", "The registry's token service knows the deployment's account, and gives it no right to pull.",
    broken=site(deployed(account=("stranger", SECRET)), accounts=ACCOUNTS, tokens=ISSUER), asked=ASKED,
    expect=blocked(error("registry.denied", owner="hub-configuration", rule=FILE, confidence="certain", about={"host": OWN}), usable=ALL),
    cure=granted("registry-rules", lambda lab: lab.registry.repaired(rights=("gateway", "stranger"))),
)

#: As a registry's own firewall writes it, to whatever it is asked.
DENIED = ('add_header Docker-Distribution-Api-Version registry/2.0 always; default_type application/json; '
          'return 403 \'{"errors":[{"code":"DENIED","message":"client is not allowed access"}]}\';')


def behind_a_firewall(lab):
    runtime(lab)
    key, chain = lab.authority.leaf("registry", OWN)
    lab.names.records[OWN] = Site.OTHER
    lab.wall = services.nginx_page(lab.cloud, f"{lab.folder}/wall", Site.OTHER, key, chain, answer=DENIED)
    deployed()(lab)


scenario(
    "deployment-denied-to-the-site", "The registry's own firewall keeps this site out, whoever asks.",
    broken=behind_a_firewall, asked=ASKED,
    expect=blocked(error("registry.denied", owner="hub-configuration", rule=FILE, about={"host": OWN}), usable=ALL),
    cure=granted("registry-rules", lambda lab: (lab.wall.stop(), plant(lab, accounts=ACCOUNTS))),
)

scenario(
    "deployment-redirected", "The registry leads blobs to a storage account, which is sent no credentials.",
    broken=site(accounts=ACCOUNTS, data=DATA), asked=ASKED, expect=ready(),
)

scenario(
    "deployment-redirected-and-dropped", "The registry leads blobs to a storage account that the site drops.",
    broken=lambda lab: (site(accounts=ACCOUNTS, data=DATA)(lab), lab.edge.filters(f"ip daddr {Site.PROXY} drop")), asked=ASKED,
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network"), usable=ALL),
    cure=applied("nftables", at="edge"),
)

WRONG_TAG = {"camera": module(f"{OWN}/camera:1.5"), "filter": module(f"{OWN}/filter:2")}
scenario(
    "deployment-missing-tag", "The deployment names a tag that nobody pushed.",
    broken=site(deployed(WRONG_TAG), accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("deployment.image-missing", owner="hub-configuration", rule=FILE, confidence="certain", about={"host": OWN}),
                   usable=ALL),
    cure=granted("correct-image", deployed()),
)

scenario(
    "deployment-missing-repository", "The deployment names an image that nobody pushed.",
    broken=site(deployed({"camera": module(f"{OWN}/kamera:1.4")}), accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("deployment.image-missing", owner="hub-configuration", rule=FILE, confidence="certain", about={"host": OWN}),
                   usable=ALL),
    cure=granted("correct-image", deployed()),
)

for name, told, other in (("index", "an index without this device's processor", image(architectures=(ELSEWHERE,))),
                          ("single", "one image, for another processor", image(architectures=(ELSEWHERE,), index=False))):
    scenario(
        f"deployment-other-processor-{name}", f"The image of a module is {told}.",
        broken=site(accounts=ACCOUNTS, images={**MODULES, "camera:1.4": other}), asked=ASKED,
        expect=blocked(error("deployment.platform-missing", owner="hub-configuration", rule=FILE, confidence="certain",
                             about={"host": OWN}), usable=ALL),
        cure=granted("image-for-platform", lambda lab: lab.registry.repaired(
            images={**MODULES, "camera:1.4": image(architectures=(ELSEWHERE, HERE))})),
    )

scenario(
    "deployment-shell-entrypoint", "A module's image starts through a shell, which is no fault by itself.",
    broken=site(accounts=ACCOUNTS, images={**MODULES, "camera:1.4": image(start=SHELL)}), asked=ASKED,
    expect=ready(remark("deployment.shell-entrypoint", owner="hub-configuration", about={"process": "camera"})),
)

scenario(
    "deployment-shell-that-execs", "A module's image starts through a shell that becomes the program.",
    broken=site(accounts=ACCOUNTS, images={**MODULES, "camera:1.4": image(start=("/bin/sh", "-c", "date && exec /app/module"))}),
    asked=ASKED, expect=ready(),
)

PLACEHOLDERS = ("$CONTAINER_REGISTRY_USERNAME_plant", "$CONTAINER_REGISTRY_PASSWORD_plant")


def unsent(lab, _):
    """The registry was told no account, and its administrator fills in the values."""
    assert not any("CONTAINER_REGISTRY" in line for line in lab.registry.requests()), "a placeholder was sent"
    deployed()(lab)
    return ()


scenario(
    "deployment-placeholders", "What the hub is to be given has placeholders for the registry's account.",
    broken=site(deployed(account=PLACEHOLDERS), accounts=ACCOUNTS), asked=ASKED,
    expect=inconclusive(warning("deployment.placeholder", owner="hub-configuration", rule=FILE, confidence="certain"), usable=ALL),
    cure=Cure(unsent, "the values filled in"),
)

scenario(
    "deployment-template", "A template of the VS Code extension has placeholders, as it should: whether they will do is not known.",
    broken=site(deployed({"camera": module("${MODULES.camera}"), "filter": module(f"{OWN}/filter:2")}, PLACEHOLDERS, template=True),
                accounts=ACCOUNTS), asked=ASKED,
    expect=inconclusive(remark("deployment.placeholder", owner="hub-configuration"), usable=ALL),
)

scenario(
    "deployment-of-microsofts-registry", "A deployment of the runtime and a module from Microsoft's registry alone.",
    broken=lambda lab: (runtime(lab, {**RUNTIME, "azureiotedge-simulated-temperature-sensor:1.5": image()}), deployed(
        {"sensor": module(f"{REGISTRY}/azureiotedge-simulated-temperature-sensor:1.5")}, account=None)(lab)),
    asked=ASKED, expect=ready(),
)


def publishing(*ports, address=None):
    place = {"HostIp": address} if address else {}
    return {"HostConfig": {"PortBindings": {f"{port}/tcp": [{"HostPort": f"{port}", **place}] for port in ports}}}


def modules(camera=None, filter=None):
    return {"camera": module(f"{OWN}/camera:1.4", camera), "filter": module(f"{OWN}/filter:2", filter)}


scenario(
    "deployment-port-of-two-modules", "Two modules of the deployment publish the same port.",
    broken=site(deployed(modules(publishing(8080), publishing(8080, 9000))), accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("deployment.port-collision", owner="hub-configuration", rule=FILE, confidence="certain", about={"port": 8080}),
                   usable=ALL),
    cure=granted("move-module-port", deployed(modules(publishing(8080), publishing(9000)))),
)

scenario(
    "deployment-port-of-edge-hub", "A module of the deployment publishes a port that edgeHub has.",
    broken=site(deployed(modules(publishing(443))), accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("deployment.port-collision", owner="hub-configuration", about={"port": 443}), usable=ALL),
    cure=granted("move-module-port", deployed(modules(publishing(8443)))),
)

scenario(
    "deployment-port-of-two-addresses", "Two modules publish the same port, each on an address of its own.",
    broken=site(deployed(modules(publishing(8080, address="127.0.0.1"), publishing(8080, address=Site.DEVICE))), accounts=ACCOUNTS),
    asked=ASKED, expect=ready(),
)


def web_server(lab, port):
    lab.page = services.nginx_page(lab.device, f"{lab.folder}/page", "0.0.0.0", port=port)


scenario(
    "deployment-port-taken", "A web server of the device holds a port that a module of the deployment publishes.",
    broken=lambda lab: (site(deployed(modules(publishing(8080))), accounts=ACCOUNTS)(lab), web_server(lab, 8080)),
    asked=asking("--deployment", FILE, user=None),
    expect=blocked(error("host.port-conflict", owner="device", place="this-device", about={"port": 8080}), usable=ALL),
    cure=granted("free-port", lambda lab: lab.page.stop()),
)

scenario(
    "deployment-without-edge-hubs-ports", "edgeHub publishes nothing in this deployment, so a web server on 443 is in nobody's way.",
    broken=lambda lab: (site(deployed(hub=module(f"{REGISTRY}/azureiotedge-hub:1.5")), accounts=ACCOUNTS)(lab), web_server(lab, 443)),
    asked=ASKED, expect=ready(),
)

ON_HOST = {"HostConfig": {"NetworkMode": "host", "PortBindings": PORTS}}
#: The other way to ask for the same.
BY_ENDPOINT = {"NetworkingConfig": {"EndpointsConfig": {"host": {}}}}


def hub_on_host(options=ON_HOST, env=None):
    return deployed(hub=module(f"{REGISTRY}/azureiotedge-hub:1.5", options, env))


for name, story, options in [("mode", "by its NetworkMode", ON_HOST), ("endpoint", "by its EndpointsConfig", BY_ENDPOINT)]:
    scenario(
        f"deployment-edge-hub-on-host-port-taken-{name}", f"edgeHub is on the host's own network {story}, and a web server has its port 443.",
        broken=lambda lab, options=options: (site(hub_on_host(options), accounts=ACCOUNTS)(lab), web_server(lab, 443)),
        asked=asking("--deployment", FILE, user=None),
        expect=blocked(error("host.port-conflict", owner="device", place="this-device", about={"port": 443}), usable=ALL),
        cure=granted("free-port", lambda lab: lab.page.stop()),
    )

scenario(
    "deployment-edge-hub-on-host", "edgeHub is on the host's own network, and its ports are free.",
    broken=site(hub_on_host(), accounts=ACCOUNTS), asked=ASKED, expect=ready(),
)

scenario(
    "deployment-edge-hub-on-host-without-https", "edgeHub is on the host's own network and serves no HTTPS, so a web server on 443 is in nobody's way.",
    broken=lambda lab: (site(hub_on_host(env={"HttpSettings__Enabled": "false"}), accounts=ACCOUNTS)(lab), web_server(lab, 443)),
    asked=ASKED, expect=ready(),
)


def module_on_host(lab):
    site(deployed(modules({"HostConfig": {"NetworkMode": "host"}})), accounts=ACCOUNTS)(lab)


scenario("deployment-module-on-host", "A module is on the host's own network, and nobody knows what it listens on.", broken=module_on_host, asked=ASKED, expect=ready())


def both_on_host(lab, env=None):
    hub_on_host(env=env)(lab)
    document = json.loads(lab.device.read(FILE))
    agent = document["modulesContent"]["$edgeAgent"]["properties.desired"]["systemModules"]["edgeAgent"]
    agent["settings"]["createOptions"] = json.dumps({"HostConfig": {"NetworkMode": "host"}})
    lab.device.write(FILE, json.dumps(document, indent=2))


scenario(
    "deployment-runtime-on-host", "edgeAgent and edgeHub are both on the host's own network, where only one of them has the port of its metrics.",
    broken=site(both_on_host, accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("deployment.port-collision", owner="hub-configuration", rule=FILE, about={"port": 9600}), usable=ALL),
    cure=granted("move-module-port", lambda lab: both_on_host(lab, {"MetricsEnabled": "false"})),
)

scenario(
    "deployment-over-websocket", "The deployment has edgeHub use AMQP over WebSocket, so a site that drops AMQP is none the worse.",
    broken=lambda lab: (site(deployed(hub=module(f"{REGISTRY}/azureiotedge-hub:1.5", {"HostConfig": {"PortBindings": PORTS}},
                                                 {"UpstreamProtocol": "AmqpWs"})), accounts=ACCOUNTS)(lab),
                        lab.edge.filters("tcp dport { 5671, 8883 } drop")),
    asked=ASKED, expect=ready(usable=WEB),
)


def small(lab):
    """A device with 1 GB of memory, as the kernel says."""
    lab.device.write("/run/meminfo", "MemTotal:         998404 kB\nMemFree:          612000 kB\n")
    lab.device("mount", "--bind", "/run/meminfo", "/proc/meminfo")


def hub(**env):
    return module(f"{REGISTRY}/azureiotedge-hub:1.5", {"HostConfig": {"PortBindings": PORTS}}, env or None)


scenario(
    "deployment-small-device", "The device has 1 GB of memory, and edgeHub is not told so.",
    broken=lambda lab: (site(accounts=ACCOUNTS)(lab), small(lab)), asked=ASKED,
    expect=ready(warning("deployment.small-device", owner="hub-configuration", rule=FILE, confidence="certain",
                         about={"process": "edgeHub"})),
    cure=granted("small-device", deployed(hub=hub(OptimizeForPerformance="false"))),
)


def own_resolver(lab):
    """The host asks its own dnsmasq on loopback, so that the engine falls back to 8.8.8.8, which the site blocks."""
    Dnsmasq(lab.device, Site.RESOLVER)
    lab.engine()


scenario(
    "deployment-resolvers", "The deployment gives edgeAgent and edgeHub the resolver that the engine does not find by itself.",
    broken=lambda lab: (site(deployed(resolvers=[Site.RESOLVER]), accounts=ACCOUNTS)(lab), own_resolver(lab)),
    asked=asking("--deployment", FILE, user=None), expect=ready(vantages=EVERYWHERE),
)

scenario(
    "deployment-resolvers-gone", "The deployment gives edgeAgent and edgeHub a resolver that is no more, where the engine's own would do.",
    broken=lambda lab: (site(deployed(resolvers=["203.0.113.99"]), accounts=ACCOUNTS)(lab), lab.engine()),
    asked=asking("--deployment", FILE, user=None),
    expect=blocked(error("dns.timeout", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted(None, deployed(resolvers=[Site.RESOLVER])),
)

scenario(
    "deployment-hub-resolvers-gone", "The deployment gives edgeHub alone a resolver that is no more: nobody asked it, so nothing is said of edgeHub.",
    broken=lambda lab: (site(deployed(hub=module(f"{REGISTRY}/azureiotedge-hub:1.5", {"HostConfig": {"PortBindings": PORTS, "Dns": ["203.0.113.99"]}})),
                             accounts=ACCOUNTS)(lab), lab.engine()),
    asked=asking("--deployment", FILE, user=None), expect=inconclusive(usable=ALL, vantages=EVERYWHERE),
)

scenario(
    "deployment-broken-options", "createOptions of edgeHub are JSON that was cut off: edgeAgent refuses the whole deployment.",
    broken=site(deployed(hub=module(f"{REGISTRY}/azureiotedge-hub:1.5") | {"settings": {"image": f"{REGISTRY}/azureiotedge-hub:1.5", "createOptions": "{\"HostConfig\": {"}}),
                accounts=ACCOUNTS), asked=ASKED,
    expect=blocked(error("config.malformed", owner="hub-configuration", rule=FILE), usable=ALL),
    cure=granted("repair-configuration", deployed()),
)

LAYERED = json.dumps({"content": {"modulesContent": {"$edgeAgent": {
    "properties.desired.modules.camera": module(f"{OWN}/camera:1.5"),
    "properties.desired.runtime.settings.registryCredentials.plant": {"address": OWN, "username": "gateway", "password": SECRET}}}}})
scenario(
    "deployment-layered-missing-tag", "A layered deployment names a tag that nobody pushed.",
    broken=lambda lab: (runtime(lab), plant(lab, accounts=ACCOUNTS), lab.device.write(FILE, LAYERED)), asked=ASKED,
    expect=blocked(error("deployment.image-missing", owner="hub-configuration", rule=FILE, about={"host": OWN}), usable=ALL),
    cure=granted("correct-image", lambda lab: lab.device.write(FILE, LAYERED.replace("1.5", "1.4"))),
)

scenario(
    "deployment-of-many", "A deployment of sixteen modules over a slow link: their images are asked for on few connections.",
    broken=lambda lab: (runtime(lab), plant(lab, accounts=ACCOUNTS, tokens=ISSUER,
                                            images={f"module{number}:1": image() for number in range(16)}),
                        deployed({f"module{number}": module(f"{OWN}/module{number}:1") for number in range(16)})(lab),
                        lab.slow_link(0.02)),
    asked=asking("--deployment", FILE), expect=ready(within=15),
)

PROXY = "http://203.0.113.80:3128"


def locked(lab):
    """Nothing but the proxy leads out; even names go no further than the site."""
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


scenario(
    "deployment-through-a-proxy", "The deployment names the proxy that is the only way out, and WebSockets: the device itself is not given it yet.",
    broken=lambda lab: (site(deployed(hub=hub(UpstreamProtocol="AmqpWs", https_proxy=PROXY)), accounts=ACCOUNTS)(lab), locked(lab)),
    asked=ASKED, expect=degraded(warning("proxy.required", owner="device"), usable=WEB), cure=incurable("the rest of the device is not the deployment's to configure"),
)

scenario(
    "deployment-image-in-capitals", "A deployment has a module's image in capitals, which every engine refuses.",
    broken=lambda lab: (runtime(lab), lab.start(), deployed({"other": module(f"{REGISTRY}/AzureIoTEdge-Agent:1.5")}, account=None)(lab)),
    asked=ASKED, expect=blocked(error("deployment.image-missing", owner="hub-configuration"), usable=ALL),
    cure=granted("correct-image", deployed({"other": module(f"{REGISTRY}/azureiotedge-agent:1.5")}, account=None)), leaves=ready())
