"""A proxy that some of the device's programs are given, and others are not: none of them reads what another one is told."""

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

PROXY = f"http://{Site.PROXY}:3128"
EDGE = "/etc/aziot/config.toml"
ENGINE = "/etc/systemd/system/docker.service.d/http-proxy.conf"
EVERY_SERVICE = "/etc/systemd/system.conf.d/proxy.conf"
DAEMONS = ("aziot-edged", "aziot-identityd")


def squid(lab, **settings):
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, **settings)


def closed(lab, *, to="0.0.0.0/0"):
    """Only the site's proxy leads out, there at least; names resolve."""
    lab.gateway.filters(f"iifname lan ip daddr {to} tcp dport {{ 443, 5671, 8883 }} drop")
    squid(lab)


def configured(lab, *programs):
    """IoT Edge is configured, and these programs have the proxy."""
    proxy = f'https_proxy = "{PROXY}"\n' if "agent" in programs else ""
    environment = f'[agent.env]\n{proxy}UpstreamProtocol = "AmqpWs"\n'
    lab.device.write(EDGE, f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n{environment}')
    for unit in DAEMONS:
        if "daemons" in programs:
            lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="https_proxy={PROXY}"\n')
    if "engine" in programs:
        lab.device.write(ENGINE, f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}"\n')


ASKED = asking(user=None, hub=None)
LACKING = warning("proxy.env-mismatch", owner="device", place="this-device", confidence="likely")
GIVEN = applied("systemd", remedy="same-proxy")


def everywhere(lab):
    configured(lab, "agent", "daemons", "engine")


for name, story, programs in [
    ("proxy-for-the-agent-alone", "Only the proxy leads out, and edgeAgent alone is given it: nothing pulls its image.", ("agent",)),
    ("proxy-for-all-but-the-engine", "Only the proxy leads out, and everybody but the engine is given it.", ("agent", "daemons")),
    ("proxy-for-all-but-the-daemons", "Only the proxy leads out, and the identity service is not given it.", ("agent", "engine")),
    ("proxy-for-all-but-the-agent", "Only the proxy leads out, and edgeAgent is not given it.", ("daemons", "engine")),
]:
    scenario(
        name, story, broken=lambda lab, programs=programs: (closed(lab), configured(lab, *programs)), asked=ASKED,
        expect=degraded(LACKING, usable=WEB), cure=granted("same-proxy", everywhere), leaves=ready(usable=WEB),
    )

scenario(
    "proxy-for-the-agent-beside-a-running-engine", "Only the proxy leads out, the engine runs without it.",
    broken=lambda lab: (closed(lab), configured(lab, "agent", "daemons"), lab.engine()), asked=ASKED,
    expect=degraded(LACKING, usable=WEB), cure=GIVEN, leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "proxy-for-all-of-them", "Only the proxy leads out, and everybody is given it.",
    broken=lambda lab: (closed(lab), everywhere(lab)), asked=ASKED, expect=ready(usable=WEB),
)

scenario(
    "proxy-for-every-service", "Only the proxy leads out; systemd gives it to every service, and the configuration to edgeAgent.",
    broken=lambda lab: (closed(lab), configured(lab, "agent"),
                        lab.device.write(EVERY_SERVICE, f'[Manager]\nDefaultEnvironment="HTTPS_PROXY={PROXY}" "https_proxy={PROXY}"\n')),
    asked=ASKED, expect=ready(usable=WEB),
)

scenario(
    "proxy-for-the-engine-alone", "The engine pulls through a proxy, which lets nobody reach the hub; IoT Edge goes out beside it.",
    broken=lambda lab: (squid(lab, rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\nhttp_access allow all"), configured(lab, "engine")),
    asked=ASKED, expect=ready(usable=ALL),
)

scenario(
    "proxy-before-iot-edge", "Only the proxy leads out, and only the engine is installed and given it.",
    broken=lambda lab: (closed(lab), lab.device.write(ENGINE, f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}"\n')),
    asked=asking("--upstream", "amqp-ws", user=None), expect=degraded(warning("proxy.required", owner="device"), usable=WEB),
    cure=granted("use-proxy", everywhere, asked=ASKED), leaves=ready(usable=WEB),
)

scenario(
    "proxy-wanted-by-the-hub-alone", "The way to the hub is closed but for the proxy, and the registry's is open: the engine wants none.",
    broken=lambda lab: (closed(lab, to=Site.CLOUD), configured(lab, "agent", "daemons")), asked=ASKED,
    expect=ready(usable=WEB),
)
