"""Packets that a rule hands to a program in user space, an IPS such as Suricata, which is not running: suricata.io, setting up IPS inline for Linux."""

from cures import *
from scenario import *

QUEUE = "iptables-legacy -I {} -p tcp {} 5671 -j NFQUEUE --queue-num 3"

for name, chain, side, vantages in (("out", "OUTPUT", "--dport", ("host",)), ("answers", "INPUT", "--sport", ("host",))):
    scenario(
        f"queue-nobody-reads-{name}", f"A rule of the device hands AMQP ({chain}) to an IPS that does not run.",
        broken=lambda lab, chain=chain, side=side: lab.device.shell(QUEUE.format(chain, side)), asked=ROOT,
        expect=degraded(warning("host.output-dropped", owner="device", place="this-device", vantages=vantages), usable=ALL - {"amqp"}),
        cure=applied("iptables"),
    )

scenario(
    "queue-nobody-reads-of-containers", "A rule of the device hands containers' AMQP to an IPS that does not run.",
    broken=lambda lab: (lab.engine(), lab.device.shell(QUEUE.format("FORWARD", "--dport"))), asked=ROOT,
    expect=degraded(warning("fwd.dropped", owner="device", vantages=CONTAINERS), usable={"host": ALL, **{n: ALL - {"amqp"} for n in CONTAINERS}}),
    cure=applied("iptables"), leaves=ready(vantages=EVERYWHERE),
)

scenario(
    "queue-nobody-reads-of-others", "A rule of the device hands what nobody needs to an IPS that does not run, and the site drops AMQP.",
    broken=lambda lab: (lab.device.shell("iptables-legacy -I OUTPUT -p tcp --dport 23 -j NFQUEUE --queue-num 3"), lab.edge.filters("tcp dport 5671 drop")),
    asked=ROOT, expect=degraded(warning("tcp.dropped-port", owner="site-network"), usable=ALL - {"amqp"}), cure=applied("nftables", at="edge"),
)
