"""Proxies that the host finds, and containers do not: on its loopback, or by a name that its hosts file alone has."""

from cures import *
from scenario import *
from services import Service
import services
from topology import Site

HERE, BRIDGE = "127.0.0.1", "172.17.0.1"
NAME = "proxy.plant.example"


def closed(lab):
    """Only the site's proxy leads out; names resolve."""
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


def helper(lab, address=HERE):
    """A program of the device's own in front of the site's proxy, as cntlm and px are (docker/for-win#1057)."""
    Service(lab.device, f"{lab.folder}/helper-{address}", "socat", f"TCP4-LISTEN:3128,bind={address},fork,reuseaddr",
            f"TCP4:{Site.PROXY}:3128", ready=("tcp", 3128, address))


def through(host, **options):
    return asking("--proxy", f"http://{host}:3128", "--upstream", "amqp-ws", user=None, **options)


ITSELF = error("proxy.unreachable", owner="device", place="container-host", confidence="certain", vantages=CONTAINERS)
HOST_ALONE = {"host": WEB, **dict.fromkeys(CONTAINERS, NONE)}

scenario(
    "proxy-on-loopback", "The proxy listens on the device's loopback: the host gets out through it, and containers mean themselves.",
    broken=lambda lab: (closed(lab), helper(lab), lab.engine()), asked=through(HERE), expect=blocked(ITSELF, usable=HOST_ALONE),
    cure=granted("reach-proxy", lambda lab: helper(lab, BRIDGE), asked=through(BRIDGE)), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "proxy-on-localhost", "The same, by name.",
    broken=lambda lab: (closed(lab), helper(lab), lab.engine()), asked=through("localhost"), expect=blocked(ITSELF, usable=HOST_ALONE),
    cure=granted("reach-proxy", lambda lab: helper(lab, BRIDGE), asked=through(BRIDGE)), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "to-come-proxy-on-loopback", "The proxy listens on the device's loopback, and there is no engine yet.",
    broken=lambda lab: (closed(lab), helper(lab)), asked=through(HERE),
    expect=degraded(warning("proxy.unreachable", owner="device", place="container-host", confidence="likely"), usable=WEB),
    cure=granted("reach-proxy", lambda lab: (lab.engine(), helper(lab, BRIDGE)), asked=through(BRIDGE)),
    leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "proxy-known-to-the-host-alone", "The proxy's name is in the host's hosts file alone, which containers do not inherit.",
    broken=lambda lab: (closed(lab), lab.device.knows({NAME: Site.PROXY}), lab.engine()), asked=through(NAME),
    expect=blocked(ITSELF, usable=HOST_ALONE),
    cure=granted("reach-proxy", asked=through(Site.PROXY)), leaves=ready(usable=WEB, vantages=EVERYWHERE),
)

scenario(
    "proxy-at-the-bridge", "The device's own helper in front of the proxy listens at the engine's bridge, where containers reach it as well.",
    broken=lambda lab: (closed(lab), lab.engine(), helper(lab, BRIDGE)), asked=through(BRIDGE),
    expect=ready(usable=WEB, vantages=EVERYWHERE),
)
