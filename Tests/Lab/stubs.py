"""Resolvers of the device's own, which pass on what they are asked: dnsmasq on 127.0.0.1, systemd-resolved on 127.0.0.53."""

import os

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".build", "lab", "resolved"))
LIBRARIES = f"{ROOT}/usr/lib/x86_64-linux-gnu/systemd"
STUB, UPSTREAM = "/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf"


class Dnsmasq:
    """The unit `dnsmasq`, which /etc/resolv.conf names from now on."""

    def __init__(self, machine, *upstreams, address="127.0.0.1"):
        self.machine = machine
        machine.write("/etc/dnsmasq.conf", f"listen-address={address}\nbind-interfaces\nno-resolv\nuser=root\npid-file\n"
                      + "".join(f"server={upstream}\n" for upstream in upstreams))
        machine.unit("dnsmasq", "dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf",
                     ready=f"ss -Hln --udp src {address}:53 | grep -q .")
        machine("systemctl", "start", "dnsmasq")
        machine.resolvers(address)

    def stop(self):
        self.machine("systemctl", "stop", "dnsmasq")


class Resolved:
    """The unit `systemd-resolved` with its `resolvectl`; /etc/resolv.conf is a link to its stub, as distributions set it up."""

    #: Whether `fetch-resolved` was run.
    available = os.path.exists(f"{ROOT}/lib/systemd/systemd-resolved")

    def __init__(self, machine, *upstreams, link=STUB):
        self.machine = machine
        machine.shell(f"""
            grep -q ^systemd-resolve: /etc/passwd || {{
                echo systemd-resolve:x:991: >> /etc/group
                echo systemd-resolve:x:991:991::/:/usr/sbin/nologin >> /etc/passwd
            }}
            cp {ROOT}/usr/share/dbus-1/system.d/* /etc/dbus-1/system.d/
            install -d -o systemd-resolve -g systemd-resolve /run/systemd/resolve
        """)
        machine.write("/etc/systemd/resolved.conf", f"[Resolve]\nDNS={' '.join(upstreams)}\nFallbackDNS=\nDNSSEC=no\n"
                                                    "LLMNR=no\nMulticastDNS=no\n")
        run = f"#!/bin/sh\nLD_LIBRARY_PATH={LIBRARIES} exec {ROOT}/usr/bin/resolvectl \"$@\"\n"
        machine.write("/run/lab/bin/resolvectl", run, mode="755")
        machine.bus()
        machine.unit("systemd-resolved", f"env LD_LIBRARY_PATH={LIBRARIES} {ROOT}/lib/systemd/systemd-resolved",
                     ready="ss -Hln --udp src 127.0.0.53:53 | grep -q . && resolvectl dns")
        machine("systemctl", "start", "systemd-resolved")
        machine("ln", "-sf", link, "/etc/resolv.conf")

    def stop(self):
        self.machine("systemctl", "stop", "systemd-resolved")
