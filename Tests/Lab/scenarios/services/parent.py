"""A gateway behind another one: the parent's ports are what it needs, the hub it never asks."""

from cures import *
from emulator import EmulatedHub
from journal import Journal, stamp
from scenario import *
from topology import Site

PARENT = "topfloor.plant.example"
ASKED = asking(user=None, hub=None)


def behind(lab, *rules, closed=Site.CLOUD):
    """The device has a parent, whose root the trust bundle and the device's own store have; the hub itself is closed to it."""
    lab.names.records[PARENT] = Site.OTHER
    lab.start()
    parent = EmulatedHub(lab.cloud, f"{lab.folder}/parent", Site.OTHER, name=PARENT)
    lab.trusted = [*lab.trusted, parent.root]
    with open(parent.root) as root:
        lab.device.write("/etc/aziot/bundle.pem", root.read())
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\nparent_hostname = "{PARENT}"\n'
                     'trust_bundle_cert = "file:///etc/aziot/bundle.pem"\n[provisioning]\nsource = "manual"\n'
                     'iothub_hostname = "myhub.azure-devices.net"\ndevice_id = "d"\n')
    lab.edge.filters(f"ip daddr {closed} drop", *rules)


scenario("parent-in-the-hubs-place", "A device behind a parent reaches that, and the hub not at all.", broken=behind, asked=ASKED, expect=ready())

scenario(
    "parent-drops-amqp", "A device behind a parent: the site drops AMQP on the way to it.",
    broken=lambda lab: behind(lab, f"ip daddr {Site.OTHER} tcp dport 5671 drop"), asked=ASKED,
    expect=degraded(warning("tcp.dropped-port", owner="site-network", about={"host": PARENT}, at="10.77.0.2", hop=2), usable=ALL - {"amqp"}),
    cure=applied("nftables", at="edge"),
)

scenario(
    "parent-out-of-reach", "A device behind a parent: the site drops everything on the way to it, and lets the hub through.",
    broken=lambda lab: behind(lab, closed=Site.OTHER), asked=ASKED,
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"host": PARENT})),
    cure=applied("nftables", at="edge"), leaves=ready(usable=ALL - {"mqtt"}),
)


def unheard(lab):
    """The daemon's complaints about the parent, up to ten minutes ago."""
    journal = Journal(lab.device)
    for ago in (640, 630, 620, 610, 600):
        journal.say("aziot-identityd", f"{stamp(ago)} [WARN] - could not perform HTTP request", ago=ago)
    journal.close()


if Journal.available:
    scenario("parent-was-out-of-reach", "A device behind a parent: its daemon did not reach it, which answers now.",
             broken=lambda lab: (behind(lab), unheard(lab)), asked=ASKED, expect=ready(remark("log.parent-unreachable")))

    scenario(
        "parent-out-of-reach-in-the-journal", "A device behind a parent: the site drops the way to it, and the daemon says so too.",
        broken=lambda lab: (behind(lab, closed=Site.OTHER), unheard(lab)), asked=ASKED,
        expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"host": PARENT})),
        cure=applied("nftables", at="edge"), leaves=ready(remark("log.parent-unreachable"), usable=ALL - {"mqtt"}))
