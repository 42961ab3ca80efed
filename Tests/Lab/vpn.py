"""VPNs of a machine: real OpenVPN and WireGuard, whose gateway passes everything on or nothing."""

import os

from machine import UNITS
from network import run
from services import Service

NETWORK, FAR, NEAR = "10.8.0.0/24", "10.8.0.1", "10.8.0.2"


class Tunnel:
    """What both kinds have in common: a unit of the machine's, and a gateway that a rule of its own makes work or not."""

    def __init__(self, machine, gateway, unit, interface, dead):
        self.machine, self.gateway, self.unit, self.interface = machine, gateway, unit, interface
        gateway("sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.passes(not dead)

    def passes(self, everything):
        """Whether the gateway passes on what comes out of the tunnel; it answers for itself in any case."""
        self.gateway.nft(f"table ip vpn\nflush table ip vpn\ntable ip vpn {{\n" + (
            f" chain out {{\n type nat hook postrouting priority 100;\n"
            f" ip saddr {NETWORK} oifname != {self.interface} masquerade\n }}\n" if everything else
            f" chain in {{\n type filter hook prerouting priority -300;\n"
            f" iifname {self.interface} ip daddr != {FAR} drop\n }}\n") + "}\n")

    def says(self, words):
        """Waits for the client's word and for the far end's answer: both clients say it a moment too early."""
        return f"grep -q '{words}' {UNITS}/{self.unit}/log && ping -c1 -W0.6 {FAR}"

    def begin(self):
        try:
            self.connect()
        except RuntimeError:
            self.stop()
            raise

    def connect(self):
        self.machine("systemctl", "start", self.unit)

    def disconnect(self):
        self.machine("systemctl", "stop", self.unit)

    def stop(self):
        self.disconnect()
        self.server.stop()
        self.gateway("nft", "delete", "table", "ip", "vpn")


class OpenVPN(Tunnel):
    """The gateway pushes what the machine shall send through the tunnel, as options of openvpn(8)."""

    #: Two routes of half the world each, which win over a default route without touching it.
    FULL = "redirect-gateway def1"

    def __init__(self, machine, gateway, folder, address, *pushed, dead=False, name="site", interface="tun0"):
        super().__init__(machine, gateway, f"openvpn-client@{name}", interface, dead)
        os.makedirs(folder, exist_ok=True)
        prints = {end: identity(folder, end) for end in ("server", "client")}
        files = {end: f"key {folder}/{end}.key\ncert {folder}/{end}.pem\n" for end in prints}
        server = f"{folder}/server.conf"
        with open(server, "w") as file:
            file.write(f"dev {interface}\ndev-type tun\nlocal {address}\ntopology subnet\nserver 10.8.0.0 255.255.255.0\n"
                       f"dh none\npeer-fingerprint {prints['client']}\n{files['server']}"
                       + "".join(f'push "{option}"\n' for option in pushed))
        machine.write(f"/etc/openvpn/client/{name}.conf",
                      f"client\ndev {interface}\ndev-type tun\nremote {address}\nnobind\nconnect-timeout 5\n"
                      f"peer-fingerprint {prints['server']}\n{files['client']}")
        self.server = Service(gateway, folder, "openvpn", "--config", server, ready=("udp", 1194))
        machine.unit(self.unit, f"openvpn --config /etc/openvpn/client/{name}.conf",
                     ready=self.says("Initialization Sequence Completed"))
        self.begin()


class WireGuard(Tunnel):
    """What wg-quick(8) makes of `AllowedIPs`: a full tunnel is a default route in a table of its own and a mark."""

    FULL = "0.0.0.0/0"
    # The gateway's control socket is at a fixed place, which no two gateways may share.
    SERVE = ("set -e; mount -t tmpfs tmpfs /run; wireguard-go --foreground {0} &"
             " until [ -S /run/wireguard/{0}.sock ]; do sleep 0.01; done;"
             " wg setconf {0} {1}; ip addr add {2}/24 dev {0}; ip link set {0} up mtu 1420; wait")

    def __init__(self, machine, gateway, folder, address, *allowed, dead=False, interface="wg0"):
        super().__init__(machine, gateway, f"wg-quick@{interface}", interface, dead)
        os.makedirs(folder, exist_ok=True)
        keys = {end: run("wg", "genkey").stdout.strip() for end in ("server", "client")}
        known = {end: run("wg", "pubkey", input=key).stdout.strip() for end, key in keys.items()}
        server = f"{folder}/server.conf"
        with open(server, "w") as file:
            file.write(f"[Interface]\nPrivateKey = {keys['server']}\nListenPort = 51820\n"
                       f"[Peer]\nPublicKey = {known['client']}\nAllowedIPs = {NEAR}/32\n")
        machine.write(f"/etc/wireguard/{interface}.conf",
                      f"[Interface]\nPrivateKey = {keys['client']}\nAddress = {NEAR}/24\n"
                      f"[Peer]\nPublicKey = {known['server']}\nEndpoint = {address}:51820\n"
                      f"AllowedIPs = {', '.join(allowed or (self.FULL,))}\n", mode="600")
        script = self.SERVE.format(interface, server, FAR)
        self.server = Service(gateway, folder, "unshare", "--mount", "sh", "-c", script, ready=("udp", 51820))
        machine.unit(self.unit, f"sh -ec 'wg-quick up {interface}; trap \"wg-quick down {interface}; exit\" TERM; "
                                "echo up; sleep infinity & wait'", ready=self.says("^up$"))
        self.begin()


def identity(folder, end):
    """A key and a certificate that nobody signed; gives the fingerprint that the other end knows it by."""
    path = f"{folder}/{end}"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
        "-subj", f"/CN={end}", "-keyout", f"{path}.key", "-out", f"{path}.pem")
    return run("openssl", "x509", "-in", f"{path}.pem", "-noout", "-fingerprint", "-sha256").stdout.strip().split("=")[1]
