from cures import *
from emulator import DATA
from scenario import *
from services import DPS, REGISTRY
import services
from topology import Site


def dropped(name):
    def broken(lab):
        lab.separate(name, Site.OTHER)
        lab.edge.filters(f"ip daddr {Site.OTHER} drop")
    return broken


scenario(
    "dps-dropped", "The provisioning service is blocked, and the device does not need it.", broken=dropped(DPS),
    expect=ready(warning("dps.blocked", owner="site-network")), cure=applied("nftables", at="edge"),
)

scenario(
    "dps-dropped-and-needed", "The provisioning service is blocked on a device that provisions through it.", broken=dropped(DPS),
    asked=asking("--id-scope", "0ne00ABCDEF"),
    expect=blocked(error("dps.blocked", owner="site-network"), usable=ALL), cure=applied("nftables", at="edge"),
)

scenario(
    "registry-data-dropped", "The registry answers, its data endpoint is blocked: images never arrive.", broken=dropped(DATA),
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network"), usable=ALL), cure=applied("nftables", at="edge"),
)


def beside_ipv6(lab):
    """The registry is reached over IPv6; its data endpoint has IPv4 alone, over which all else works."""
    far = "2001:db8:53::10"
    lab.global_ipv6(far)
    services.relay6(lab.cloud, f"{lab.folder}/relay6", far, 443, Site.CLOUD)
    lab.names.records[REGISTRY] = [Site.SECOND, far]
    dropped(DATA)(lab)


scenario(
    "registry-data-dropped-beside-ipv6", "The registry answers over IPv6, its data endpoint is blocked, and nothing else of IPv4 is.", broken=beside_ipv6,
    expect=blocked(error("registry.data-endpoint-blocked", owner="site-network"), usable=ALL), cure=applied("nftables", at="edge"),
)


def kept_here(verdict):
    """The device's own rules spare all that a plan names, and not the address that the registry sends pulls to."""
    def broken(lab):
        lab.separate(DATA, Site.OTHER)
        lab.device.filters(f"ip daddr {Site.OTHER} {verdict}", hook="output")
    return broken


for name, verdict in {"dropped": "drop", "rejected": "reject"}.items():
    scenario(
        f"registry-data-{name}-by-the-own-firewall", f"The device's own firewall says {verdict} to the registry's data endpoint.", broken=kept_here(verdict),
        expect=blocked(error("host.output-dropped", owner="device", place="this-device", about={"host": DATA}), usable=ALL), cure=applied("nftables"),
    )


def prohibited(lab):
    lab.separate(DATA, Site.OTHER)
    lab.device.route("prohibit", f"{Site.OTHER}/32")


scenario(
    "registry-data-prohibited", "A route of the device's own forbids the address of the registry's data endpoint.", broken=prohibited,
    expect=blocked(error("route.blocked", owner="device", place="this-device", about={"host": DATA}), usable=ALL), cure=applied("ip"),
)
