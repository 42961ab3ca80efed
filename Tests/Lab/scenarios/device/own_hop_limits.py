"""The device's packets begin with a hop limit that is used up on the way: by the kernel's setting, or by a rule."""

from cures import *
from lab import Names
from scenario import *
from topology import Site

OWN = dict(owner="device", place="this-device")
SETTING = dict(rule="sysctl net.ipv4.ip_default_ttl", **OWN)


def limited(lab, limit):
    lab.device("sysctl", "-qw", f"net.ipv4.ip_default_ttl={limit}")


def limited_beside_names(lab, limit):
    """The resolver is the gateway, which is near enough."""
    Names(lab, lab.gateway, Site.GATEWAY).start()
    lab.device.resolvers(Site.GATEWAY)
    limited(lab, limit)


def sets(lab, limit, match="ip protocol tcp"):
    lab.device.nft(
        f"table inet hops {{\n chain out {{\n type filter hook postrouting priority -150;\n oifname eth0 {match} ip ttl set {limit}\n }}\n}}\n"
    )


scenario(
    "own-hop-limit", "net.ipv4.ip_default_ttl is 3 on the device (a copied tuning file); the hub is five hops away, and so is the resolver.",
    broken=lambda lab: limited(lab, 3), hops=4,
    expect=blocked(error("host.output-dropped", **SETTING)), cure=applied("sysctl", remedy="raise-hop-limit"),
)
scenario(
    "own-hop-limit-beside-names", "net.ipv4.ip_default_ttl is 3 on the device; its resolver is near, the hub five hops away.",
    broken=lambda lab: limited_beside_names(lab, 3), hops=4, asked=ROOT,
    expect=blocked(error("host.output-dropped", confidence="certain", **SETTING)), cure=applied("sysctl", remedy="raise-hop-limit"),
)
scenario(
    "own-hop-limit-that-is-enough", "Healthy: net.ipv4.ip_default_ttl is 3 on the device, and nothing is further away.",
    broken=lambda lab: limited(lab, 3), hops=2, expect=ready(),
)
scenario(
    "own-hop-limit-by-rule", "A rule of the device's sets the hop limit of TCP to 2 (a guide for tethering, copied wrong): the second router gives up.",
    broken=lambda lab: sets(lab, 2), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft inet hops out handle 2", confidence="certain", **OWN)), cure=applied("nftables"),
)
scenario(
    "own-hop-limit-by-rule-unseen", "The same, asked by an ordinary user: the device or its gateway.",
    broken=lambda lab: sets(lab, 2), expect=blocked(error("host.output-dropped", confidence="possible", **OWN)),
    cure=incurable("who sets it is not seen"),
)
scenario(
    "own-hop-limit-of-amqp-by-rule", "A rule of the device's sets the hop limit of AMQP alone to 1: the gateway gives up.",
    broken=lambda lab: sets(lab, 1, "tcp dport 5671"), asked=ROOT,
    expect=degraded(warning("host.output-dropped", rule="nft inet hops out handle 2", **OWN), usable=ALL - {"amqp"}), cure=applied("nftables"),
)
scenario(
    "own-hop-limit-by-rule-of-65", "Healthy: the device sets the hop limit of all that it sends to 65, as it is done for phones' tethering.",
    broken=lambda lab: (lab.engine(), sets(lab, 65)) and None, asked=ROOT, expect=ready(vantages=EVERYWHERE),
)
