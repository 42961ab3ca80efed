"""Hubs that are reached, and say themselves that they serve nobody."""

from cures import *
from scenario import *
from services import HUB
import services
from topology import Site


#: WebSockets get through to the hub, which says the same only once a device has shown who it is.
WEBSOCKETS = ("location ~ ^/\\$iothub { "
              f"proxy_pass https://{Site.CLOUD}:443; proxy_http_version 1.1; proxy_ssl_name {HUB}; proxy_ssl_server_name on; "
              "proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }")


def answering(status, code):
    """HTTPS is answered by the hub's front end for it (Azure/azure-iot-sdk-csharp#1382)."""
    def broken(lab):
        lab.start()
        key, chain = lab.authority.leaf("front", HUB)
        lab.trusted.append(lab.authority.root)
        services.nginx_page(lab.cloud, f"{lab.folder}/front", Site.OTHER, key, chain,
                            answer=f"add_header iothub-errorcode {code} always; return {status};", others=WEBSOCKETS)
        lab.cloud.redirects(f"ip daddr {Site.CLOUD} tcp dport 443 dnat ip to {Site.OTHER}")
    return broken


BACK = granted("restore-hub", lambda lab: lab.cloud("nft", "delete", "table", "inet", "redirection"))

for name, status, code in [("suspended", 400, "IotHubSuspended"), ("deleted", 404, "IotHubNotFound")]:
    scenario(
        f"hub-{name}", f"The hub is reached, and answers {code}.", broken=answering(status, code),
        expect=blocked(error("hub.out-of-service", owner="hub-configuration", about={"host": HUB}), usable=ALL),
        cure=BACK,
    )

scenario(
    "hub-without-capacity", "The hub is reached, and answers that it is not available for the moment.", broken=answering(503, "ServiceUnavailable"),
    expect=ready(warning("hub.out-of-service", owner="hub-configuration", confidence="likely"), usable=ALL), cure=BACK,
)

scenario(
    "hub-that-refuses-strangers", "The hub is reached, and answers that it does not know who asks.", broken=answering(401, "IotHubUnauthorizedAccess"),
    expect=ready(usable=ALL),
)
