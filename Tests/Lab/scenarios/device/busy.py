"""A device whose processor is busy with others: what comes in time is read late."""

from leases import ControlGroup
from cures import *
from scenario import *

#: Runs a program in a control group that has so many thousandths of a processor, beside another one that takes all it gets.
STARVES = """
set -e
group=/sys/fs/cgroup/cpu/$(cat /run/lab/starved)
mkdir -p "$group"
echo 1000000 > "$group/cpu.cfs_period_us"
echo ${0}000 > "$group/cpu.cfs_quota_us"
echo $$ > "$group/cgroup.procs"
timeout 120 sh -c 'while :; do :; done' &
spinner=$!
code=0
"$@" || code=$?
kill $spinner
echo $$ > /sys/fs/cgroup/cpu/cgroup.procs
exit $code
"""


def starving(thousandths):
    return asking("--budget", "60", user=None, prefix=("sh", "-c", STARVES, str(thousandths)), timeout=150)


def busy(lab):
    group = ControlGroup()
    lab.device.groups.append(group)
    lab.device.write("/run/lab/starved", group.name)


for thousandths in (30, 60, 120):
    scenario(
        f"processor-of-{thousandths}-thousandths", f"The program gets {thousandths} thousandths of a processor, and another one takes what it can.",
        broken=busy, asked=starving(thousandths), expect=ready(usable=None),
    )

scenario(
    "processor-of-60-thousandths-and-amqp-dropped", "The program gets little of a processor, and the site drops AMQP.",
    broken=lambda lab: (busy(lab), lab.edge.filters("tcp dport 5671 drop")), asked=starving(60),
    expect=degraded(warning("tcp.dropped-port", owner="site-network"), usable=None),
    cure=granted("allow-outbound", lambda lab: lab.edge("nft", "delete", "table", "inet", "firewall")), leaves=ready(usable=None),
)
