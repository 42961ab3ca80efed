from scenario import *
import services
from topology import Site

def broken(lab):
    lab.gateway.filters("iifname lan tcp dport != 3128 drop", "iifname lan udp dport 53 drop")
    services.squid(lab.cloud, f"{lab.folder}/squid", Site.RESOLVER, user="gateway", password="s3cr3t")
    lab.start()


scenario(
    "proxy-with-credentials", "A proxy that wants credentials is the only way out, and the modules use WebSockets through it.",
    broken=broken, asked=asking("--proxy", "http://gateway:s3cr3t@203.0.113.80:3128", "--upstream", "amqp-ws"),
    expect=ready(usable=WEB),
)
