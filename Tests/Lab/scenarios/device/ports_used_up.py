"""A device that has no source port left: something opens connections and does not close them. docker/for-linux#1075, emqx/emqx#17893."""

import sys

from cures import *
from scenario import *

HOLD = """
import socket, sys, time
held = []
for port in range(40000, 40064):
    one = socket.socket()
    one.bind(("0.0.0.0", port))
    held.append(one)
print("held", flush=True)
time.sleep(1000)
"""


def used_up(lab):
    lab.device("sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40063")
    lab.holder = lab.device.start(sys.executable, "-c", HOLD, stdout=-1, text=True)
    assert lab.holder.stdout.readline() == "held\n"


def closed(lab):
    lab.holder.kill()
    lab.holder.wait()


# No cause of the catalogue: it must name the error, and blame nobody outside.
scenario(
    "source-ports-used-up", "All source ports of the device are in use: no connection opens (EADDRNOTAVAIL).",
    broken=used_up, asked=ROOT, expect=inconclusive(),
)

scenario(
    "source-ports-used-up-with-containers", "The same with an engine: containers have ports of their own.",
    broken=lambda lab: (lab.engine(), used_up(lab)), asked=ROOT, expect=inconclusive(),
)
