"""A proxy with a name, which the device's hosts file knows at an address of its own."""

import services
from cures import *
from scenario import *
from topology import Site

NAME = "proxy.plant.example"
VIA = asking("--proxy", f"http://{NAME}:3128", "--upstream", "amqp-ws")


def proxy(lab, written):
    """The proxy is the only way out, and DNS has its address."""
    lab.start()
    lab.gateway.filters("iifname lan tcp dport { 443, 5671, 8883 } drop")
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, rules="http_access allow all")
    lab.names.stop()
    lab.names.records[NAME] = Site.PROXY
    lab.names.start()
    lab.device.knows({NAME: written})


scenario(
    "proxy-stale-in-hosts-file", "The proxy moved; the device's hosts file has its old address, and DNS its new one.",
    broken=lambda lab: proxy(lab, Site.NOBODY), asked=VIA,
    expect=blocked(error("dns.sinkhole", owner="device", place="this-device", about={"host": NAME})),
    cure=granted("remove-hosts-entry", lambda lab: lab.device("sed", "-i", "/proxy.plant/d", "/etc/hosts")), leaves=ready(usable=WEB))
scenario("proxy-right-in-hosts-file", "The device's hosts file has the proxy's address, as DNS has it.",
         broken=lambda lab: proxy(lab, Site.PROXY), asked=VIA, expect=ready(usable=WEB))
