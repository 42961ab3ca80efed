from cures import *
from scenario import *
from services import HUB
from topology import Site

for name, settings in {
    "denied": [], "emptied": [f'local-zone: "{HUB}." always_nodata'], "refused": [f'local-zone: "{HUB}." always_refuse'],
}.items():
    def broken(lab, settings=settings):
        lab.site_resolver({}, *settings)
        lab.public_resolver()

    scenario(
        f"name-{name}-by-site", f"The site's resolver says that the hub's name is {name}; the rest of the world knows it.",
        broken=broken, asked=asking(control=Site.CONTROL),
        expect=blocked(error("dns.filtered", owner="site-network", about={"resolver": "10.77.0.2:53"})),
        cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
    )
