from stubs import Dnsmasq, Unbound
from cures import *
from scenario import *
from services import HUB
from topology import Site

BRIDGE = ("docker:bridge",)


def fallback(lab, with_network=False):
    Dnsmasq(lab.device, Site.RESOLVER)
    lab.engine() if with_network else lab.engine_before_iot_edge()


scenario(
    "dns-container-fallback", "The host asks its own dnsmasq on loopback; the engine fell back to 8.8.8.8, which the site blocks.",
    broken=fallback, asked=ROOT,
    expect=blocked(error("dns.container-fallback-public", owner="container-engine", vantages=BRIDGE),
                   usable={"host": ALL, "docker:bridge": NONE}),
    # Only the administrator of dnsmasq knows whom it asks.
    cure=granted("engine-dns", by=lambda lab: lab.engine().merge({"dns": [Site.RESOLVER]})), leaves=ready(vantages=("host", *BRIDGE)),
)

scenario(
    "dns-container-fallback-unused", "The same, and the network of the modules is there: nothing needs the bridge.",
    broken=lambda lab: fallback(lab, with_network=True), asked=ROOT,
    expect=ready(remark("dns.container-fallback-public", vantages=BRIDGE),
                 usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": ALL}),
)



def with_a_container(lab, name, *options):
    fallback(lab, with_network=True)
    lab.engine().run(name, "bridge", options=options)


scenario(
    "dns-container-fallback-of-a-stranger", "The same, and a container that is none of IoT Edge's runs on the bridge.",
    broken=lambda lab: with_a_container(lab, "portainer"), asked=ROOT,
    expect=ready(remark("dns.container-fallback-public", vantages=BRIDGE),
                 usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": ALL}),
)

scenario(
    "dns-container-fallback-of-a-module", "The same, and a module of IoT Edge's runs on the bridge.",
    broken=lambda lab: with_a_container(lab, "telemetry", "--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent"), asked=ROOT,
    expect=blocked(error("dns.container-fallback-public", owner="container-engine", vantages=BRIDGE),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": ALL}),
    cure=incurable("a container keeps the resolvers of its start"),
)

scenario(
    "dns-container-stub", "daemon.json names a resolver on loopback, which is another machine's inside a container.",
    broken=lambda lab: lab.engine({"dns": ["127.0.0.53"]}), asked=ROOT,
    expect=blocked(error("dns.container-stub", owner="container-engine", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE}),
    cure=applied("shell", remedy="engine-dns"), leaves=ready(vantages=EVERYWHERE),
)


def blocked_by_input(lab):
    """The gateway itself is the resolver of its containers."""
    Dnsmasq(lab.device, Site.RESOLVER, address=Site.DEVICE)
    lab.engine()
    lab.device.filters('iifname { "docker0", "br-*" } meta l4proto { tcp, udp } th dport 53 drop', hook="input")


scenario(
    "dns-container-blocked", "The gateway is its own resolver, and its firewall keeps the containers from asking it.",
    broken=blocked_by_input, asked=ROOT,
    expect=blocked(error("dns.container-blocked", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("nftables", remedy="admit-container-dns"),
    leaves=ready(vantages=EVERYWHERE),
)


def forwarded(lab):
    lab.engine()
    lab.device.filters(f"ip daddr {Site.RESOLVER} meta l4proto {{ tcp, udp }} th dport 53 drop")


scenario(
    "dns-container-blocked-forward", "The gateway's firewall drops the containers' questions to the site's resolver.",
    broken=forwarded, asked=ROOT,
    expect=blocked(error("dns.container-blocked", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("nftables", remedy="allow-container-dns"), leaves=ready(vantages=EVERYWHERE),
)


def kept_from_udp(lab, end):
    lab.engine()
    lab.device.filters(f"ip daddr {Site.RESOLVER} udp dport 53 {end}")


for end in ("drop", "reject"):
    scenario(
        f"dns-container-blocked-over-udp-by-{end}", f"The gateway's own firewall has containers' questions over UDP alone end in a {end}: over TCP they pass.",
        broken=lambda lab, end=end: kept_from_udp(lab, end), asked=ROOT,
        expect=blocked(error("dns.container-blocked", owner="device", confidence="certain", rule="nft inet firewall forward handle", vantages=CONTAINERS),
                       usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
        cure=applied("nftables", remedy="allow-container-dns"), leaves=ready(vantages=EVERYWHERE),
    )

scenario(
    "container-dns-counted", "The gateway's own firewall counts the containers' questions, and lets them pass.",
    broken=lambda lab: (lab.engine(), lab.device.filters(f"ip daddr {Site.RESOLVER} udp dport 53 counter")), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)


def known_to_host_alone(lab):
    lab.device.knows({HUB: Site.CLOUD})
    lab.site_resolver({})
    lab.engine()


scenario(
    "dns-hosts-file-only", "Only the host's /etc/hosts knows the hub, and containers do not inherit it.",
    broken=known_to_host_alone, asked=ROOT,
    expect=blocked(error("dns.hosts-file-only", vantages=CONTAINERS), usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted("name-in-dns", by=lambda lab: lab.restart_site_resolver()), leaves=ready(vantages=EVERYWHERE),
)


def emptied(lab):
    module = lab.engine().run("edgeAgent", "azure-iot-edge")
    module("sh", "-c", "echo '# nothing' > /etc/resolv.conf")


scenario(
    "dns-container-none", "A container's resolv.conf names no resolver.", broken=emptied, asked=ROOT,
    expect=blocked(error("dns.container-none", owner="container-engine", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=granted("engine-dns", by=lambda lab: (lab.engine().merge({"dns": [Site.RESOLVER]}), lab.engine()("rm", "--force", "edgeAgent"))),
    leaves=ready(vantages=EVERYWHERE),
)


def elsewhere(lab, address=Site.NOBODY):
    """What guides advise, and the site does not let out (Azure/iotedge#6261)."""
    lab.engine({"dns": [address]})


NOT_ANSWERED = blocked(error("dns.timeout", owner="container-engine", place="container-host", vantages=CONTAINERS),
                       usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE})

scenario(
    "engine-names-a-distant-resolver", "daemon.json names a resolver that this site lets nobody ask; the host's own answers.",
    broken=elsewhere, asked=ROOT, expect=NOT_ANSWERED,
    cure=applied("shell", remedy="engine-dns"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "engine-names-a-distant-resolver-and-a-module", "The same, and edgeAgent runs.",
    broken=lambda lab: (elsewhere(lab), lab.engine().run("edgeAgent")), asked=ROOT, expect=blocked(
        error("dns.timeout", owner="container-engine", place="container-host"),
        usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=applied("shell", remedy="engine-dns"), leaves=ready(vantages=EVERYWHERE),
)


def refused_by_own(lab):
    """The gateway's own resolver, at its address on the link, admits the link and not the engine's subnets."""
    lab.stub = Unbound(lab.device, Site.RESOLVER, "access-control: 172.16.0.0/12 refuse", "access-control: 198.51.100.0/24 allow",
                       address=Site.DEVICE)
    lab.engine()


def admitted_by_own(lab):
    lab.stub.forget_settings("access-control: 172.16.0.0/12 allow", "access-control: 198.51.100.0/24 allow")


REFUSED = error("dns.container-blocked", owner="device", confidence="certain", place="this-device", vantages=CONTAINERS,
                about={"resolver": f"{Site.DEVICE}:53"})

scenario(
    "dns-container-refused-by-own-resolver", "The gateway's own resolver admits its link, and refuses the containers.",
    broken=refused_by_own, asked=ROOT,
    expect=blocked(REFUSED, usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted("admit-container-dns", by=admitted_by_own), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "dns-container-refused-by-own-resolver-while-it-runs", "The gateway's own resolver refuses the containers; one of them runs, and asks the engine's own.",
    broken=lambda lab: (refused_by_own(lab), lab.engine().run("edgeAgent", "azure-iot-edge")), asked=ROOT,
    expect=blocked(REFUSED, usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted("admit-container-dns", by=admitted_by_own), leaves=ready(vantages=EVERYWHERE),
)


def refused_by_site(lab):
    """By the source: the site lets the engine's subnets through as they are, and its resolver does not know them."""
    lab.site_resolver(None, "access-control: 172.16.0.0/12 refuse")
    lab.engine()
    lab.device("iptables", "-t", "nat", "-I", "POSTROUTING", "-s", "172.16.0.0/12", "-d", lab.site.EDGE, "-j", "ACCEPT")
    for router, gateway in ((lab.gateway, Site.DEVICE), (lab.edge, "10.77.0.1")):
        router.route("172.16.0.0/12", "via", gateway)


scenario(
    "dns-container-refused-by-site", "The containers' questions reach the site's resolver with their own addresses, which it refuses.",
    broken=refused_by_site, asked=ROOT,
    expect=blocked(error("dns.container-blocked", owner="site-network", confidence="certain", vantages=CONTAINERS),
                   usable={"host": ALL, "docker:bridge": NONE, "docker:azure-iot-edge": NONE}),
    cure=granted("allow-container-dns", by=lambda lab: lab.restart_site_resolver()), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "own-resolver-admits-containers", "The gateway's own resolver, at its address on the link, admits the engine's subnets.",
    broken=lambda lab: (refused_by_own(lab), admitted_by_own(lab)), asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
