"""The registry that edgeAgent's image comes from, where the configuration names it."""

from cures import *
from scenario import *
import services
from services import HUB, REGISTRY
from topology import Site

OWN = "registry.plant.example"
#: The other services have addresses of their own, so that a filter can hit one of them alone.
ELSEWHERE, SPARE = "203.0.113.13", "203.0.113.14"


def configured(lab, image, port=443, trusted=True):
    """A registry of the plant's, on TLS, which wants credentials as such registries do."""
    lab.cloud.address("eth0", f"{ELSEWHERE}/24")
    key, chain = lab.authority.leaf("registry", OWN)
    if trusted:
        lab.trusted.append(lab.authority.root)
    answer = ('add_header Docker-Distribution-Api-Version registry/2.0 always; '
              'add_header WWW-Authenticate \'Basic realm="lab"\' always; return 401;')
    services.nginx_page(lab.cloud, f"{lab.folder}/registry", Site.OTHER, key, chain, answer=answer, tls_port=port)
    lab.names.records[OWN] = Site.OTHER
    lab.separate(REGISTRY, ELSEWHERE)
    lab.device.write("/etc/aziot/config.toml", f'hostname = "device"\n[provisioning]\nsource = "manual"\niothub_hostname = "{HUB}"\n'
                     f'device_id = "d"\n[agent.config]\nimage = "{image}"\n')


scenario(
    "agent-image-elsewhere", "edgeAgent's image comes from the plant's own registry, and Microsoft's is closed.",
    broken=lambda lab: (configured(lab, f"{OWN}/agent:1.5"), lab.edge.filters(f"ip daddr {ELSEWHERE} drop")), asked=ROOT,
    expect=ready(warning("tcp.dropped-ip", owner="site-network", about={"host": REGISTRY}), remark("registry.forbidden", about={"host": OWN})),
    cure=applied("nftables", at="edge"), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-out-of-reach", "edgeAgent's image comes from the plant's own registry, and the site drops what goes there.",
    broken=lambda lab: (configured(lab, f"{OWN}/agent:1.5"), lab.edge.filters(f"ip daddr {Site.OTHER} drop")), asked=ROOT,
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"host": OWN}), usable=ALL),
    cure=applied("nftables", at="edge"), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-at-a-port", "The plant's own registry is at a port of its own, and the site drops that port alone.",
    broken=lambda lab: (configured(lab, f"{OWN}:5000/agent:1.5", port=5000), lab.edge.filters("tcp dport 5000 drop")), asked=ROOT,
    expect=blocked(error("tcp.dropped-ip", owner="site-network", about={"host": OWN}), usable=ALL),
    cure=applied("nftables", at="edge"), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-at-a-port-rejected", "The plant's own registry is at a port of its own, and the gateway says that it is prohibited.",
    broken=lambda lab: (configured(lab, f"{OWN}:5000/agent:1.5", port=5000),
                        lab.gateway.filters("tcp dport 5000 reject with icmp admin-prohibited")), asked=ROOT,
    expect=blocked(error("tcp.admin-prohibited", owner="site-network", at=Site.GATEWAY, hop=1, about={"host": OWN}), usable=ALL),
    cure=applied("nftables", at="gateway"), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-at-a-port-of-the-own-firewall", "The plant's own registry is at a port of its own, and this device's firewall lets it not out.",
    broken=lambda lab: (configured(lab, f"{OWN}:5000/agent:1.5", port=5000), lab.device.filters("tcp dport 5000 drop", hook="output")),
    asked=ROOT, expect=blocked(error("host.output-dropped", owner="device", place="this-device", about={"host": OWN}), usable=ALL),
    cure=applied("nftables"), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-at-a-port-works", "The plant's own registry is at a port of its own, which is open; nothing but IoT Edge's ports is open elsewhere.",
    broken=lambda lab: (configured(lab, f"{OWN}:5000/agent:1.5", port=5000),
                        lab.edge.filters(f"ip daddr {Site.OTHER} tcp dport 443 drop")), asked=ROOT,
    expect=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "agent-image-works", "edgeAgent's image comes from the plant's own registry, and everything is open.",
    broken=lambda lab: configured(lab, f"{OWN}/agent:1.5"), asked=ROOT, expect=ready(remark("registry.forbidden", about={"host": OWN})),
)

