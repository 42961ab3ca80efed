from cures import *
from scenario import *
from services import HUB
import services
from topology import Site

PROXY = "http://203.0.113.80:3128"


def locked(lab, **settings):
    """Nothing but the proxy leads out; even names go no further than the site."""
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")
    lab.start()
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, **settings)


def lenient(**settings):
    def cure(lab):
        lab.proxy.stop()
        lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid2", Site.RESOLVER, **settings)
    return cure


scenario(
    "proxy-required", "A proxy is the only way out, and the modules want AMQP, which uses none.", case="F14",
    broken=locked, asked=asking("--proxy", PROXY), expect=degraded(warning("proxy.required", owner="device"), usable=WEB),
    cure=reconfigured(remedy=None), leaves=ready(usable=WEB),
)

scenario(
    "proxy-wants-credentials", "The proxy wants credentials, and none are configured.", case="F15",
    broken=lambda lab: locked(lab, user="gateway", password="s3cr3t"), asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"),
    expect=blocked(error("proxy.auth-required", owner="proxy")), cure=granted(None, lenient()), leaves=ready(usable=WEB),
)

scenario(
    "proxy-refuses-credentials", "The proxy refuses the credentials that are configured.",
    broken=lambda lab: locked(lab, user="gateway", password="s3cr3t"),
    asked=asking("--proxy", "http://gateway:wrong@203.0.113.80:3128", "--upstream", "amqp-ws"),
    expect=blocked(error("proxy.auth-required", owner="proxy")), cure=granted(None, lenient()), leaves=ready(usable=WEB),
)

scenario(
    "proxy-denies-hub", "The proxy does not let anybody reach the hub.", case="F14",
    broken=lambda lab: locked(lab, rules=f"acl hub dstdomain {HUB}\nhttp_access deny hub\nhttp_access allow all"),
    asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"),
    expect=blocked(error("proxy.denied", owner="proxy")), cure=granted(None, lenient()), leaves=ready(usable=WEB),
)

scenario(
    "proxy-denies-plain-ports", "The proxy opens tunnels to 443 alone, which carries WebSockets.",
    broken=lambda lab: locked(lab, rules="acl https port 443\nhttp_access deny CONNECT !https\nhttp_access allow all"),
    asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"), expect=ready(remark("proxy.port-denied"), usable=WEB),
)


def dead(lab):
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")


def alive(lab):
    lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


scenario(
    "proxy-dead", "The proxy is the only way out, and it is dead.", broken=dead, asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"),
    expect=blocked(error("proxy.unreachable", owner="proxy"), error("dns.timeout")), cure=granted(None, alive, of="proxy.unreachable"),
    leaves=ready(usable=WEB),
)
