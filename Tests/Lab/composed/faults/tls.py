"""Certificates that are wrong, handshakes that somebody disturbs."""

from composed.faults.path import BESIDE, WEBSOCKETS
from composed.parts import blame, fault, named
from composed.traits.site import OUTSIDE
from filters import NameFilter
from scenario import ALL
from services import HUB
import services
from topology import Site

OF_THE_HUB = {"tls", "accelerator", "inspection-with-exemption", "nat64"}


for name, cause, owner, expired in (
    ("tls-expired", "tls.expired", "hub-configuration", "verify 10"),
    ("tls-not-yet-valid", "tls.not-yet-valid", "hub-configuration", "verify 9"),
    ("tls-hostname-mismatch", "tls.hostname-mismatch", "hub-configuration", "verify 62"),
    ("tls-unknown-ca", "tls.unknown-ca", None, "verify"),
    ("tls-version", "tls.version-mismatch", None, "none"),
    ("tls-swallowed", "tls.swallowed", None, "none"),
    ("tls-closed", "tls.closed", None, "none"),
    ("tls-reset", "tls.sni-filtered", "site-network", "none"),
    ("tls-sni-silent", "tls.sni-filtered", "site-network", "none"),
):
    @fault("tls", without=OF_THE_HUB | {"proxy-is-the-only-way-out"}, weight=0.5)
    @named(f"hub-{name}", f"The hub's TLS is at fault: {cause}.")
    def _(net, name=name, cause=cause, owner=owner, expired=expired):
        yield net.loses(ALL, blame(cause, owner=owner), proof=lambda: net.shakes_hands().startswith(expired))
        net.lab.restart_hub(name)


def cut_off(net):
    """The port opens, and no handshake comes to an end."""
    return net.shakes_hands() == "none" and net.reaches(443)


for name, silent in (("closes", False), ("swallows", True)):
    @fault("tls", without=BESIDE | {"box"}, weight=0.7)
    @named(f"name-filter-{name}", f"A transparent filter {name} connections whose hello names the hub.")
    def _(net, silent=silent):
        yield net.loses(ALL, blame("tls.sni-filtered", owner="site-network"), proof=lambda: cut_off(net))
        NameFilter(net.lab.gateway, f"{net.lab.folder}/filter", "azure-devices.net", silent=silent, incoming=net.inside)


for name, target in (("reset", ("-j", "REJECT", "--reject-with", "tcp-reset")), ("dropped", ("-j", "DROP"))):
    @fault("tls", without=BESIDE | {"box"}, weight=0.7)
    @named(f"name-{name}", f"A ClientHello that names the hub is {name} on the way.")
    def _(net, target=target):
        router = net.router()
        # Only what the device sends: the certificate bears the name too.
        yield net.loses(ALL, blame("tls.sni-filtered", owner="site-network"), proof=lambda: cut_off(net))
        for address in net.addresses[:2]:
            router.matches("-d", address, "-p", "tcp", "-m", "string", "--algo", "bm", "--string", HUB, *target)


@fault("tls", without=BESIDE | {"box", "tls"}, touches={"hub", "dps", "registry", "data"})
def inspection(net):
    "A proxy on the way opens up TLS on 443 with certificates of its own."
    yield net.loses(WEBSOCKETS, blame("tls.intercepted"), proof=lambda: net.shakes_hands().startswith("verify"))
    lab = net.lab
    services.bumping_squid(lab.edge, f"{lab.folder}/bump", lab.authority, Site.RESOLVER, lab.hub_root)
    lab.edge.redirects(f"ip daddr {OUTSIDE} tcp dport 443 redirect to :3130")


@fault("tls", without=BESIDE | {"box"})
def plain_text(net):
    "A box on the way answers in plain text where TLS belongs."
    yield net.loses(ALL, blame("tls.non-tls-reply"), proof=lambda: cut_off(net))
    services.nginx_page(net.lab.edge, f"{net.lab.folder}/page", "0.0.0.0", port=8080)
    net.lab.edge.redirects(f"ip daddr {net.hub} tcp dport {{ 443, 5671, 8883 }} redirect to :8080")


@fault("tls", without=BESIDE | {"box"})
def every_hello_reset(net):
    "A box resets every connection at the first data, whatever name it bears."
    yield net.loses(ALL, blame("tcp.reset-midstream", owner="site-network"), proof=lambda: cut_off(net))
    net.lab.gateway.filters(f"ip daddr {net.hub} tcp flags & (syn | psh) == psh reject with tcp reset")
