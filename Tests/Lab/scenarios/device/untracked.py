"""Packets that the device does not track (notrack): no masquerade for them, and no rule that asks for their connection."""

from cures import *
from scenario import *

UNTRACKED = "table ip performance {\n chain early {\n type filter hook %s priority -300; policy accept;\n %s\n }\n}\n"

scenario(
    "containers-untracked", "A rule for speed keeps TCP to 443, 5671 and 8883 from being tracked: containers' packets leave with their own addresses.",
    broken=lambda lab: (lab.engine(), lab.device.nft(UNTRACKED % ("prerouting", "tcp dport { 443, 5671, 8883 } notrack"))), asked=ROOT,
    expect=blocked(error("nat.missing-masquerade", owner="device", vantages=CONTAINERS, rule="performance"),
                   usable={"host": ALL, **{name: NONE for name in CONTAINERS}}),
    cure=applied("nftables"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "own-packets-untracked", "A rule for speed keeps the device's own TCP from being tracked, and its input lets in what belongs to connections alone.",
    broken=lambda lab: (lab.device.nft(UNTRACKED % ("output", "meta l4proto tcp notrack")),
                        lab.device.filters("iif lo accept", "ct state established,related accept", "meta l4proto icmp accept", "drop", hook="input")),
    asked=ROOT, expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="performance")), cure=applied("nftables"),
)

NAMES = ("iif lo accept", "ct state established,related,untracked accept", "meta l4proto icmp accept", "drop")

# The answer is the first packet that is tracked, and so a new connection's.
scenario(
    "questions-untracked", "Questions for names are not tracked on the way out, and their answers are: the input takes these for new.",
    broken=lambda lab: (lab.device.nft(UNTRACKED % ("output", "udp dport 53 notrack")), lab.device.filters(*NAMES, hook="input")),
    asked=ROOT, expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="performance")), cure=applied("nftables"),
)

scenario(
    "names-untracked", "Neither questions for names nor their answers are tracked, and the input takes that into account.",
    broken=lambda lab: (lab.device.nft((UNTRACKED % ("output", "udp dport 53 notrack"))),
                        lab.device.nft((UNTRACKED % ("prerouting", "udp sport 53 notrack")).replace("early", "back")),
                        lab.device.filters(*NAMES, hook="input")),
    asked=ROOT, expect=ready(),
)
