"""The kill switch of wg-quick(8): what does not carry the tunnel's mark, and does not leave by the tunnel, is rejected."""

from cures import *
from scenario import *
from vpn import WireGuard

SWITCH = "iptables -I OUTPUT ! -o wg0 -m mark ! --mark 51820 -m addrtype ! --dst-type LOCAL -j REJECT"


def switched(lab, **more):
    lab.engine()
    lab.vpn = WireGuard(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), WireGuard.FULL, **more)
    lab.device.shell(SWITCH)


scenario("kill-switch", "A VPN takes everything and works, and nothing leaves beside it.", broken=switched, asked=ROOT, expect=ready(vantages=EVERYWHERE))

scenario(
    "kill-switch-and-dead-tunnel", "A VPN takes everything into a tunnel that leads nowhere, and nothing leaves beside it.",
    broken=lambda lab: switched(lab, dead=True), asked=ROOT,
    expect=blocked(error("route.vpn-override", owner="device", confidence="likely"), usable=NONE), cure=granted(None, lambda lab: lab.vpn.passes(True)), leaves=ready(vantages=EVERYWHERE),
)
