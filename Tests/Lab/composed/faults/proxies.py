"""The proxy that is the only way out is itself in the way."""

from composed.parts import blame, fault
from scenario import WEB
import services
from services import HUB
from topology import Site

ONLY = {"proxy-is-the-only-way-out"}
EVERYTHING = {"hub", "dps", "registry", "data"}


def again(net, **settings):
    net.lab.proxy.stop()
    net.lab.proxy = services.squid(net.lab.cloud, f"{net.lab.folder}/squid2", Site.RESOLVER, **settings)


def passes(net):
    return net.serves("https")


@fault("proxies", needs=ONLY, touches=EVERYTHING)
def proxy_wants_credentials(net):
    "The proxy wants credentials, and none are configured."
    yield net.loses(WEB, blame("proxy.auth-required", owner="proxy"), proof=lambda: not passes(net))
    again(net, user="gateway", password="s3cr3t")


@fault("proxies", needs=ONLY)
def proxy_denies_the_hub(net):
    "The proxy does not let anybody reach the hub."
    yield net.loses(WEB, blame("proxy.denied", owner="proxy"), proof=lambda: not passes(net))
    again(net, rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\nhttp_access allow all")
