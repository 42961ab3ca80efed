"""What lies between a healthy device and its hub: links, routers, boxes."""

from composed.parts import trait
from filters import NameFilter
from network import DelayedLink
from scenario import WEB
import services
from services import HUB
from topology import Site

INSIDE = "198.51.100.0/24"
#: Where everything is that a device asks for, whatever its address has become on the way.
OUTSIDE = "{ 203.0.113.0/24, 10.8.7.6 }"


@trait("link")
def round_trip(net):
    "A link in the middle of the way takes 20 to 400 ms for a round trip."
    milliseconds = net.random.choice((20, 80, 200, 400))
    yield lambda: (net.pings() or 0) >= milliseconds
    gateway, onward = net.lab.site.routers[:2]
    gateway("ip", "link", "delete", "wan")
    # Half of it each way, and a hair more than it takes to be told from less.
    link = DelayedLink(gateway, onward, "10.77.0.1/24", "10.77.0.2/24", milliseconds / 2000 + 0.0005)
    for router, name, address in ((gateway, "slow0", "fd77::1/64"), (onward, "slow1", "fd77::2/64")):
        assert link.hosts[router] == name
        router.address(name, address)
    for near, far in (("default", "10.77.0.2"), ("default", "fd77::2")):
        gateway.route(near, "via", far)
    for near, far in ((INSIDE, "10.77.0.1"), ("fd51::/64", "fd77::1")):
        onward.route(near, "via", far)
    net.patience += 12 * milliseconds // 1000


@trait("link")
def loss_of_one_percent(net):
    "A radio link loses one packet in a hundred, of every kind."
    yield lambda: not net.device_says(f"ping -n -q -c120 -i0.002 -W1 {Site.CLOUD} | grep -q ' 0% packet loss'")
    net.lab.edge.filters("meta l4proto { tcp, udp, icmp } numgen inc mod 97 == 5 drop")
    net.patience += 4
    net.silence += 3000


@trait("link", without={"icmp"})
def narrow_link(net):
    "A link of fewer than 1500 bytes, as PPPoE and tunnels have, whose routers say so."
    size = net.random.choice((1280, 1400, 1460, 1492))
    yield lambda: net.pings(Site.CLOUD, "-Mdo", "-s1472") is None and net.pings(Site.CLOUD, "-Mdo", f"-s{size - 28}") is not None
    gateway, onward = net.lab.site.routers[:2]
    gateway("ip", "link", "set", "wan", "mtu", str(size))
    onward("ip", "link", "set", "site", "mtu", str(size))


def masquerade(net, router, interface):
    router.nft("table ip translation {\n chain out {\n type nat hook postrouting priority 100;\n"
               f" ip saddr {INSIDE} oifname != {interface} counter masquerade\n }}\n}}\n")


def is_translated(net, router):
    net.pings()
    counted = router("nft", "list", "table", "ip", "translation", check=False).stdout
    return "masquerade" in counted and "packets 0 " not in counted


@trait("translation")
def nat_at_the_gateway(net):
    "The gateway translates the site's addresses to its own."
    yield lambda: is_translated(net, net.lab.gateway)
    masquerade(net, net.lab.gateway, net.inside)


@trait("translation")
def nat_at_the_edge(net):
    "The last router translates the site's addresses, as carriers do."
    yield lambda: is_translated(net, net.lab.edge)
    masquerade(net, net.lab.edge, "site")


@trait("icmp")
def quiet_site(net):
    "Routers and hub answer ping and trace with nothing."
    yield lambda: net.pings() is None and net.pings(Site.GATEWAY) is None
    for router in net.lab.site.routers:
        router.filters("icmp type != destination-unreachable drop", "icmpv6 type echo-request drop", hook="input")
        router.filters("icmp type { echo-reply, time-exceeded, destination-unreachable } drop", hook="output")
        router.filters(f"icmp type echo-request ip daddr {OUTSIDE} drop")
    net.talkative = False


@trait("box")
def accelerator(net):
    "A box on the gateway takes every connection and passes it on, as satellite accelerators do."
    yield lambda: net.reaches(443, Site.NOBODY)
    services.relay(net.lab.gateway, f"{net.lab.folder}/relay", 3129, "forward")
    net.lab.gateway.redirects(f"iifname {net.inside} meta l4proto tcp redirect to :3129")


@trait("box", without={"uplink"})
def name_filter_of_others(net):
    "A transparent filter closes connections for other names."
    yield lambda: net.shakes_hands(name="facebook.example") == "none"
    NameFilter(net.lab.gateway, f"{net.lab.folder}/filter", "facebook.example", incoming=net.inside)


@trait("box", without={"uplink"})
def text_filter_of_others(net):
    "A filter looks for another name in every packet."
    yield lambda: net.shakes_hands(name="facebook.example") == "none"
    net.lab.gateway.matches("-p", "tcp", "-m", "string", "--algo", "bm", "--string", "facebook.example", "-j", "DROP")


@trait("box", without={"tls"})
def inspection_with_exemption(net):
    "A proxy opens up TLS, but spares the hub and its services."
    yield lambda: net.reaches(443, "203.0.113.77")
    lab = net.lab
    lab.start()
    services.bumping_squid(lab.edge, f"{lab.folder}/bump", lab.authority, Site.RESOLVER, lab.hub_root)
    lab.edge.redirects("ip daddr 203.0.113.77 tcp dport 443 redirect to :3130")


#: Where nothing gets through directly, a proxy in the environment is a second way, and another story.
STUCK = {"path", "resolution", "segments", "tls", "protocols", "device", "containers", "services"}


@trait("proxy", without={"uplink"} | STUCK)
def proxy_beside_an_open_way(net):
    "The shell's environment names a proxy that nobody needs."
    yield lambda: net.device_says(f"curl -s -o /dev/null --max-time 3 http://{Site.PROXY}:3128/; [ $? = 0 ]")
    net.lab.start()
    services.squid(net.lab.cloud, f"{net.lab.folder}/squid", Site.RESOLVER)
    net.environment["https_proxy"] = f"http://{Site.PROXY}:3128"


@trait("proxy", without={"box"} | STUCK)
def dead_proxy_nobody_needs(net):
    "The shell's environment names a proxy that is dead, beside an open way."
    yield lambda: "https_proxy" in net.environment and not net.reaches(3128, Site.PROXY)
    net.environment["https_proxy"] = f"http://{Site.PROXY}:3128"


@trait("proxy", needs={"upstream-amqp-ws"}, without={"stub", "vpn", "closed", "box", "uplink", "hosts", "names", "control"}, weight=3)
def proxy_is_the_only_way_out(net):
    "A proxy is the only way out, and the modules use WebSockets through it."
    yield lambda: not net.reaches(443) and net.device_says(
        f"curl -sk -o /dev/null --max-time 5 --proxy http://{Site.PROXY}:3128 https://{HUB}/")
    net.lab.start()
    net.lab.gateway.filters(f"ip saddr {INSIDE} tcp dport != 3128 drop", f"ip saddr {INSIDE} udp dport 53 drop")
    net.lab.proxy = services.squid(net.lab.cloud, f"{net.lab.folder}/squid", Site.RESOLVER)
    net.proxy, net.direct, net.usable = f"http://{Site.PROXY}:3128", False, net.usable & WEB
