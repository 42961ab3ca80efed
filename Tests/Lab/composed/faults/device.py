"""The device itself is in the way: its firewall, its routes, its ports, its configuration."""

import re
import time
from email.utils import parsedate_to_datetime

from composed import parts
from composed.parts import blame, fault, named
from composed.traits.device import FAR, configure, global_ipv6
from composed.traits.site import INSIDE
from scenario import ALL
import services
from services import HUB, REGISTRY
from topology import Site

HERE = {"owner": "device", "place": "this-device"}
AROUND = {"openvpn-around", "wireguard-around", "proxy-is-the-only-way-out", "nat64"}
NETWORK = {"hub", "dps", "registry", "data", "names", "ipv6"}

for verdict in ("drop", "reject"):
    # What containers send is forwarded: the rule stops the host alone.
    @fault("device", without=AROUND | {"closed", "firewall"})
    @named(f"output-{verdict}", f"The device's own firewall says {verdict} to what the host sends to the hub.")
    def _(net, verdict=verdict):
        yield net.loses(ALL, blame("host.output-dropped", **HERE), proof=lambda: not net.reaches(443), vantages=["host"])
        net.lab.device.filters(f"ip daddr {net.hub} tcp dport {{ 443, 5671, 8883 }} {verdict}", hook="output")

    @fault("device", without=AROUND | {"closed", "firewall"})
    @named(f"output-{verdict}-by-iptables", f"The device's own iptables {verdict} the host's HTTPS to the hub.")
    def _(net, verdict=verdict):
        yield net.loses({"https", "mqtt-ws", "amqp-ws"}, blame("host.output-dropped", **HERE), vantages=["host"],
                        proof=lambda: not net.reaches(443))
        for address in net.addresses:
            net.lab.device("iptables", "-A", "OUTPUT", "-d", address, "-p", "tcp", "--dport", "443", "-j", verdict.upper())

for kind in ("blackhole", "prohibit", "unreachable"):
    @fault("device", without=AROUND | {"rules"}, weight=0.7)
    @named(f"route-{kind}", f"A {kind} route stands for the hub's addresses.")
    def _(net, kind=kind):
        yield net.loses(ALL, blame("route.blocked", **HERE), proof=lambda: not net.reaches(443))
        for address in net.addresses:
            net.lab.device.route(kind, f"{address}/32")


@fault("device", without=AROUND | {"uplink", "engine", "stub", "hosts", "vpn", "proxy"}, touches=NETWORK)
def no_route(net):
    "The device has no route to anywhere."
    yield net.loses(ALL, blame("route.none", owner="device"), proof=lambda: not net.reaches(443, net.addresses[0]))
    net.lab.device("ip", "route", "del", "default")


@fault("device", without=AROUND | {"uplink", "engine", "stub", "hosts", "vpn", "proxy", "stack"}, touches=NETWORK)
def gateway_silent(net):
    "The gateway does not answer ARP; the cable is in."
    yield net.loses(ALL, blame("host.neighbour-dead", **HERE),
                    proof=lambda: net.pings(Site.GATEWAY) is None and not net.reaches(443, net.addresses[0]))
    net.lab.gateway("ip", "link", "set", net.inside, "arp", "off")
    # It has been dead for longer than the kernel remembers it.
    net.lab.device("ip", "neigh", "flush", "dev", net.outside)


@fault("device", needs={"second-uplink"}, touches=NETWORK, without=AROUND | {"stub", "hosts", "vpn", "proxy", "box", "closed", "icmp"})
def first_uplink_dead(net):
    "The preferred way out leads nowhere; the modem would."
    yield net.loses(ALL, blame("route.dead-default", rule=net.outside, **HERE),
                    proof=lambda: not net.reaches(443, net.addresses[0]) and net.pings(Site.CLOUD, "-I", "wwan0") is not None)
    net.lab.gateway.filters(f"ip saddr {INSIDE} drop")


