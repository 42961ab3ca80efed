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
    "proxy-required", "A proxy is the only way out, and the modules want AMQP, which uses none.",
    broken=locked, asked=asking("--proxy", PROXY), expect=degraded(warning("proxy.required", owner="device"), usable=WEB),
    cure=reconfigured(remedy=None), leaves=ready(usable=WEB),
)

scenario(
    "proxy-wants-credentials", "The proxy wants credentials, and none are configured.",
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
    "proxy-denies-hub", "The proxy does not let anybody reach the hub.",
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
    expect=blocked(error("proxy.unreachable", owner="proxy")), cure=granted(None, alive, of="proxy.unreachable"),
    leaves=ready(usable=WEB),
)


def kept_from_it(lab):
    """The list of what the device's own firewall lets out was written before there was a proxy."""
    locked(lab)
    lab.device.filters("tcp dport 3128 drop", hook="output")


scenario(
    "proxy-dropped-by-the-own-firewall", "The proxy is the only way out, and the device's own firewall drops what goes to it.", broken=kept_from_it,
    asked=asking("--proxy", PROXY, "--upstream", "amqp-ws"),
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", about={"port": 3128})), cure=applied("nftables"),
    leaves=ready(usable=WEB),
)


def closed(lab, proxy=False):
    """Nothing leads out directly, though names resolve; only what goes to the proxy's port may pass."""
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    if proxy:
        lab.start()
        lab.proxy = services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, user="gateway", password="s3cr3t")


def of_the_shell(*arguments):
    return asking(*arguments, environment={"https_proxy": PROXY})


#: The site wants its proxy used, or it is to open the way: both would do.
CLOSED = error("tcp.dropped-all", owner="site-network")

scenario(
    "proxy-of-the-shell-refuses", "Nothing leads out directly, and the proxy that the shell names refuses connections.",
    broken=closed, asked=of_the_shell("--upstream", "amqp-ws"),
    expect=blocked(error("proxy.unreachable", owner="proxy", confidence="certain"), CLOSED),
    cure=granted(None, alive, of="proxy.unreachable"), leaves=degraded(warning("proxy.required", owner="device"), usable=WEB),
)

scenario(
    "proxy-of-the-shell-wants-credentials", "Nothing leads out directly, and the proxy that the shell names wants credentials.",
    broken=lambda lab: closed(lab, proxy=True), asked=of_the_shell("--upstream", "amqp-ws"),
    expect=blocked(error("proxy.auth-required", owner="proxy"), CLOSED), cure=granted(None, lenient(), of="proxy.auth-required"),
    leaves=degraded(warning("proxy.required", owner="device"), usable=WEB),
)

scenario(
    "proxy-of-the-shell-is-silent", "Nothing leads out directly, and the way to the proxy that the shell names is closed too.",
    broken=lambda lab: lab.gateway.filters("iifname lan tcp dport { 443, 3128, 5671, 8883 } drop"),
    asked=of_the_shell("--upstream", "amqp-ws"), expect=blocked(error("proxy.unreachable", owner="proxy"), CLOSED),
    cure=granted(None, lambda lab: (lab.gateway("nft", "flush", "ruleset"), closed(lab), alive(lab)), of="proxy.unreachable"),
    leaves=degraded(warning("proxy.required", owner="device"), usable=WEB),
)
