"""Answers that come late are answers: what the site's own resolver finally said decides, not who was first."""

from cures import *
from scenario import *
from services import HUB, SlowResolver
from topology import Site

#: The first datagram of a container to a resolver is lost, the next ones pass, from whichever port: a neighbour entry that is
#: being made anew. (Docker's own resolver takes a new port for each question.)
LOSES_THE_FIRST = """
table ip lossy {
 set met {
  type ipv4_addr . ipv4_addr
  flags dynamic
  timeout 1m
 }
 chain forward {
  type filter hook forward priority -10; policy accept;
  iifname != "eth0" udp dport 53 ip saddr . ip daddr @met accept
  iifname != "eth0" udp dport 53 add @met { ip saddr . ip daddr } drop
 }
}
"""


def late(lab, seconds):
    SlowResolver(lab.edge, f"{lab.folder}/slow", lab.site.EDGE, Site.RESOLVER, seconds)
    lab.device.resolvers(lab.site.EDGE)


def lossy(lab, running=False):
    lab.public_resolver()
    engine = lab.engine()
    if running:
        engine.run("edgeAgent")
    lab.device.nft(LOSES_THE_FIRST)


for name, running in {"containers-lose-the-first-question": False, "running-containers-lose-the-first-question": True}.items():
    scenario(
        name, "The first datagram that a container sends to its resolver is lost: it is answered after a second.",
        broken=lambda lab, running=running: lossy(lab, running), asked=asking(user=None, control=Site.CONTROL), expect=ready(vantages=EVERYWHERE),
    )

scenario(
    "resolver-answers-after-a-second", "The site's resolver needs a second for every answer, and a public one would be quicker.",
    broken=lambda lab: (late(lab, 1.0), lab.public_resolver()), asked=asking(control=Site.CONTROL), expect=ready(),
)

scenario(
    "resolver-answers-after-a-second-containers", "The site's resolver needs 1.3 s for every answer, also for containers.",
    broken=lambda lab: (late(lab, 1.3), lab.public_resolver(), lab.engine()), asked=asking(user=None, control=Site.CONTROL), expect=ready(vantages=EVERYWHERE),
)

scenario(
    "late-resolver-and-amqp-dropped", "The site's resolver is slow, and the site drops AMQP: the slowness is no fault, the drop is.",
    broken=lambda lab: (late(lab, 1.0), lab.public_resolver(), lab.edge.filters("tcp dport 5671 drop")), asked=asking(control=Site.CONTROL),
    expect=degraded(warning("tcp.dropped-port", owner="site-network", hop=2), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"),
)


def other_address(lab):
    """The site's resolver, slow, has the hub's way through the site; a public one an address that nobody answers at."""
    late(lab, 1.0)
    lab.public_resolver().reset({HUB: Site.NOBODY})


scenario(
    "late-resolver-knows-better", "The slow resolver's address works, the public one's leads nowhere from here: nobody asks the public one.",
    broken=other_address, asked=asking(control=Site.CONTROL), expect=ready(),
)


def denies(lab, seconds):
    """The first resolver is slow and denies the hub's name; the second one is quick and knows it."""
    lab.public_resolver()
    lab.site_resolver({})
    SlowResolver(lab.gateway, f"{lab.folder}/slow", Site.GATEWAY, lab.site.EDGE, seconds)
    lab.device.resolvers(Site.GATEWAY, Site.RESOLVER)


scenario(
    "first-resolver-denies-late", "The first resolver denies the hub's name after a second, the second one would know it at once: a client believes the first.",
    broken=lambda lab: denies(lab, 1.0), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)


for seconds in (3.5, 4.5):
    scenario(
        f"resolver-answers-after-{str(seconds).replace('.', '-')}-s", f"The site's resolver needs {seconds} s for every answer: the C library waits for five.",
        broken=lambda lab, seconds=seconds: (late(lab, seconds), lab.public_resolver()), asked=asking(control=Site.CONTROL),
        expect=ready(),
    )

scenario(
    "resolver-answers-after-3-5-s-containers", "The site's resolver needs 3.5 s for every answer: the engine's own resolver waits for four.",
    broken=lambda lab: (late(lab, 3.5), lab.public_resolver(), lab.engine()), asked=asking(user=None, control=Site.CONTROL), expect=ready(vantages=EVERYWHERE),
)

scenario(
    "resolver-answers-too-late-for-the-engine", "The site's resolver needs 4.5 s for every answer: the C library waits for five, the engine's own resolver for four.",
    broken=lambda lab: (late(lab, 4.5), lab.public_resolver(), lab.engine()), asked=asking(user=None, control=Site.CONTROL),
    expect=blocked(error("dns.timeout", owner="site-network", vantages=("docker:azure-iot-edge",)), vantages=EVERYWHERE,
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)


def impatient(lab):
    """A resolver that takes longer than resolv.conf lets anybody wait for it."""
    late(lab, 2.5)
    lab.device.resolvers(lab.site.EDGE, options="options timeout:1 attempts:2")


scenario(
    "resolver-answers-later-than-resolv-conf-waits", "The site's resolver needs 2.5 s for every answer, and resolv.conf gives it two.",
    broken=impatient, expect=blocked(error("dns.timeout", owner="site-network")),
    cure=granted("other-resolver", lambda lab: lab.device.resolvers(Site.RESOLVER)),
)

scenario(
    "first-resolver-dead-second-slow", "The first of two resolvers is dead, and the second needs 3.5 s for every answer.",
    broken=lambda lab: (late(lab, 3.5), lab.device.resolvers(Site.NOBODY, lab.site.EDGE)), asked=asking(control="none"),
    expect=degraded(warning("dns.slow-first", at="10.77.0.2", hop=2), usable=ALL),
    cure=granted("reorder-resolvers", lambda lab: lab.device.resolvers(lab.site.EDGE, Site.NOBODY)),
)

#: The first datagram from every port is lost on the site's way, whoever sends it.
LOSES_THE_FIRST_OF_EVERYBODY = LOSES_THE_FIRST.replace('iifname != "eth0" ', "")

scenario(
    "resolver-loses-the-first-datagram", "The first question from every port is lost on the way to the resolver.",
    broken=lambda lab: (lab.public_resolver(), lab.edge.nft(LOSES_THE_FIRST_OF_EVERYBODY)), asked=asking(control=Site.CONTROL), expect=ready(),
)


scenario(
    "resolver-that-denies-after-3-5-s", "The first resolver denies the hub's name after 3.5 s, the second one would know it at once: a client believes the first.",
    broken=lambda lab: denies(lab, 3.5), asked=asking(control=Site.CONTROL),
    expect=blocked(error("dns.filtered", owner="site-network")),
    cure=granted("repair-resolver", lambda lab: lab.restart_site_resolver()),
)
