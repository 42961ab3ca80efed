"""What the C library of the device makes of names, which nsswitch.conf decides."""

from cures import *
from scenario import *

SWITCH = "/etc/nsswitch.conf"


def switched(line):
    def broken(lab):
        lab.device.write(SWITCH, f"passwd: files\nhosts: {line}\n")

    return broken


REPAIRED = granted("repair-nsswitch", switched("files dns"))

for name, line in {"files-alone": "files", "stopped-early": "files mymachines [NOTFOUND=return UNAVAIL=return] dns"}.items():
    scenario(
        f"library-{name}", f"The resolvers answer, and nsswitch.conf does not let the library ask them: hosts: {line}.", broken=switched(line),
        expect=blocked(error("dns.resolver-library", owner="device", place="this-device", rule=SWITCH, vantages=("host",)), usable=NONE),
        cure=REPAIRED,
    )

scenario("library-with-modules", "nsswitch.conf names modules that are not there, as distributions do.",
         broken=switched("files mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns myhostname"), expect=ready())