scenario(
    "registry-root-unknown", "The plant's own registry has a root that this device does not know.",
    broken=lambda lab: configured(lab, f"{OWN}/agent:1.5", trusted=False), asked=ROOT,
    expect=blocked(error("tls.unknown-ca", owner="device", about={"host": OWN}), usable=ALL),
    cure=granted(None, lambda lab: certified(lab)), leaves=ready(remark("registry.forbidden", about={"host": OWN})),
)


def certified(lab, folder=OWN):
    """The engine is told of the registry's root, which it takes from its own folder."""
    with open(lab.authority.root) as root:
        lab.device.write(f"/etc/docker/certs.d/{folder}/ca.crt", root.read())


scenario(
    "registry-root-of-the-engine", "The plant's own registry has a root that only the engine was told of.",
    broken=lambda lab: (configured(lab, f"{OWN}/agent:1.5", trusted=False), certified(lab)), asked=ROOT,
    expect=ready(remark("registry.forbidden", about={"host": OWN})),
)


def in_the_clear(lab, settings=None):
    """The plant's registry speaks plain HTTP, at a port of its own."""
    configured(lab, f"{OWN}:5000/agent:1.5", port=5001)
    services.nginx_page(lab.cloud, f"{lab.folder}/clear", Site.OTHER, port=5000,
                        answer="add_header Docker-Distribution-Api-Version registry/2.0 always; return 200 '{}';")
    if settings:
        lab.device.write("/etc/docker/daemon.json", settings)


scenario(
    "registry-in-the-clear", "The plant's own registry speaks plain HTTP, and the engine was not told so.",
    broken=in_the_clear, asked=ROOT, expect=blocked(error("tls.non-tls-reply", about={"host": OWN}), usable=ALL),
    cure=incurable("the registry's operator has to give it TLS, or the engine's setting is to say that it has none"),
)

scenario(
    "registry-in-the-clear-as-the-engine-knows", "The plant's own registry speaks plain HTTP, as the engine's own file says.",
    broken=lambda lab: in_the_clear(lab, f'{{ "insecure-registries": ["{OWN}:5000"] }}'), asked=ROOT,
    expect=inconclusive(usable=ALL),
)

scenario(
    "registry-root-that-nobody-checks", "The plant's own registry has a root that this device does not know, and need not by the engine's own file.",
    broken=lambda lab: (configured(lab, f"{OWN}/agent:1.5", trusted=False),
                        lab.device.write("/etc/docker/daemon.json", f'{{ "insecure-registries": ["{OWN}"] }}')), asked=ROOT,
    expect=inconclusive(usable=ALL),
)


def spare_registry(lab, **page):
    """Microsoft's registry at an address of its own; nothing here takes an image from it."""
    configured(lab, f"{OWN}/agent:1.5")
    lab.names.records[REGISTRY] = SPARE
    lab.cloud.address("eth0", f"{SPARE}/24")
    services.nginx_page(lab.cloud, f"{lab.folder}/spare", SPARE, *lab.authority.leaf("spare", REGISTRY), **page)


scenario(
    "agent-image-elsewhere-and-mcr-denies", "edgeAgent's image comes from the plant's own registry, and Microsoft's denies this site everything.",
    broken=lambda lab: spare_registry(lab, answer="add_header Docker-Distribution-Api-Version registry/2.0 always; return 403;"), asked=ROOT,
    expect=ready(warning("registry.denied", owner="site-network", about={"host": REGISTRY}), remark("registry.forbidden", about={"host": OWN})),
    cure=incurable("only the site's administrator knows what denies it"),
)

scenario(
    "agent-image-elsewhere-and-mcr-wants-credentials",
    "edgeAgent's image comes from the plant's own registry, and what answers for Microsoft's wants credentials.",
    broken=lambda lab: spare_registry(lab, answer=('add_header Docker-Distribution-Api-Version registry/2.0 always; add_header WWW-Authenticate '
                                                   '\'Basic realm="lab"\' always; return 401;')), asked=ROOT,
    expect=ready(warning("registry.forbidden", owner="site-network", about={"host": REGISTRY}), remark("registry.forbidden", about={"host": OWN})),
    cure=incurable("only the site's administrator knows what stands there"),
)
