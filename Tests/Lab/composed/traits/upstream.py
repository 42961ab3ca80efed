"""How the hub is used and reached: the transport of edgeHub, the version of TLS, ports that nobody needs."""

import os

from composed.parts import named, trait
from scenario import WEB
from services import HUB, Service

#: The cloud's address of a front that speaks TLS 1.3 for the hub.
FRONT = "203.0.113.20"

for transport in ("amqp-ws", "mqtt", "mqtt-ws"):
    @trait("upstream")
    @named(f"upstream-{transport}", f"edgeHub uses {transport}.")
    def _(net, transport=transport):
        yield lambda: net.upstream == transport
        net.upstream = transport


@trait("tls")
def hub_speaks_tls13(net):
    "The hub speaks TLS 1.3 to whoever can, and 1.2, as its newer names do; its certificate is one for all hubs."
    yield lambda: net.shakes_hands(protocol="-tls1_3") == "ok"
    lab, folder = net.lab, f"{net.lab.folder}/front"
    lab.start()
    os.makedirs(folder)
    lab.cloud.address("eth0", f"{FRONT}/24")
    key, chain = lab.authority.leaf("front", "*.azure-devices.net")
    lab.trusted.append(lab.authority.root)
    with open(f"{folder}/front.pem", "w") as out:
        for part in (chain, key):
            with open(part) as file:
                out.write(file.read())
    config = "global\n    maxconn 200\ndefaults\n    mode tcp\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n"
    for port in (443, 5671, 8883):
        config += (f"listen hub{port}\n    bind {FRONT}:{port} ssl crt {folder}/front.pem ssl-min-ver TLSv1.2\n"
                   f"    server hub {lab.hub_address}:{port} ssl verify none sni str({HUB})\n")
    with open(f"{folder}/haproxy.cfg", "w") as file:
        file.write(config)
    Service(lab.cloud, folder, "haproxy", "-db", "-f", f"{folder}/haproxy.cfg", ready=("tcp", 8883, FRONT))
    net.addresses = [FRONT]
    # What resolvers that start later know of the hub.
    lab.hub_address = FRONT
    net.know({HUB: FRONT})


for manner, verdict in {"dropped": "drop", "rejected": "reject", "reset": "reject with tcp reset"}.items():
    @trait("closed", without={"upstream-mqtt", "box"}, weight=0.5)
    @named(f"mqtt-{manner}-and-unused", f"MQTT's port is {manner}, and nobody uses it: the recommended set-up.")
    def _(net, verdict=verdict):
        yield lambda: not net.reaches(8883)
        net.lab.edge.filters(f"tcp dport 8883 {verdict}")
        net.usable = net.usable - {"mqtt"}


@trait("closed", needs={"upstream-amqp-ws"}, without={"box"}, weight=2)
def only_443_is_needed(net):
    "Nothing but 443 is open, and edgeHub uses WebSockets."
    yield lambda: not net.reaches(5671) and not net.reaches(8883)
    net.lab.edge.filters("tcp dport { 5671, 8883 } drop")
    net.usable = net.usable & WEB
