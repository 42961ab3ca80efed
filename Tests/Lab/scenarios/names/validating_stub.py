"""systemd-resolved told more than its site can do: it asks for signatures, or for TLS; containers ask the site's resolver themselves."""

from stubs import Resolved
from cures import *
from scenario import *
from services import HUB
from topology import Site

CONF = "/etc/systemd/resolved.conf"


def stub(lab, *settings, engine=False):
    lab.start()
    Resolved(lab.device, Site.RESOLVER)
    told(lab, *settings)
    if engine:
        lab.engine()


def told(lab, *settings):
    names = {setting.split("=")[0] for setting in settings}
    kept = [line for line in lab.device.read(CONF).splitlines() if line.split("=")[0] not in names]
    lab.device.write(CONF, "\n".join([*kept, *settings]) + "\n")
    lab.device("systemctl", "restart", "systemd-resolved")


def own(cause, **more):
    return error(cause, owner="device", place="this-device", about={"host": HUB, "resolver": "127.0.0.53:53"}, **more)


if Resolved.available:
    # systemd/systemd#6490, #8451, #24098.
    scenario(
        "resolved-validates-what-nobody-signs", "systemd-resolved is to validate (DNSSEC=yes), and the site's resolver has no signatures.",
        broken=lambda lab: stub(lab, "DNSSEC=yes"), asked=ROOT, expect=blocked(own("dns.servfail")),
        cure=granted("repair-own-resolver", lambda lab: told(lab, "DNSSEC=no")),
    )

    scenario(
        "resolved-validates-beside-an-engine", "The same with an engine, whose containers ask the site's resolver past systemd-resolved.",
        broken=lambda lab: stub(lab, "DNSSEC=yes", engine=True), asked=ROOT,
        expect=blocked(own("dns.servfail", vantages=("host",)), usable={"host": NONE, "docker:bridge": ALL, "docker:azure-iot-edge": ALL}),
        cure=granted("repair-own-resolver", lambda lab: told(lab, "DNSSEC=no")), leaves=ready(vantages=EVERYWHERE),
    )

    # Fedora's and NetworkManager's usual choice.
    scenario(
        "resolved-encrypts-where-it-can", "systemd-resolved asks over TLS where the site's resolver does (DNSOverTLS=opportunistic); it does not.",
        broken=lambda lab: (stub(lab, "DNSOverTLS=opportunistic", engine=True), lab.gateway.filters("tcp dport 853 drop")),
        asked=ROOT, expect=ready(vantages=EVERYWHERE),
    )
