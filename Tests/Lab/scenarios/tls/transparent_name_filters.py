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

for name, silent in {"closes": False, "swallows": True}.items():
    def beside(lab, silent=silent):
        broken(silent)(lab)
        lab.engine()

    scenario(
        f"name-filter-{name}-containers", f"A transparent filter {name} every connection whose hello names the hub, also those of containers.",
        broken=beside, asked=ROOT, expect=blocked(error("tls.sni-filtered", owner="site-network", vantages=EVERYWHERE), remark("tcp.half-open-proxy")),
        cure=granted("no-tls-inspection", lambda lab: lab.filter.stop()), leaves=ready(vantages=EVERYWHERE),
    )

def refused(alert, **where):
    def broken(lab):
        lab.filter = NameFilter(lab.gateway, f"{lab.folder}/filter", "azure-devices.net", alert=alert, **where)
    return broken


FILTERED = error("tls.sni-filtered", owner="site-network", confidence="likely")
LIFTED = granted("no-tls-inspection", lambda lab: lab.filter.stop())

scenario(
    "name-filter-refuses", "A filter answers the hub's name with an alert (handshake_failure), and passes every other one.",
    broken=refused(40), expect=blocked(FILTERED), cure=LIFTED,
)

scenario(
    "name-filter-denies-access", "A filter answers the hub's name with the alert access_denied.",
    broken=refused(49), expect=blocked(FILTERED), cure=LIFTED,
)

scenario(
    "name-filter-disowns-on-443", "A filter answers the hub's name with unrecognized_name, on 443 alone.",
    broken=refused(112, ports=(443,)), expect=blocked(FILTERED, usable={"amqp", "mqtt"}), cure=LIFTED,
)

scenario(
    "name-filter-blames-the-version", "A filter answers the hub's name with protocol_version, whatever was offered.",
    broken=refused(70), expect=blocked(FILTERED), cure=LIFTED,
)

scenario(
    "name-filter-refuses-others", "A filter answers other names with an alert.",
    broken=lambda lab: NameFilter(lab.gateway, f"{lab.folder}/filter", "facebook.example", alert=40), expect=ready(),
)

scenario(
    "name-filter-of-others", "A transparent filter closes connections for other names.",
    broken=lambda lab: NameFilter(lab.gateway, f"{lab.folder}/filter", "facebook.example"), expect=ready(),
)
