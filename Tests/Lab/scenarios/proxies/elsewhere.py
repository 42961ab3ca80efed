"""A proxy that a shell, every login or the package manager has, and no program of IoT Edge; sudo and timers start the tool without it."""

from cures import *
from scenario import *
import services
from services import HUB
from topology import Site

PLACE = f"{Site.PROXY}:3128"
#: With a password, which no report may tell.
PROXY = f"http://gateway:{SECRET}@{PLACE}"
APT = "/etc/apt/apt.conf.d/95proxy"
LOGINS = "/etc/environment"


def closed(lab, *more):
    """Only what the site's proxy fetches comes in."""
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop", *more)


def squid(lab):
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, user="gateway", password=SECRET)


def cache(lab):
    """Fetches packages, and opens no tunnel."""
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, rules="acl CONNECT method CONNECT\nhttp_access deny CONNECT")


def apt(lab, proxy=PROXY):
    lab.device.write(APT, f'// of the site\nAcquire {{\n  http {{ Proxy "{proxy}/"; }}\n  Retries "3";\n}}\n')


def logins(lab, proxy=PROXY):
    lab.device.write(LOGINS, f'PATH="/usr/bin"\nhttp_proxy="{proxy}"\nhttps_proxy="{proxy}"\nNO_PROXY=localhost,127.0.0.1\n')


def everywhere(lab):
    """IoT Edge and the engine are configured with it."""
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\ndevice_id = "d"\n'
                     f'[agent.env]\nhttps_proxy = "{PROXY}"\nUpstreamProtocol = "AmqpWs"\n')
    for unit in ("aziot-edged", "aziot-identityd", "docker"):
        lab.device.write(f"/etc/systemd/system/{unit}.service.d/proxy.conf", f'[Service]\nEnvironment="HTTPS_PROXY={PROXY}"\n')


REQUIRED = degraded(warning("proxy.required", owner="device"), usable=WEB)
CONFIGURED = granted("use-proxy", everywhere, asked=asking("--upstream", "amqp-ws", user=None))

for name, story, place in [
    ("proxy-of-apt-alone", "Only the proxy leads out, and apt alone is set to it.", apt),
    ("proxy-of-logins-alone", "Only the proxy leads out, and /etc/environment names it, which sudo does not hand on.", logins),
]:
    scenario(name, story, broken=lambda lab, place=place: (closed(lab), squid(lab), place(lab)), asked=ROOT, expect=REQUIRED,
             cure=CONFIGURED, leaves=ready(usable=WEB))

scenario(
    "proxy-of-apt-where-no-name-resolves", "Only the proxy leads out and knows public names; the site's resolver has none. apt is set to it.",
    broken=lambda lab: (closed(lab), squid(lab), lab.site_resolver({}, 'local-zone: "net." static', 'local-zone: "com." static'), apt(lab)),
    asked=ROOT, expect=REQUIRED, cure=CONFIGURED, leaves=ready(usable=WEB),
)

#: As sudo does: with the shell's environment it waits for what it started, which has nothing of that.
SUDO = ("env", f"https_proxy={PROXY}", "sh", "-c", 'env -u https_proxy SUDO_UID=1000 "$@"; exit $?', "sh")

scenario(
    "proxy-of-the-shell-above-sudo", "Only the proxy leads out, and the technician's shell has it; sudo takes it away.",
    broken=lambda lab: (closed(lab), squid(lab)), asked=asking(user=None, prefix=SUDO), expect=REQUIRED,
    cure=CONFIGURED, leaves=ready(usable=WEB),
)

scenario(
    "cache-of-packages-where-nothing-leads-out", "Nothing leads out; apt has a cache of packages, which opens no tunnels to anybody.",
    broken=lambda lab: (closed(lab), cache(lab), apt(lab, f"http://{PLACE}")), asked=ROOT,
    expect=blocked(error("tcp.dropped-all", owner="site-network", confidence="likely")), cure=applied("nftables", at="gateway"),
    leaves=ready(usable=ALL - {"mqtt"}),
)

for name, story, broken in [
    ("proxy-of-apt-beside-an-open-way", "apt is set to a proxy that nobody else needs.", lambda lab: (squid(lab), apt(lab))),
    ("cache-of-packages-beside-an-open-way", "apt is set to a cache of packages, which opens no tunnels.",
     lambda lab: (cache(lab), apt(lab, f"http://{PLACE}"))),
    ("dead-proxy-of-logins-beside-an-open-way", "/etc/environment still names a proxy that is gone.", lambda lab: (lab.start(), logins(lab))),
]:
    scenario(name, story, broken=broken, asked=ROOT, expect=ready())
