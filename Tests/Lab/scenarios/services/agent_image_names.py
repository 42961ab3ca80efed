"""The name of edgeAgent's image as people write it, and whether there is an image of that name."""

from cures import *
from registries import Registry, image
from scenario import *
from services import HUB, REGISTRY
from topology import Site

CONFIGURED = asking(user=None, hub=None)
RUNTIME = {"azureiotedge-agent:1.5": image(), "azureiotedge-hub:1.5": image()}


def named(lab, name):
    """Microsoft's registry with the images of the runtime, and a configuration that names one."""
    Registry(lab, REGISTRY, address="203.0.113.13", images=RUNTIME)
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{name}"\n')


def renamed(lab):
    named_in = lab.device.read("/etc/aziot/config.toml").splitlines()[:-1]
    lab.device.write("/etc/aziot/config.toml", "\n".join(named_in) + f'\nimage = "{REGISTRY}/azureiotedge-agent:1.5"\n')


REFUSED = blocked(error("config.malformed", owner="device", place="this-device", rule="/etc/aziot/config.toml"), usable=ALL)
scenario(
    "agent-image-with-a-scheme", "The configuration has edgeAgent's image with https:// before it, which every engine refuses.",
    broken=lambda lab: named(lab, f"https://{REGISTRY}/azureiotedge-agent:1.5"), asked=CONFIGURED, expect=REFUSED,
    cure=granted("repair-configuration", renamed), leaves=ready())
scenario(
    "agent-image-tag-gone", "The configuration names a tag of edgeAgent's image that the registry has no longer.",
    broken=lambda lab: named(lab, f"{REGISTRY}/azureiotedge-agent:1.0.9.9"), asked=CONFIGURED,
    expect=blocked(error("deployment.image-missing", owner="device", place="this-device", about={"host": REGISTRY}), usable=ALL),
    cure=granted("correct-image", renamed), leaves=ready())
scenario("agent-image-there", "The configuration names an image of edgeAgent that the registry has.",
         broken=lambda lab: named(lab, f"{REGISTRY}/azureiotedge-agent:1.5"), asked=CONFIGURED, expect=ready())
scenario("agent-image-at-an-address", "The configuration names edgeAgent's registry by an address, at which nobody is asked.",
         broken=lambda lab: named(lab, f"{Site.NOBODY}:5000/agent:1.5"), asked=CONFIGURED, expect=inconclusive(usable=ALL))


# A box that takes clients that name no application protocol for no web clients: an engine names none.
def without_protocol(lab):
    named(lab, f"{REGISTRY}/azureiotedge-agent:1.5")
    lab.start()
    lab.gateway("iptables-legacy", "-A", "FORWARD", "-p", "tcp", "--dport", "443", "-m", "string", "--algo", "bm", "--hex-string", "|160301|",
                "--to", "90", "-m", "string", "--algo", "bm", "!", "--hex-string", "|08687474702f312e31|", "-j", "REJECT", "--reject-with", "tcp-reset")


scenario(
    "registry-hello-without-protocol-reset", "A box resets hellos on 443 that name no application protocol, as the engine's: nothing can be pulled.",
    broken=without_protocol, asked=CONFIGURED, expect=blocked(error("tcp.reset-midstream", owner="site-network"), usable=None),
    cure=incurable("the box has to let hellos pass that name no protocol"))


# The configuration's value for the hub.
def hub(lab, name):
    lab.device.write("/etc/aziot/config.toml",
                     f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{name}"\ndevice_id = "d"\n')


for kind, name in {"without-its-domain": "myhub", "of-back-ends": "myhub.service.azure-devices.net"}.items():
    scenario(
        f"hub-{kind}", f"The configuration names the hub {kind.replace('-', ' ')} ({name}).", broken=lambda lab, name=name: hub(lab, name),
        asked=CONFIGURED, expect=blocked(error("config.malformed", owner="device", place="this-device", rule="/etc/aziot/config.toml"), usable=None),
        cure=granted("repair-configuration", lambda lab: hub(lab, HUB)), leaves=ready())
