"""What is to go past the proxy (NO_PROXY): the engine heeds it, and IoT Edge's own programs do not.

http-common/src/proxy.rs of Azure/iot-identity-service intercepts everything, and Proxy.cs of Azure/iotedge knows no exceptions.
"""

from cures import *
from scenario import *
from services import HUB, REGISTRY
import services
from topology import Site

PROXY = f"http://{Site.PROXY}:3128"
EDGE = "/etc/aziot/config.toml"


def configured(lab, exceptions, transport="AmqpWs", capitals=True):
    """Every place has the proxy and the same exceptions."""
    name = "NO_PROXY" if capitals else "no_proxy"
    lab.device.write(EDGE, f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n'
                     f'[agent.env]\nhttps_proxy = "{PROXY}"\nno_proxy = "{exceptions}"\nUpstreamProtocol = "{transport}"\n')
    for unit in ("aziot-edged", "aziot-identityd", "docker"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf",
                         f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}" "{name}={exceptions}"\n')


def site(lab, exceptions, *, closed, rules="http_access allow all", **more):
    lab.start()
    lab.gateway.filters(f"iifname lan ip daddr {closed} tcp dport {{ 443, 5671, 8883 }} drop")
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, rules=rules)
    configured(lab, exceptions, **more)


ASKED = asking(user=None, hub=None)
LOCAL = "localhost,127.0.0.1,10.0.0.0/8,169.254.169.254"

# Azure/iotedge#1571 and others: the exception that was meant for the local ends has the hub among it, which nobody heeds.
scenario(
    "no-proxy-for-a-domain-of-the-hub", "Only the proxy leads out, and the hub's domain is among what is to go past it.",
    broken=lambda lab: site(lab, f"{LOCAL},.azure-devices.net", closed="0.0.0.0/0"), asked=ASKED, expect=ready(usable=WEB),
)

scenario(
    "no-proxy-for-everything", "Only the proxy leads out, and everything is to go past it (*), which the engine alone heeds.",
    broken=lambda lab: site(lab, "*", closed="0.0.0.0/0"), asked=ASKED,
    expect=degraded(warning("proxy.env-mismatch", owner="device", about={"host": REGISTRY}), usable=WEB),
    cure=granted("same-proxy", lambda lab: configured(lab, LOCAL)), leaves=ready(usable=WEB),
)

# Azure/iot-identity-service#493: a hub by private endpoint, everything else by the proxy, which denies the hub.
scenario(
    "no-proxy-for-a-hub-nearby", "The hub is reached directly, everything else through the proxy, which is told to deny the hub; aziot-identityd knows no exceptions.",
    broken=lambda lab: site(lab, f"{LOCAL},{HUB}", closed=Site.SECOND, transport="Amqp",
                            rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\nhttp_access allow all"),
    asked=ASKED, expect=degraded(warning("proxy.denied", owner="proxy"), usable=ALL), cure=incurable("who is right is the site's to say"),
)

scenario(
    "no-proxy-for-the-registry", "The registry is reached directly, everything else through the proxy.",
    broken=lambda lab: site(lab, f"{LOCAL},{REGISTRY}", closed=Site.CLOUD), asked=ASKED, expect=ready(usable=WEB),
)


def of_the_engine(lab, exceptions=f"{LOCAL},.microsoft.com"):
    lab.device.write("/etc/systemd/system/docker.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}" "NO_PROXY={exceptions}"\n')


scenario(
    "no-proxy-of-the-engine-alone", "Only the proxy leads out, and the engine alone is told to go past it to Microsoft's registry.",
    broken=lambda lab: (site(lab, LOCAL, closed="0.0.0.0/0"), of_the_engine(lab)), asked=ASKED,
    expect=degraded(warning("proxy.env-mismatch", owner="device", about={"host": REGISTRY}), usable=WEB),
    cure=granted("same-proxy", lambda lab: of_the_engine(lab, LOCAL)), leaves=ready(usable=WEB),
)
