"""What filters on the device and on the way: firewalld, ufw, and a box that reads the name in a ClientHello."""

import os
import sys

from services import Service

HERE = os.path.dirname(os.path.abspath(__file__))
#: What a gateway offers to the devices behind it.
PORTS = (443, 5671, 8883)


class Firewalld:
    """firewalld as it should be on a gateway: running before the engine, which then puts its bridges in a zone.

    Start it before the engine, or restart the engine afterwards. Rules are changed with its `firewall-cmd`.
    """

    def __init__(self, machine, ports=PORTS):
        self.machine = machine
        machine.write("/etc/firewalld/zones/public.xml",
                      '<?xml version="1.0" encoding="utf-8"?>\n<zone>\n <service name="ssh"/>\n'
                      + "".join(f' <port protocol="tcp" port="{port}"/>\n' for port in ports) + " <forward/>\n</zone>\n")
        machine.bus()
        machine.unit("firewalld", "firewalld --nofork --nopid", ready="firewall-cmd --state")
        machine("systemctl", "start", "firewalld")

    def __call__(self, *command):
        return self.machine("firewall-cmd", *command).stdout.strip()

    def orphan(self, interface):
        """Takes a bridge out of the engine's zone; in no zone, its containers' packets are rejected."""
        self("--zone=docker", f"--remove-interface={interface}")

    def stop(self):
        self.machine("systemctl", "stop", "firewalld")


class Ufw:
    """ufw as it should be on a gateway: what comes in is denied but for its ports, what goes out is allowed.

    Its rules come after the engine's in either order of starting. Further commands are `machine.shell("ufw …")`.
    """

    def __init__(self, machine, ports=PORTS, outgoing="allow"):
        self.machine = machine
        machine.shell(f"ufw default deny incoming\nufw default {outgoing} outgoing\nufw allow 22/tcp\n"
                      f"ufw allow {','.join(map(str, ports))}/tcp\nufw --force enable")

    def stop(self):
        self.machine("ufw", "--force", "reset")


class NameFilter:
    """A router's transparent haproxy that reads the name a client asks for, and passes on what it has nothing against.

    A name, or one that ends in it, is answered with the end of the connection, with nothing, or with an alert.
    """

    def __init__(self, router, folder, *names, silent=False, alert=None, incoming="lan", ports=PORTS, port=8400):
        os.makedirs(folder, exist_ok=True)
        self.router, config = router, f"{folder}/haproxy.cfg"
        named = f"{{ req.ssl_sni -m end -i {' '.join(names)} }}"
        answer = f"tcp-request content {'silent-drop' if silent else 'reject'} if {named}"
        self.refusing = None
        if alert is not None:
            self.refusing = Service(router, f"{folder}/alert", sys.executable, f"{HERE}/alerting.py", str(port + 1), str(alert),
                                    ready=("tcp", port + 1))
            answer = f"use-server refusing if {named}\n    server refusing 127.0.0.1:{port + 1} weight 0"
        with open(config, "w") as file:
            # A server without an address is where the client meant to go.
            file.write(f"global\n    maxconn 200\ndefaults\n    mode tcp\n    timeout connect 5s\n    timeout client 60s\n"
                       f"    timeout server 60s\nlisten names\n    bind :{port}\n    tcp-request inspect-delay 2s\n"
                       f"    {answer}\n    tcp-request content accept if {{ req.ssl_hello_type 1 }}\n    server meant *\n")
        self.process = Service(router, folder, "haproxy", "-db", "-f", config, ready=("tcp", port))
        accepted = ", ".join(map(str, ports))
        router.nft(f"table ip names {{\n chain in {{\n type nat hook prerouting priority -100;\n"
                   f" iifname {incoming} tcp dport {{ {accepted} }} redirect to :{port}\n }}\n}}\n")

    def stop(self):
        self.router("nft", "delete", "table", "ip", "names")
        self.process.stop()
        if self.refusing:
            self.refusing.stop()


class FirstSegmentFilter:
    """A router's transparent box that takes the first segment of a hello for the whole of it."""

    def __init__(self, router, folder, kind, incoming="lan", port=8420):
        self.router = router
        self.process = Service(router, folder, sys.executable, f"{HERE}/first_segment.py", str(port), kind, ready=("tcp", port))
        router.nft(f"table ip segments {{\n chain in {{\n type nat hook prerouting priority -100;\n"
                   f" iifname {incoming} tcp dport 443 redirect to :{port}\n }}\n}}\n")

    def stop(self):
        self.router("nft", "delete", "table", "ip", "segments")
        self.process.stop()
