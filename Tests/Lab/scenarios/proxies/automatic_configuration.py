"""The URL of a script that names proxies (PAC), where a proxy's belongs: IoT Edge and its engine run none."""

from cures import *
from scenario import *
import services
from services import HUB
from topology import Site

SCRIPT = "http://wpad.site.example/proxy.pac"
EDGE = "/etc/aziot/config.toml"
DROP_IN = "/etc/systemd/system/docker.service.d/proxy.conf"


def configured(lab, url):
    """edgeAgent's environment has the URL as its proxy."""
    proxy = f'\n[agent.env]\nhttps_proxy = "{url}"\n' if url else ""
    lab.device.write(EDGE, f'hostname = "device"\n\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "lab-device"\n{proxy}')


scenario(
    "proxy-is-a-script", "IoT Edge's configuration has the URL of a script where edgeAgent takes a proxy's; the way beside it is open.",
    broken=lambda lab: configured(lab, SCRIPT), asked=ROOT,
    expect=degraded(warning("proxy.scheme-unsupported", owner="device", place="this-device", rule=EDGE, confidence="certain"), usable=ALL),
    cure=granted("http-proxy-url", lambda lab: configured(lab, None)),
)

scenario(
    "engine-proxy-is-a-script", "A drop-in gives the engine the URL of a script for a proxy.",
    broken=lambda lab: lab.device.write(DROP_IN, f'[Service]\nEnvironment="HTTPS_PROXY={SCRIPT}"\n'), asked=ROOT,
    expect=degraded(warning("proxy.scheme-unsupported", owner="device", place="this-device", rule=DROP_IN, confidence="certain"), usable=ALL),
    cure=granted("http-proxy-url", lambda lab: lab.device("rm", DROP_IN)),
)

# The shell's own variables are nobody's else, and what it names is not used.
for name in ("https_proxy", "auto_proxy"):
    scenario(f"{name.replace('_', '-')}-of-the-shell-is-a-script", f"{name} of the shell is the URL of a script; the way beside it is open.",
             asked=asking(environment={name: SCRIPT}), expect=ready())


def with_a_path(lab):
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)
    configured(lab, "http://203.0.113.80:3128/space")


scenario("proxy-url-with-a-path", "The proxy's URL ends in a path, which is no script's and means nothing.", broken=with_a_path, asked=ROOT, expect=ready())
