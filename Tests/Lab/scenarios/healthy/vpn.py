from vpn import OpenVPN, WireGuard
from scenario import *

def full(client):
    def broken(lab):
        client(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), client.FULL)
    return broken


scenario("openvpn-full-tunnel", "An OpenVPN client sends everything through a tunnel that works.", broken=full(OpenVPN), expect=ready())
scenario("wireguard-full-tunnel", "wg-quick sends everything through a tunnel that works.", broken=full(WireGuard), expect=ready())

scenario(
    "openvpn-split-tunnel", "An OpenVPN client takes the office's network and leaves the hub alone.",
    broken=lambda lab: OpenVPN(lab.device, lab.cloud, f"{lab.folder}/vpn", lab.vpn_gateway(), "route 10.99.0.0 255.255.0.0"),
    expect=ready(),
)
