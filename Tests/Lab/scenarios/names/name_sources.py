"""Where the device's C library looks first: nsswitch.conf may have the hosts file asked last, or not at all."""

from cures import *
from scenario import *
from services import HUB
from topology import Site

SWITCH = "/etc/nsswitch.conf"


def switched(lab, line):
    lab.device.write(SWITCH, f"passwd: files\nhosts: {line}\n")


for name, line in {"last": "dns files", "last-and-never": "dns [!UNAVAIL=return] files", "not-at-all": "dns"}.items():
    scenario(
        f"hosts-file-asked-{name}", f"/etc/hosts has an address for the hub where nobody answers, and programs ask the resolvers first: hosts: {line}.",
        broken=lambda lab, line=line: (lab.device.knows({HUB: Site.NOBODY}), switched(lab, line)), expect=ready(),
    )

scenario(
    "hosts-file-knows-what-resolvers-do-not", "The resolvers deny the hub, and /etc/hosts, which programs read behind them, has it.",
    broken=lambda lab: (lab.device.knows({HUB: Site.CLOUD}), switched(lab, "dns files"), lab.site_resolver({})),
    expect=degraded(warning("dns.hosts-file-only", vantages=("host",)), usable=ALL),
    cure=granted("name-in-dns", lambda lab: lab.restart_site_resolver()),
)

scenario(
    "hosts-file-that-nobody-reads", "The resolvers deny the hub, and /etc/hosts has it in vain: no program reads the file.",
    broken=lambda lab: (lab.device.knows({HUB: Site.CLOUD}), switched(lab, "dns"), lab.site_resolver({})),
    expect=blocked(error("dns.nxdomain", confidence="possible")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)
