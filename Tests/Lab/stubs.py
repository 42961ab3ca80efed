"""Resolvers of the device's own, which pass on what they are asked: dnsmasq on 127.0.0.1, systemd-resolved on 127.0.0.53."""

import os

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".build", "lab", "resolved"))
LIBRARIES = f"{ROOT}/usr/lib/x86_64-linux-gnu/systemd"
STUB, UPSTREAM = "/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf"


class Dnsmasq:
    """The unit `dnsmasq`, which /etc/resolv.conf names from now on."""

    def __init__(self, machine, *upstreams, address="127.0.0.1", settings=()):
        self.machine = machine
        self._configure(address, *(f"server={upstream}" for upstream in upstreams), *settings)
        machine.unit("dnsmasq", "dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf",
                     ready=f"ss -Hln --udp src {address}:53 | grep -q .")
        machine("systemctl", "start", "dnsmasq")
        machine.resolvers(address)
        self.address, self.upstreams = address, upstreams

    def _configure(self, address, *lines):
        self.machine.write("/etc/dnsmasq.conf", f"listen-address={address}\nbind-interfaces\nno-resolv\nuser=root\npid-file\n"
                           + "".join(f"{line}\n" for line in lines))

    def forget_settings(self, *upstreams):
        """Starts again with whom it asks, and nothing else."""
        self.stop()
        self._configure(self.address, *(f"server={upstream}" for upstream in upstreams or self.upstreams))
        self.machine("systemctl", "start", "dnsmasq")

    def stop(self):
        self.machine("systemctl", "stop", "dnsmasq")


class Unbound:
    """The unit `unbound`, which asks others for everything, and which /etc/resolv.conf names from now on."""

    def __init__(self, machine, upstream, *settings, address="127.0.0.1"):
        self.machine, self.upstream, self.address = machine, upstream, address
        self._configure(*settings)
        machine.unit("unbound", "unbound -d -c /etc/unbound/unbound.conf", ready=f"ss -Hln --udp src {address}:53 | grep -q .")
        machine("systemctl", "start", "unbound")
        machine.resolvers(address)

    def _configure(self, *settings):
        self.machine.write(
            "/etc/unbound/unbound.conf",
            f'server:\n    interface: {self.address}\n    do-daemonize: no\n    chroot: ""\n    username: ""\n    use-syslog: no\n'
            '    directory: "/etc/unbound"\n    pidfile: ""\n' + "".join(f"    {setting}\n" for setting in settings)
            + f'forward-zone:\n    name: "."\n    forward-addr: {self.upstream}\nremote-control:\n    control-enable: no\n')

    def forget_settings(self, *others):
        """Starts again with whom it asks, these settings, and nothing else."""
        self.machine("systemctl", "stop", "unbound")
        self._configure(*others)
        self.machine("systemctl", "start", "unbound")


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
