from cures import *
from scenario import *
import services
from topology import Site

def broken(lab):
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")
    lab.start()
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER)


scenario(
    "proxy-with-https-url", "The proxy is configured with an https:// URL, which IoT Edge cannot use.", broken=broken,
    asked=asking("--proxy", "https://203.0.113.80:3128", "--upstream", "amqp-ws"),
    expect=degraded(warning("proxy.scheme-unsupported", owner="device"), usable=WEB),
    cure=granted(None, asked=asking("--proxy", "http://203.0.113.80:3128", "--upstream", "amqp-ws")), leaves=ready(usable=WEB),
)