for where, listen in (("everywhere", "0.0.0.0"), ("on-loopback", "127.0.0.1"), ("on-ipv6", "[::]")):
    @fault("device", without={"edge-hub-running"}, touches={"ports"}, weight=0.7)
    @named(f"port-taken-{where}", f"A web server listens on one of edgeHub's ports, {where.replace('-', ' ')}.")
    def _(net, listen=listen):
        port = net.random.choice((443, 5671, 8883))
        taken = lambda: services.listens(net.lab.device, "tcp", port)
        yield net.costs(blame("host.port-conflict", "error", about={"port": port}, **HERE), proof=taken, blocks=True)
        only = " ipv6only=on" if ":" in listen else ""
        net.lab.device.write("/etc/nginx/lab.conf", "daemon off; pid /run/nginx.pid; user root; error_log /run/nginx.log;\n"
                             "events { worker_connections 16; }\n"
                             f"http {{ access_log off; server {{ listen {listen}:{port}{only}; return 200; }} }}\n")
        net.lab.device.unit("nginx", "nginx -c /etc/nginx/lab.conf", ready=f"ss -Hlnt sport = :{port} | grep -q .")
        net.lab.device("systemctl", "start", "nginx")
        net.user = None


@fault("device", without={"edge-hub-running"}, needs={"engine"}, touches={"ports"}, weight=0.7)
def port_taken_by_container(net):
    "Another container publishes one of edgeHub's ports."
    port = net.random.choice((443, 5671, 8883))
    yield net.costs(blame("host.port-conflict", "error", owner="device", about={"port": port}), blocks=True,
                    proof=lambda: net.device_says(f"docker ps --format '{{{{.Ports}}}}' | grep -q ':{port}->'"))
    published = ["-p", f"{port}:{port}"]
    web = net.lab.engine().run("web", "bridge", "httpd", "-f", "-p", str(port), options=published)
    net.modules.setdefault("bridge", web)


LONG = "gateway-" + "x" * 49 + ".lab.example"


@fault("device", without={"configuration"}, touches={"configuration"})
def hostname_too_long(net):
    "The configuration names a hostname of 69 characters."
    yield net.costs(blame("host.hostname-too-long", "error", owner="device"), blocks=True,
                    proof=lambda: net.device_says("grep -qE '^hostname = \".{65,}\"' /etc/aziot/config.toml"))
    configure(net, LONG)


@fault("device", without={"configuration"}, touches={"configuration"})
def configuration_with_a_tab(net):
    "config.yaml is indented with a tab, which YAML does not allow."
    yield net.costs(blame("config.malformed", "warning", owner="device"),
                    proof=lambda: net.device_says("grep -qP '^\\t' /etc/iotedge/config.yaml"))
    net.lab.device.write("/etc/iotedge/config.yaml", 'hostname: "device"\nprovisioning:\n\tsource: "manual"\n')
    net.user = None


@fault("device", without={"clock", "tls", "link", "nat64", "proxy-is-the-only-way-out"}, touches={"hub", "dps", "registry", "data", "clock"})
def clock_behind(net):
    "The device's clock is a day behind everybody else's."
    # What a client makes of certificates of tomorrow is its own affair.
    yield parts.Effect((blame("host.clock-skew", "error", owner="device"),), None, proof=lambda: hour_of_the_hub(net) > 80000, blocks=True)
    net.lab.restart_hub("clock-skew")


def hour_of_the_hub(net):
    """How many seconds the Date of the hub's answers is ahead."""
    said = net.lab.device("curl", "-sk", "--max-time", "5", "-o", "/dev/null", "-D", "-", f"https://{HUB}/", check=False).stdout
    found = re.search(r"(?im)^date: (.+?)\r?$", said)
    return parsedate_to_datetime(found[1]).timestamp() - time.time() if found else 0


for name, rule in {"dropped": "drop", "rejected": "reject with icmpv6 no-route"}.items():
    # A box that takes every connection takes those over IPv6 as well.
    @fault("device", without={"stack", "uplink", "icmp", "accelerator", *AROUND}, touches={"ipv6", "registry"})
    @named(f"ipv6-{name}", f"The device has IPv6 that leads nowhere ({name}), and IPv4 works.")
    def _(net, rule=rule):
        global_ipv6(net)
        net.know({REGISTRY: [Site.SECOND, FAR]})
        services.relay6(net.lab.cloud, f"{net.lab.folder}/relay6", FAR, 443, Site.CLOUD)
        yield net.costs(blame("ipv6.broken", "warning"), proof=lambda: not net.reaches(443, FAR))
        net.lab.edge.filters(f"meta nfproto ipv6 {rule}")
