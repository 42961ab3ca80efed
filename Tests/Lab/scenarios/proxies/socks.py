"""A SOCKS proxy, which IoT Edge does not speak to."""

from cures import *
from scenario import *
from services import HUB
from topology import Site


def socks(lab, closed=True):
    """Every place that names a proxy names one of SOCKS."""
    lab.start()
    if closed:
        lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    url = f"socks5://{Site.PROXY}:1080"
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n'
                     f'[agent.env]\nhttps_proxy = "{url}"\nUpstreamProtocol = "AmqpWs"\n')
    for unit in ("aziot-edged", "aziot-identityd", "docker"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={url}"\n')


scenario(
    "proxy-of-socks", "Every place has a SOCKS proxy (socks5://), which IoT Edge does not speak to; nothing else leads out.",
    broken=socks, asked=asking(user=None, hub=None), expect=blocked(error("proxy.scheme-unsupported", owner="device")),
    cure=incurable("the site has no proxy of HTTP that could be named"))
scenario(
    "proxy-of-socks-beside-an-open-way", "Every place has a SOCKS proxy, which IoT Edge does not speak to; the site is open besides.",
    broken=lambda lab: socks(lab, closed=False), asked=asking(user=None, hub=None),
    expect=degraded(warning("proxy.scheme-unsupported", owner="device"), usable=ALL),
    cure=incurable("the site has no proxy of HTTP that could be named"))
