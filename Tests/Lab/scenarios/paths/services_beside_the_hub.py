from cures import *
from emulator import DATA
from scenario import *
from services import DPS
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
