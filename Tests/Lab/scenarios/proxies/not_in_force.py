"""A drop-in gives the engine a proxy, and the engine was started before."""

from cures import *
from scenario import *
import services
from topology import Site

PROXY = "http://203.0.113.80:3128"
DROP_IN = "/etc/systemd/system/docker.service.d/proxy.conf"
CONFIGURATION = ('hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "myhub.azure-devices.net"\ndevice_id = "d"\n'
                 f'[agent.env]\nhttps_proxy = "{PROXY}"\nUpstreamProtocol = "AmqpWs"\n')


def locked(lab):
    """Only the site's proxy leads out; names resolve."""
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)
    lab.device.write("/etc/aziot/config.toml", CONFIGURATION)
    for unit in ("aziot-edged", "aziot-identityd"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="https_proxy={PROXY}"\n')


def dropped_in(lab):
    lab.device.write(DROP_IN, f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}"\n')


ASKED = asking("--upstream", "amqp-ws", user=None)

scenario(
    "engine-started-before-its-proxy", "A drop-in gives the engine the proxy that is the only way out; the engine runs since before.",
    broken=lambda lab: (locked(lab), lab.engine(), dropped_in(lab)), asked=ASKED,
    expect=ready(warning("proxy.env-mismatch", owner="device", rule=DROP_IN), usable=WEB),
    cure=applied("systemd"), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "engine-started-with-its-proxy", "A drop-in gives the engine the proxy that is the only way out; the engine was started with it.",
    broken=lambda lab: (locked(lab), dropped_in(lab), lab.engine()), asked=ASKED, expect=ready(usable=WEB, vantages=EVERYWHERE),
)
