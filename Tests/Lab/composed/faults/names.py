"""Resolvers that are silent, refuse, fail or lie. The device asks a resolver on the wire, without a stub between."""

from composed.parts import blame, fault, named
from scenario import ALL
from services import HUB
import services
from topology import Site

PLAIN = {"hosts", "stub", "names", "engine-with-own-dns", "proxy-is-the-only-way-out", "vpn", "modules"}
NETWORK = {"hub", "dps", "registry", "data", "names"}


def control(net):
    """Somebody on the internet who tells the truth."""
    if net.control == "none":
        public = net.lab.public_resolver()
        public.reset({HUB: net.addresses})
        net.control = Site.CONTROL


@fault("resolution", without=PLAIN | {"options"}, touches=NETWORK)
def resolvers_dead(net):
    "All resolvers are dead."
    dead = [Site.NOBODY, "203.0.113.98"]
    yield net.loses(ALL, blame("dns.timeout"), proof=lambda: net.resolvers == dead and net.asks(Site.NOBODY) == "silent")
    control(net)
    net.ask_only(*dead)


@fault("resolution", without=PLAIN - {"modules"} | {"uplink"}, touches=NETWORK)
def dns_dropped(net):
    "A router drops DNS."
    router = net.router()
    yield net.loses(ALL, blame("dns.timeout", owner="site-network"), proof=lambda: net.asks(Site.RESOLVER) == "silent")
    router.filters("meta l4proto { tcp, udp } th dport 53 drop")


for name, rule in {"dropped": "drop", "rejected": "reject with icmp admin-prohibited"}.items():
    @fault("resolution", without=PLAIN - {"modules"} | {"uplink", "accelerator", "resolv-conf-use-vc", "icmp"}, touches=NETWORK)
    @named(f"dns-over-udp-{name}", f"DNS over UDP is {name}, over TCP it works.")
    def _(net, rule=rule):
        router = net.router()
        yield net.loses(ALL, blame("dns.udp-blocked", owner="site-network"),
                        proof=lambda: net.asks(Site.RESOLVER, "udp") in ("silent", "OSError")
                        and net.asks(Site.RESOLVER, "tcp").startswith("rcode 0"))
        router.filters(f"udp dport 53 {rule}")


for name, settings, answer in (("denied", [], "rcode 3"), ("emptied", [f'local-zone: "{HUB}." always_nodata'], "rcode 0 answers 0"),
                               ("refused", [f'local-zone: "{HUB}." always_refuse'], "rcode 5")):
    @fault("resolution", without=PLAIN - {"modules"} | {"control", "options"}, touches={"hub", "names"}, needs=())
    @named(f"hub-{name}-by-the-site", f"The site's resolver says that the hub's name is {name}; the rest of the world knows it.")
    def _(net, settings=settings, answer=answer):
        site = beforehand(net)
        yield net.loses(ALL, blame("dns.filtered", owner="site-network", about={"resolver": f"{net.lab.site.EDGE}:53"}),
                        proof=lambda: net.asks(net.lab.site.EDGE).startswith(answer))
        control(net)
        site.reset({}, *settings)


def beforehand(net):
    """The site's resolver, honest as yet, and the only one that the device asks; modules that run learn it by a restart."""
    site = net.lab.site_resolver({HUB: net.addresses})
    net.zones.append(site)
    net.ask_only(net.lab.site.EDGE)
    if net.modules:
        net.lab.engine()("restart", "--time", "0", *net.lab.engine()("ps", "--quiet").stdout.split())
    return site


@fault("resolution", without=PLAIN - {"modules"} | {"control", "options"}, touches={"hub", "names"})
def resolver_fails(net):
    "The site's resolver cannot resolve the hub's name and says so."
    site = beforehand(net)
    yield net.loses(ALL, blame("dns.servfail", owner="site-network"), proof=lambda: net.asks(net.lab.site.EDGE).startswith("rcode 2"))
    control(net)
    site.reset({}, f'local-zone: "{HUB}." transparent')


@fault("resolution", without=PLAIN - {"modules"} | {"control", "options"}, touches=NETWORK)
def resolver_refuses(net):
    "The site's resolver does not admit this device."
    site = beforehand(net)
    yield net.loses(ALL, blame("dns.refused", owner="site-network"), proof=lambda: net.asks(net.lab.site.EDGE).startswith("rcode 5"))
    control(net)
    site.reset({HUB: net.addresses}, "access-control: 198.51.100.0/24 refuse", "access-control: 10.0.0.0/8 refuse")


@fault("resolution", without=PLAIN - {"modules"} | {"control", "options"}, touches=NETWORK)
def resolver_stopped(net):
    "Nothing listens at the resolver's address."
    site = beforehand(net)
    # Where routers keep their ICMP to themselves, its host says nothing of the port over UDP.
    cause, said = ("dns.port-refused", "ConnectionRefusedError") if net.talkative else ("dns.timeout", "silent")
    yield net.loses(ALL, blame(cause), proof=lambda: net.asks(net.lab.site.EDGE) == said)
    control(net)
    site.stop()


for address in ("0.0.0.0", "127.0.0.1"):
    @fault("resolution", without=PLAIN - {"modules"} | {"options"}, touches={"hub", "names"}, weight=0.5)
    @named(f"hub-led-to-{address}", f"The site's resolver leads the hub's name to {address}.")
    def _(net, address=address):
        site = beforehand(net)
        # Where edgeHub runs, this device itself answers there.
        yield net.loses(ALL, blame("dns.sinkhole", owner="site-network"),
                        proof=lambda: not net.serves("https") and net.reaches(443, net.addresses[0]))
        site.reset({HUB: address})


@fault("resolution", without=PLAIN - {"modules"} | {"options", "control"}, touches={"hub", "names"})
def hub_led_to_a_page(net):
    "The site's resolver leads the hub's name to a page that says it is blocked."
    site = beforehand(net)
    yield net.loses(ALL, blame("dns.sinkhole", owner="site-network"),
                    proof=lambda: net.contact(443) == ("ok", Site.OTHER) and not net.serves("https"))
    control(net)
    key, chain = net.lab.authority.leaf("blocked", "blocked.lab")
    services.nginx_page(net.lab.cloud, f"{net.lab.folder}/blocked", Site.OTHER, key, chain)
    site.reset({HUB: Site.OTHER})


@fault("resolution", without=PLAIN | {"options", "closed"}, touches={"names"})
def first_resolver_dead(net):
    "The first of two resolvers is dead: every look-up waits for it."
    net.patience += 11
    yield net.costs(blame("dns.slow-first", "warning"), degrades=True,
                    proof=lambda: net.resolvers[0] == Site.NOBODY and net.asks(Site.NOBODY) == "silent")
    net.ask_only(Site.NOBODY, Site.RESOLVER)
