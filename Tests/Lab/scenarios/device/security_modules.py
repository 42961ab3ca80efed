"""What a security module denies: connect() fails with EACCES, as it does where a route prohibits the way."""

import os
import sys

from cures import *
from scenario import *
from topology import Site

LANDLOCK = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "landlock.py"))


def confined(ports):
    return asking(prefix=(sys.executable, LANDLOCK, ports), user=None)


scenario(
    "security-module-denies-amqp", "A security module lets the program connect to 443 and 8883, and not to 5671.",
    asked=confined("53,443,8883"),
    expect=degraded(warning("host.policy-denied", owner="device", place="this-device", confidence="certain"), usable=ALL - {"amqp"}),
    cure=granted("relax-policy", asked=ROOT),
)

scenario(
    "security-module-lets-pass", "A security module has rules for the program, and lets it connect wherever it has to.",
    asked=confined("53,443,5671,8883"), expect=ready(),
)

scenario(
    "amqp-prohibited-by-port", "A policy rule prohibits the way to 5671 alone, which no look-up without a port shows.",
    broken=lambda lab: lab.device("ip", "rule", "add", "ipproto", "tcp", "dport", "5671", "prohibit", "pref", "1000"), asked=ROOT,
    expect=degraded(warning("route.blocked", owner="device"), usable=ALL - {"amqp"}),
    cure=granted(None, lambda lab: lab.device("ip", "rule", "del", "pref", "1000")),
)
