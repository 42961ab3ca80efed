"""A drop-in gives the engine a proxy that is not in force, or another one than everybody else has."""

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
    expect=degraded(warning("proxy.env-mismatch", owner="device", rule=DROP_IN), usable=WEB),
    cure=applied("systemd"), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "engine-started-with-its-proxy", "A drop-in gives the engine the proxy that is the only way out; the engine was started with it.",
    broken=lambda lab: (locked(lab), dropped_in(lab), lab.engine()), asked=ASKED, expect=ready(usable=WEB, vantages=EVERYWHERE),
)


#: As Docker's own documentation has it; the engine takes the capitals before anything else.
DOCUMENTED = "/etc/systemd/system/docker.service.d/http-proxy.conf"


def documented(lab, proxy):
    lab.device.write(DOCUMENTED, f'[Service]\nEnvironment="HTTPS_PROXY={proxy}"\nEnvironment="NO_PROXY=.plant.example"\n')


scenario(
    "engine-has-the-proxy-of-before", "The site's proxy moved; the engine's drop-in, in capitals, still has the old one.",
    broken=lambda lab: (locked(lab), documented(lab, "http://203.0.113.81:3128"), lab.engine()), asked=ASKED,
    expect=degraded(warning("proxy.env-mismatch", owner="device", place="this-device"), usable=WEB),
    cure=applied("systemd", remedy="same-proxy"), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "engine-has-the-proxy-in-capitals", "The engine's drop-in has the proxy that everybody has, in capitals and with exceptions.",
    broken=lambda lab: (locked(lab), documented(lab, PROXY), lab.engine()), asked=ASKED, expect=ready(usable=WEB, vantages=EVERYWHERE),
)
