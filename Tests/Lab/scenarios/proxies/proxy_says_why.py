"""Proxies that open no tunnel and say why: no address for the name, no way there, or no leave."""

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

PROXY = f"http://{Site.PROXY}:3128"
MISSPELT = "myhbu.azure-devices.net"
ASKED = asking("--proxy", PROXY, "--upstream", "amqp-ws")
#: The parent zone, which has the hub and denies every other name with its SOA record.
ZONE = ('local-zone: "azure-devices.net." static',
        'local-data: "azure-devices.net. 300 IN SOA ns1.azure-devices.net. hostmaster.azure-devices.net. 1 3600 600 86400 300"')


def locked(lab, *, proxy=Site.RESOLVER, outside=False, **settings):
    """Nothing but the proxy leads out; with `outside`, names do as well."""
    lab.gateway.filters("iifname lan tcp dport != { 53, 3128 } drop", *([] if outside else ["iifname lan udp dport 53 drop"]))
    lab.start()
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid", proxy, **settings)


def again(lab):
    lab.proxy.stop()
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid2", Site.RESOLVER)


NO_SUCH_HUB = blocked(error("dns.nxdomain", owner="hub-configuration", confidence="likely", about={"host": MISSPELT}))
RENAMED = granted("correct-name", asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"))

scenario(
    "misspelt-hub-behind-a-proxy", "The hub's name is misspelt, and only the proxy has anybody to ask for it.",
    broken=locked, asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", hub=MISSPELT), expect=NO_SUCH_HUB,
    cure=RENAMED, leaves=ready(usable=WEB),
)


def zoned(lab):
    lab.names.settings += ZONE
    locked(lab, outside=True)


scenario(
    "misspelt-hub-and-a-resolver-behind-a-proxy", "The hub's name is misspelt: the resolver says so, and the proxy that is the only way out.",
    broken=zoned, asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", hub=MISSPELT), expect=NO_SUCH_HUB, cure=RENAMED,
    leaves=ready(usable=WEB),
)

scenario(
    "proxy-waits-for-names", "The proxy asks a resolver that nobody answers at: it takes every request, and finds no name.",
    broken=lambda lab: locked(lab, proxy=Site.NOBODY), asked=ASKED,
    expect=blocked(error("proxy.unreachable", owner="proxy")), cure=granted("reach-proxy", again), leaves=ready(usable=WEB),
)


def astray(lab):
    lab.names.records[HUB] = Site.OTHER
    locked(lab)


def led(lab):
    lab.names.tell_the_truth()
    again(lab)


scenario(
    "proxy-does-not-reach-the-hub", "The proxy is refused where it looks for the hub.", broken=astray, asked=ASKED,
    expect=blocked(error("proxy.denied", owner="proxy", confidence="likely")), cure=granted("allow-at-proxy", led), leaves=ready(usable=WEB),
)

scenario(
    "misspelt-hub-at-a-proxy-with-a-list", "The hub's name is misspelt, and the proxy's list lacks it: it says no more than that.",
    broken=lambda lab: locked(lab, rules=f"acl known dstdomain {HUB} .microsoft.com .azure-devices-provisioning.net\nhttp_access allow known"),
    asked=asking("--proxy", PROXY, "--upstream", "amqp-ws", hub=MISSPELT),
    expect=blocked(error("proxy.denied", owner="proxy", confidence="certain")), cure=incurable("only the user knows the right name"),
)
