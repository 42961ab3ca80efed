from filters import Firewalld, Ufw
from cures import *
from scenario import *

scenario(
    "ufw-denies-outgoing", "ufw denies all that goes out but what was allowed.",
    broken=lambda lab: (Ufw(lab.device, outgoing="deny"), lab.device.shell("ufw allow out to any port 53")),
    expect=blocked(error("host.output-dropped", owner="device", place="this-device")),
    cure=applied("ufw"), leaves=ready(usable=ALL - {"mqtt"}),
)


def lets_nothing_out(lab, engine=False):
    """A policy of firewalld for what the device itself sends; names are allowed."""
    firewalld = Firewalld(lab.device)
    for words in (["--new-policy", "closed"], ["--policy=closed", "--add-ingress-zone=HOST"], ["--policy=closed", "--add-egress-zone=ANY"],
                  ["--policy=closed", "--add-service=dns"], ["--policy=closed", "--set-target=DROP"]):
        firewalld("--permanent", *words)
    firewalld("--reload")
    if engine:
        lab.engine()


scenario(
    "firewalld-denies-outgoing", "A policy of firewalld denies all that this device sends but questions for names.",
    broken=lets_nothing_out, asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="firewalld")),
    cure=applied("firewalld"), leaves=ready(usable=ALL - {"mqtt"}),
)

scenario(
    "firewalld-denies-outgoing-beside-an-engine", "A policy of firewalld denies what this device itself sends; its containers get out.",
    broken=lambda lab: lets_nothing_out(lab, engine=True), asked=ROOT,
    expect=blocked(error("host.output-dropped", owner="device", place="this-device", rule="firewalld", vantages=("host",)), usable=None),
    cure=applied("firewalld"), leaves=ready(usable=None, vantages=EVERYWHERE),
)
