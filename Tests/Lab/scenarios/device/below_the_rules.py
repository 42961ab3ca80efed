"""A program on the device's own interface (XDP) that drops packets before any rule sees them, as xdp-filter and CrowdSec's bouncer do.

github.com/xdp-project/xdp-tools, xdp-filter; docs.kernel.org/bpf.
"""

import os
import sys

from cures import *
from scenario import *

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "xdp.py")


class Filter:
    """Drops TCP packets that come in from a port, or lets all pass."""

    def __init__(self, lab, port, *hook):
        self.process = lab.device.start(sys.executable, SCRIPT, "eth0", str(port), *hook, stdout=-1, text=True)
        if self.process.stdout.readline() != "attached\n":
            raise RuntimeError("no program could be attached to eth0")


def drops(lab, port, *hook):
    lab.filter = Filter(lab, port, *hook)


def removed(lab):
    lab.filter.process.kill()
    lab.filter.process.wait()


scenario(
    "xdp-drops-amqp", "A program on the device's own interface drops what is answered to AMQP; the rules say nothing of it.",
    broken=lambda lab: drops(lab, 5671), asked=ROOT,
    # Nothing tells whose silence it is: the program is there, and what it does is nobody's to read.
    expect=degraded(warning("tcp.dropped-port", confidence="likely"), usable=ALL - {"amqp"}), cure=granted(None, removed),
)

scenario(
    "xdp-lets-pass", "A program on the device's own interface drops what nobody needs.", broken=lambda lab: drops(lab, 23), asked=ROOT, expect=ready(),
)

scenario(
    "amqp-dropped-beside-xdp", "A program on the device's own interface drops what nobody needs, and the site drops AMQP.",
    broken=lambda lab: (drops(lab, 23), lab.edge.filters("tcp dport 5671 drop")), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", confidence="likely"), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"),
)

scenario(
    "tc-drops-amqp-egress", "A program of tc on the device's own interface drops what goes to AMQP's port; the rules say nothing of it.",
    broken=lambda lab: drops(lab, 5671, "egress"), asked=ROOT,
    expect=degraded(warning("host.policy-denied", owner="device", place="this-device"), usable=ALL - {"amqp"}),
    cure=granted(None, removed),
)

scenario(
    "tcx-ingress-drops-amqp", "A program of TCX, which no queueing discipline tells of, drops what is answered to AMQP.",
    broken=lambda lab: drops(lab, 5671, "ingress"), asked=ROOT,
    expect=degraded(warning("tcp.dropped-port", confidence="likely"), usable=ALL - {"amqp"}), cure=granted(None, removed),
)
