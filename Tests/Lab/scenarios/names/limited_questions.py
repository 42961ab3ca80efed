"""Whoever limits questions drops some of a run's, which come at once: asked one at a time each is answered."""

from cures import *
from scenario import *

LIMIT = "iptables -A OUTPUT -p udp --dport 53 -m hashlimit --hashlimit-above {rate}/s --hashlimit-burst 5 --hashlimit-mode dstip --hashlimit-name q -j DROP"


def resolver_limits(lab, rate, engine=False):
    if engine:
        lab.engine()
    lab.names.settings.append(f"ip-ratelimit: {rate}")


scenario(
    "own-limit-of-questions", "Healthy: the device's own firewall lets three questions a second out to a resolver, five at once.",
    broken=lambda lab: lab.device.shell(LIMIT.format(rate=3)), asked=ROOT, expect=ready(),
)
scenario(
    "own-limit-of-all-questions", "The device's own firewall lets one question an hour out to a resolver, and that one is spent.",
    broken=lambda lab: lab.device.shell(
        "iptables -A OUTPUT -p udp --dport 53 -m hashlimit --hashlimit-above 1/hour --hashlimit-burst 1 --hashlimit-mode dstip --hashlimit-name q -j DROP; getent ahosts myhub.azure-devices.net || :"
    ),
    asked=ROOT, expect=blocked(error("host.output-dropped", owner="device", place="this-device"), usable=None), cure=incurable("the rule has a rate, which nobody but its author knows"),
)
scenario(
    "resolver-limits-questions", "The resolver answers three questions a second of each client (unbound's ip-ratelimit), fewer than a run asks; nobody is to blame.",
    broken=lambda lab: resolver_limits(lab, 3), expect=inconclusive(usable=None), cure=incurable("a run asks more at once"),
)
