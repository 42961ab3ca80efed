from cures import *
from scenario import *
from services import HUB, REGISTRY
from topology import Site


def broken(lab):
    lab.device.knows({HUB: Site.CLOUD})
    lab.site_resolver({})


scenario(
    "hosts-file-before-containers", "Only the host's /etc/hosts knows the hub; containers, once there are any, will not.",
    broken=broken, expect=degraded(warning("dns.hosts-file-only", vantages=("host",)), usable=ALL),
    cure=granted("name-in-dns", lambda lab: lab.restart_site_resolver()),
)


def needless(lab):
    lab.device.knows({HUB: Site.CLOUD})


scenario("hosts-file-beside-dns", "The hub is in /etc/hosts and in the site's DNS as well.", broken=needless, expect=ready())


def stale(lab, address=Site.NOBODY):
    """Where the hub was once, or a test stand."""
    lab.device.knows({HUB: address})


def forgets(lab):
    lab.device("sed", "-i", f"/{HUB}/d", "/etc/hosts")


STALE = error("dns.sinkhole", owner="device", place="this-device", confidence="certain", vantages=("host",), about={"host": HUB})

scenario(
    "hosts-file-is-stale", "/etc/hosts has an address for the hub where nobody answers; the site's resolver knows better.",
    broken=stale, expect=blocked(STALE), cure=granted("remove-hosts-entry", forgets),
)

scenario(
    "hosts-file-is-stale-beside-containers", "The same, with an engine whose containers ask the resolver.",
    broken=lambda lab: (stale(lab), lab.engine()), asked=ROOT,
    expect=blocked(STALE, usable={"host": NONE, **dict.fromkeys(CONTAINERS, ALL)}), cure=granted("remove-hosts-entry", forgets),
    leaves=ready(vantages=EVERYWHERE),
)


def registry_is_stale(lab):
    lab.device.knows({REGISTRY: Site.NOBODY})


scenario(
    "hosts-file-is-stale-for-the-registry", "/etc/hosts has an address for the registry where nobody answers; the site's resolver knows better.",
    broken=registry_is_stale,
    expect=blocked(error("dns.sinkhole", owner="device", place="this-device", confidence="certain", about={"host": REGISTRY}), usable=ALL),
    cure=granted("remove-hosts-entry", lambda lab: lab.device("sed", "-i", f"/{REGISTRY}/d", "/etc/hosts")),
)


def another(lab):
    """A second address of the hub's own."""
    lab.cloud.redirects(f"ip daddr {Site.OTHER} tcp dport {{ 443, 5671, 8883 }} dnat ip to {Site.CLOUD}")
    stale(lab, Site.OTHER)


scenario("hosts-file-knows-another-address", "/etc/hosts has another address for the hub than the site's resolver, and the hub answers there.",
         broken=another, expect=ready())


def in_container(lab):
    module = ("--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent")
    lab.engine().run("telemetry", "azure-iot-edge", options=(*module, "--add-host", f"{HUB}:{Site.NOBODY}"))


scenario(
    "extra-hosts-are-stale", "A module's createOptions give the hub an address in its hosts file where nobody answers.",
    broken=in_container, asked=ROOT,
    expect=blocked(error("dns.sinkhole", owner="hub-configuration", place="container-host", confidence="certain",
                         vantages=("docker:azure-iot-edge",), about={"host": HUB}),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=granted("remove-hosts-entry", lambda lab: lab.engine()("rm", "-f", "telemetry")), leaves=ready(vantages=EVERYWHERE),
)
