"""Where a healthy device gets its names."""

from composed.parts import named, trait
from services import HUB
import services
from stubs import Dnsmasq, Resolved
from topology import Site

KNOWN = "rcode 0 answers"


def answers(net, resolver, **more):
    return net.asks(resolver, **more).startswith(KNOWN)


@trait("names")
def resolver_of_the_site(net):
    "The site has a resolver of its own, and the device asks nobody else."
    yield lambda: net.resolvers == [net.lab.site.EDGE] and answers(net, net.lab.site.EDGE)
    net.zones.append(net.lab.site_resolver({HUB: net.addresses}))
    net.ask_only(net.lab.site.EDGE)


@trait("names")
def two_resolvers(net):
    "Two resolvers know the names: the site's and another."
    yield lambda: len(net.resolvers) == 2 and all(answers(net, one) for one in net.resolvers)
    net.know({HUB: net.addresses})
    net.zones.append(net.lab.site_resolver({HUB: net.addresses}))
    order = [net.lab.site.EDGE, Site.RESOLVER]
    net.random.shuffle(order)
    net.ask_only(*order)


@trait("names", without={"resolv-conf-use-vc", "resolv-conf-rotate", "link"})
def slow_resolver(net):
    "The site's resolver takes its time for every answer: 0.3 to 1.3 s."
    seconds = net.random.choice((0.3, 0.7, 1.3))
    yield lambda: net.asks(net.lab.site.EDGE, patience=seconds / 2) == "silent" and answers(net, net.lab.site.EDGE, patience=3)
    services.SlowResolver(net.lab.edge, f"{net.lab.folder}/slow", net.lab.site.EDGE, Site.RESOLVER, seconds)
    net.ask_only(net.lab.site.EDGE)
    net.patience += 4


@trait("names", without={"tls"})
def two_addresses(net):
    "The hub's name has two addresses, and both serve it."
    second = "203.0.113.23"
    yield lambda: net.asks(Site.RESOLVER) == "rcode 0 answers 2" and net.reaches(443, second)
    net.lab.cloud.address("eth0", f"{second}/24")
    net.lab.cloud.redirects(f"ip daddr {second} dnat ip to {Site.CLOUD}")
    net.addresses = [Site.CLOUD, second]
    net.know({HUB: net.addresses})


@trait("names")
def private_endpoint(net):
    "The hub's name leads through privatelink to an address of RFC 1918."
    private, alias = "10.8.7.6", "myhub.privatelink.azure-devices.net"
    yield lambda: net.addresses == [private] and net.reaches(8883, private)
    lab = net.lab
    lab.start()
    lab.cloud.address("eth0", f"{private}/32")
    lab.edge.route(f"{private}/32", "dev", "net")
    lab.cloud.redirects(f"ip daddr {private} dnat ip to {net.addresses[0]}")
    zone = services.zone(f"{lab.folder}/zone", "azure-devices.net", {HUB: f"CNAME {alias}.", alias: f"A {private}"})
    net.zones.append(lab.site_resolver({}, *zone))
    net.ask_only(lab.site.EDGE)
    net.addresses = [private]


@trait("hosts")
def hosts_file_beside_dns(net):
    "The hub is in /etc/hosts and in DNS as well."
    yield lambda: net.device_says(f"grep -q {HUB} /etc/hosts")
    net.lab.device.knows({HUB: net.addresses[0]})


for name, options in {
    "search": "search lab.example corp.example\noptions ndots:15", "rotate": "options rotate timeout:1 attempts:3",
    "use-vc": "options edns0 trust-ad use-vc", "no-aaaa": "options single-request-reopen no-aaaa",
}.items():
    @trait("options", without={"stub"}, weight=0.5)
    @named(f"resolv-conf-{name}", f"resolv.conf with {' and '.join(options.splitlines())}.")
    def _(net, options=options):
        yield lambda: net.device_says(f"grep -q '{options.splitlines()[-1]}' /etc/resolv.conf")
        net.ask_only(*net.resolvers, options=options)


@trait("stub", without={"engine"})
def dnsmasq_on_loopback(net):
    "The device asks its own dnsmasq, and has no engine yet."
    yield lambda: answers(net, "127.0.0.1", patience=3)
    Dnsmasq(net.lab.device, *net.resolvers)
    net.forget = "systemctl restart dnsmasq"


@trait("stub", without={"firewall", "options"}, weight=0.7)
def dnsmasq_for_everybody(net):
    "The device is the resolver of its own containers."
    yield lambda: answers(net, Site.DEVICE, patience=3)
    Dnsmasq(net.lab.device, *net.resolvers, address=Site.DEVICE)
    net.forget = "systemctl restart dnsmasq"


if Resolved.available:
    @trait("stub")
    def systemd_resolved(net):
        "The device asks systemd-resolved's stub."
        yield lambda: answers(net, "127.0.0.53", patience=3)
        Resolved(net.lab.device, *net.resolvers)
        net.forget = "resolvectl flush-caches"


def public_address(net):
    """Whether the world may know the hub's address: a private one it does not."""
    return not net.addresses[0].startswith("10.")


@trait("control")
def public_resolver(net):
    "A resolver on the internet can be asked for its opinion."
    yield lambda: answers(net, Site.CONTROL)
    public = net.lab.public_resolver()
    if public_address(net):
        public.reset({HUB: net.addresses})
    net.zones.append(public)
    net.control = Site.CONTROL
