"""Rules and routes of the device's own that ask whose packet it is: of a user, a group, a control group.

What the program itself sends is of a user that nobody else is, so it tells nothing of root, as whom an engine pulls images, nor of
the user of IoT Edge's identity service (iptables-extensions(8), owner; nft(8), meta skuid; ip-rule(8), uidrange).
"""

from cures import *
from scenario import *

#: As IoT Edge's packages make them.
USERS = {"aziotid": 991, "aziotcs": 992, "iotedge": 993, "kiosk": 1000}
PORTS = "tcp dport { 443, 5671, 8883 }"
OWN = dict(owner="device", place="this-device")


def known(lab):
    for name, number in USERS.items():
        lab.device.shell(f"grep -q '^{name}:' /etc/passwd || echo '{name}:x:{number}:{number}::/:/usr/sbin/nologin' >>/etc/passwd")


def filters(lab, *rules):
    known(lab)
    lab.device.filters(*rules, hook="output")


def only(lab, users):
    filters(lab, "oif lo accept", "ct state established,related accept", "udp dport 53 accept", "tcp dport 53 accept",
            f"meta skuid {users} accept", "meta l4proto tcp drop")


RULE = error("host.output-dropped", rule="nft inet firewall output handle", confidence="likely", **OWN)

scenario(
    "owner-root-dropped", "The device's own firewall lets no packet of root out to 443: the engine pulls nothing.",
    broken=lambda lab: filters(lab, "meta skuid 0 tcp dport 443 drop"), asked=ROOT,
    expect=blocked(RULE, usable=None), cure=applied("nftables"),
)
scenario(
    "owner-root-dropped-by-iptables", "iptables reject what root sends.",
    broken=lambda lab: (known(lab), lab.device.shell("iptables -A OUTPUT -p tcp -m multiport --dports 443,5671,8883 -m owner --uid-owner 0 -j REJECT")),
    asked=ROOT, expect=blocked(error("host.output-dropped", rule="iptables filter OUTPUT", confidence="likely", **OWN), usable=None),
    cure=applied("iptables"),
)
scenario(
    "owner-identity-service-dropped", "The rule is for the user that IoT Edge's identity service runs as.",
    broken=lambda lab: filters(lab, f"meta skuid 991 {PORTS} drop"), asked=ROOT, expect=blocked(RULE, usable=None),
    cure=applied("nftables"),
)
scenario(
    "owner-daemons-allowed", "Only root and IoT Edge's users may connect: what the program sends itself tells nothing.",
    broken=lambda lab: only(lab, "{ 0, 991, 992, 993 }"), asked=ROOT,
    expect=inconclusive(remark("host.output-dropped", confidence="possible", **OWN), usable=NONE),
)
scenario(
    "owner-all-but-root-dropped", "Root alone may connect, and the identity service is not root.",
    broken=lambda lab: only(lab, "0"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft inet firewall output handle", **OWN)), cure=applied("nftables"),
    leaves=ready(usable=ALL - {"mqtt"}),
)
scenario(
    "owner-kiosk-dropped", "The rule is for a user whom nothing of IoT Edge runs as.",
    broken=lambda lab: filters(lab, f"meta skuid 1000 {PORTS} reject", "meta skuid 65534 drop"), asked=ROOT, expect=ready(),
)


def routed(lab, users):
    known(lab)
    lab.device("ip", "route", "add", "unreachable", "default", "table", "99")
    lab.device("ip", "rule", "add", "uidrange", users, "lookup", "99", "pref", "500")


scenario(
    "uid-range-of-the-daemons", "A split tunnel by user sends what root and the daemons send into a dead table.",
    broken=lambda lab: routed(lab, "0-999"), asked=ROOT,
    # What is forwarded counts as root's.
    expect=blocked(error("route.blocked", confidence="likely", **OWN), warning("route.policy-rule"), usable=None),
    cure=incurable("whose traffic the rule is for is for its owner to say"),
)
scenario(
    "uid-range-of-a-kiosk", "The same for a user whom nothing of IoT Edge runs as.", broken=lambda lab: routed(lab, "1000-1000"),
    asked=ROOT, expect=ready(),
)
