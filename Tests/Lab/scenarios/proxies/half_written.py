"""A proxy that is written in a way, or in a place, that some of its readers do not take."""

import json

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

PLACE = f"{Site.PROXY}:3128"
PROXY = f"http://{PLACE}"


def closed(lab):
    """Only the site's proxy leads out; names resolve."""
    lab.start()
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


def everywhere(lab, proxy=PROXY):
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n'
                     f'[agent.env]\nhttps_proxy = "{proxy}"\nUpstreamProtocol = "AmqpWs"\n')
    for unit in ("aziot-edged", "aziot-identityd", "docker"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={proxy}"\n')


# Go takes it; http-common/src/proxy.rs of Azure/iot-identity-service parses it as a URL, finds none and ends.
scenario(
    "proxy-without-a-scheme", "Every place has the proxy without http:// before it, which aziot-identityd does not start with.",
    broken=lambda lab: (closed(lab), everywhere(lab, PLACE)), asked=asking(user=None, hub=None),
    expect=blocked(error("proxy.scheme-unsupported", owner="device"), usable=None), cure=granted("http-proxy-url", everywhere), leaves=ready(usable=WEB),
)

REQUIRED = degraded(warning("proxy.required", owner="device"), usable=WEB)
CONFIGURED = granted("use-proxy", everywhere, asked=asking("--upstream", "amqp-ws", user=None))

# docker/docs#17603, docker/docs#17880: the client's own file, which IoT Edge's containers get nothing of.
scenario(
    "proxy-of-the-docker-client-alone", "Only the proxy leads out, and the engine's client alone has it (~/.docker/config.json).",
    broken=lambda lab: (closed(lab), lab.device.write("/root/.docker/config.json", json.dumps(
        {"proxies": {"default": {"httpProxy": PROXY, "httpsProxy": PROXY, "noProxy": "localhost"}}}))),
    asked=ROOT, expect=REQUIRED, cure=CONFIGURED, leaves=ready(usable=WEB),
)

scenario(
    "proxy-for-http-alone", "Only the proxy leads out, and the environment has it for http alone.",
    broken=closed, asked=asking(user=None, environment={"http_proxy": PROXY}), expect=REQUIRED, cure=CONFIGURED, leaves=ready(usable=WEB),
)


#: A member of a Windows domain, as squid's Basic helper knows it.
MEMBER = "CORP\\gateway"


def with_accounts(lab, user):
    """Only the proxy leads out; the account is a domain's. `user` is written into every place."""
    lab.start()
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    # squid hands its helper the percent-encoded user, as everything.
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, user="corp%5Cgateway", password=SECRET)
    of_domain(lab, user)


def of_domain(lab, user):
    url = f"http://{user}:{SECRET}@{PLACE}"
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n'
                     f"[agent.env]\nhttps_proxy = '{url}'\nUpstreamProtocol = \"AmqpWs\"\n")
    written = url.replace("\\", "\\\\").replace("%", "%%")
    for unit in ("aziot-edged", "aziot-identityd", "docker"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={written}"\n')


scenario("proxy-user-of-a-domain", "Every place has the proxy with a domain's account, its backslash written as %5C.",
         broken=lambda lab: with_accounts(lab, "CORP%5Cgateway"), asked=asking(user=None, hub=None), expect=ready(usable=WEB))

# net/url of Go: "invalid userinfo"; http of Rust: "invalid uri character".
scenario(
    "proxy-user-of-a-domain-with-a-backslash", "Every place has the proxy with a domain's account and its backslash as it stands, which the engine and aziot-identityd refuse.",
    broken=lambda lab: with_accounts(lab, MEMBER), asked=asking(user=None, hub=None),
    expect=blocked(error("proxy.scheme-unsupported", owner="device"), usable=None), cure=granted("http-proxy-url", lambda lab: of_domain(lab, "CORP%5Cgateway")), leaves=ready(usable=WEB),
)
