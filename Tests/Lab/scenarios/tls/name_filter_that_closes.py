from filters import NameFilter
from cures import *
from scenario import *

def broken(silent):
    def broken(lab):
        lab.filter = NameFilter(lab.gateway, f"{lab.folder}/filter", "azure-devices.net", silent=silent)
    return broken


for name, silent in {"closes": False, "swallows": True}.items():
    scenario(
        f"name-filter-{name}", f"A transparent filter {name} every connection whose hello names the hub.", broken=broken(silent),
        expect=blocked(error("tls.sni-filtered", owner="site-network")),
        cure=granted("no-tls-inspection", lambda lab: lab.filter.stop()),
    )

scenario(
    "name-filter-of-others", "A transparent filter closes connections for other names.",
    broken=lambda lab: NameFilter(lab.gateway, f"{lab.folder}/filter", "facebook.example"), expect=ready(),
)
