"""Rules of the device's own that let a connection open, and stop what it carries: by a text in it, its length, how much came before."""

from cures import *
from scenario import *

OWN = dict(owner="device", place="this-device")
TEXT = "-m string --algo bm --string"

scenario(
    "own-rule-by-name", "The device's own iptables drop packets with the hub's name in them.",
    broken=lambda lab: lab.device.shell(f"iptables -A OUTPUT -p tcp --dport 443 {TEXT} azure-devices.net -j DROP"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="iptables filter OUTPUT", confidence="likely", **OWN), usable=None),
    cure=applied("iptables"),
)
scenario(
    "own-rule-by-name-resets", "The same with a reset, on every port.",
    broken=lambda lab: lab.device.shell(f"iptables -A OUTPUT -p tcp {TEXT} azure-devices.net -j REJECT --reject-with tcp-reset"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="iptables filter OUTPUT", confidence="likely", **OWN), usable=None),
    cure=applied("iptables"), leaves=ready(usable=ALL - {"mqtt"}),
)
scenario(
    "own-rule-by-another-name", "The device's own iptables drop packets with a name in them that nobody here asks for.",
    broken=lambda lab: lab.device.shell(f"iptables -A OUTPUT -p tcp --dport 443 {TEXT} facebook.com -j REJECT --reject-with tcp-reset"),
    asked=ROOT, expect=ready(),
)
scenario(
    "own-rule-by-another-name-beside-a-filter", "The same, and it is the site that filters by the hub's name.",
    broken=lambda lab: (lab.device.shell(f"iptables -A OUTPUT -p tcp --dport 443 {TEXT} facebook.com -j DROP"),
                        lab.edge.shell(f"iptables -A FORWARD -p tcp {TEXT} azure-devices.net -j DROP")), asked=ROOT,
    expect=blocked(error("tls.swallowed", owner="site-network"), usable=NONE), cure=incurable("a rule by a text in the packet"),
)
scenario(
    "own-rule-by-data", "The device's own firewall resets AMQP once it carries data.",
    broken=lambda lab: lab.device.filters("tcp dport 5671 tcp flags & psh == psh counter reject with tcp reset", hook="output"), asked=ROOT,
    expect=degraded(warning("host.output-dropped", rule="nft inet firewall output handle", **OWN), usable=ALL - {"amqp"}),
    cure=applied("nftables"),
)
scenario(
    "own-rule-by-length", "The device's own firewall drops packets above 576 bytes on their way in.",
    broken=lambda lab: lab.device.filters("meta l4proto tcp ip length > 576 counter drop", hook="input"), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft inet firewall input handle", **OWN), usable=None), cure=applied("nftables"),
)
scenario(
    "own-rule-by-bytes", "The device's own firewall drops what a connection brings in after 1500 bytes.",
    broken=lambda lab: (lab.device("sysctl", "-qw", "net.netfilter.nf_conntrack_acct=1"),
                        lab.device.filters("meta l4proto tcp ct reply bytes > 1500 counter drop", hook="input")), asked=ROOT,
    expect=blocked(error("host.output-dropped", rule="nft inet firewall input handle", **OWN), usable=None), cure=applied("nftables"),
)
scenario(
    "forward-rule-by-name", "A rule in DOCKER-USER drops packets of containers that have the hub's name in them; the host passes.",
    broken=lambda lab: (lab.engine(), lab.device.shell(f"iptables -I DOCKER-USER -p tcp {TEXT} azure-devices.net -j DROP")), asked=ROOT,
    expect=blocked(error("fwd.dropped", owner="device", rule="iptables filter DOCKER-USER", confidence="likely", vantages=CONTAINERS),
                   usable=None, vantages=EVERYWHERE),
    cure=incurable("the rule stands before what an accept would be put in front of"),
)
