"""resolv.conf as people write it: what glibc takes, and what the engine makes of it for containers."""

from cures import *
from scenario import *
from services import HUB
from topology import Site


def written(text, engine=True):
    def broken(lab):
        lab.start()
        lab.device("rm", "-f", "/etc/resolv.conf")
        lab.device.write("/etc/resolv.conf", text)
        if engine:
            lab.engine()
    return broken


RIGHT = written(f"nameserver {Site.RESOLVER}\n", engine=False)


def two_on_a_line(lab):
    """Before version 26 the engine's expression for such a line ends behind one address."""
    written(f"nameserver {Site.RESOLVER} {Site.CONTROL}\n")(lab)
    module = lab.engine().run("shown")
    assert "no servers could be reached" in module("nslookup", HUB, check=False, timeout=60).stdout
    module.remove()


scenario(
    "resolv-conf-with-two-addresses-on-a-line", "resolv.conf names two resolvers on one line: glibc takes the first; the engine takes none, and sends modules to 8.8.8.8.",
    broken=two_on_a_line, asked=ROOT,
    expect=blocked(error("dns.container-fallback-public", owner="container-engine", vantages=("docker:azure-iot-edge",)),
                   usable={"host": ALL, "docker:bridge": ALL, "docker:azure-iot-edge": NONE}),
    cure=granted(None, lambda lab: (RIGHT(lab), lab.engine().restart())), leaves=ready(vantages=EVERYWHERE),
)
