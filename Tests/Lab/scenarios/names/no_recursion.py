"""A server of zones in resolv.conf, which looks nothing up for others."""

from cures import *
from scenario import *
from services import HUB
from topology import Site


def referring(lab, *glue):
    """The site's name server serves the zone above the hub's, delegates the hub's name, and recurses for nobody."""
    path = f"{lab.folder}/zone"
    with open(path, "w") as file:
        file.write("azure-devices.net. 60 IN SOA ns.azure-devices.net. root.azure-devices.net. 1 60 60 60 60\n"
                   "azure-devices.net. 60 IN NS ns.azure-devices.net.\nns.azure-devices.net. 60 IN A 203.0.113.53\n"
                   f"{HUB}. 60 IN NS ns1.{HUB if glue else 'elsewhere.example'}.\n"
                   + "".join(f"ns1.{HUB}. 60 IN A {address}\n" for address in glue))
    lab.site_resolver({}, "access-control: 198.51.100.0/24 refuse_non_local", 'local-zone: "azure-devices.net." transparent',
                      "auth-zone:", '  name: "azure-devices.net."', f'  zonefile: "{path}"', "  for-downstream: yes",
                      "  for-upstream: no", "  fallback-enabled: no")


REFERS = error("dns.no-recursion", owner="site-network", confidence="certain", about={"host": HUB, "resolver": "10.77.0.2:53"})

scenario(
    "server-only-refers", "resolv.conf names a server that only refers to others and does not recurse.",
    broken=referring, expect=blocked(REFERS),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "server-only-refers-with-control", "The same, and a resolver outside knows the hub: nobody filters.",
    broken=lambda lab: (referring(lab), lab.public_resolver()), asked=asking(control=Site.CONTROL), expect=blocked(REFERS),
    cure=granted("allow-recursion", lambda lab: lab.restart_site_resolver()),
)

scenario(
    "first-server-refers-with-glue", "The first of two name servers refers to others with their addresses, which the C library takes for an answer.",
    broken=lambda lab: (referring(lab, "203.0.113.53"), lab.device.resolvers(lab.site.EDGE, Site.RESOLVER)), expect=blocked(REFERS),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "first-server-refers", "The first of two name servers only refers to others: the C library asks the second at once.",
    broken=lambda lab: (referring(lab), lab.device.resolvers(lab.site.EDGE, Site.RESOLVER)), expect=ready(),
)
