from filters import Firewalld, Ufw
from stubs import Dnsmasq, Resolved
from vpn import OpenVPN, WireGuard
from cures import *
from scenario import *
from services import REGISTRY
from topology import Site

for name, start in {
    "containers": lambda lab: lab.engine(),
    "containers-running": lambda lab: (lab.engine().run("edgeAgent"), lab.engine().run("other", "bridge")),
    "engine-with-own-dns": lambda lab: lab.engine({"dns": [Site.RESOLVER]}),
    "firewalld-and-engine": lambda lab: (Firewalld(lab.device), lab.engine()),
    "ufw-and-engine": lambda lab: (Ufw(lab.device), lab.engine()),
    "openvpn-and-engine": lambda lab: (lab.engine(), OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), OpenVPN.FULL)),
    "wireguard-and-engine": lambda lab: (lab.engine(), WireGuard(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway())),
    "resolved-and-engine": lambda lab: (Resolved(lab.device, Site.RESOLVER), lab.engine()),
}.items():
    scenario(
        name, f"A gateway with a container engine and nothing in the way: {name.replace('-', ' ')}.",
        broken=lambda lab, start=start: start(lab), asked=ROOT, expect=ready(vantages=EVERYWHERE),
    )

scenario(
    "containers-without-rights", "An ordinary user runs the program on a gateway with an engine: what containers reach is open, and the report says so.",
    broken=lambda lab: lab.engine(), expect=inconclusive(usable=ALL, vantages=("host",)),
)

for name, asked in {
    "host-alone-of-a-gateway": asking("--vantage", "host", "--skip", "route.tables", user=None),
    "host-alone-without-rights": asking("--vantage", "host"),
}.items():
    scenario(
        name, f"A gateway with an engine is measured from the host alone, and nobody reads which networks the engine has: {name.replace('-', ' ')}.",
        broken=lambda lab: lab.engine(), asked=asked, expect=inconclusive(usable=ALL, vantages=("host",)),
    )

scenario(
    "registry-unreachable", "The registry cannot be reached, and no container runs: the containers' view is complete all the same.",
    broken=lambda lab: (lab.engine(), lab.separate(REGISTRY, Site.OTHER), lab.edge.filters(f"ip daddr {Site.OTHER} drop")),
    asked=ROOT, expect=blocked(error("tcp.dropped-ip", about={"host": REGISTRY}), usable=ALL, vantages=EVERYWHERE),
    cure=applied("nftables", at="edge"), leaves=ready(vantages=EVERYWHERE),
)
