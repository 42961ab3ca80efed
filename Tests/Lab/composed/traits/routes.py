"""Healthy routes of a device: policy rules that lead out, tunnels beside the hub or around it, a second uplink."""

from composed.parts import trait
from network import link
from topology import Site
from vpn import OpenVPN, WireGuard

MODEM, DEVICE = "100.64.9.1", "100.64.9.2"


@trait("uplink", without={"stack"})
def second_uplink(net):
    "A modem is a second way out, with a worse metric."
    yield lambda: net.pings(Site.CLOUD, "-I", "wwan0") is not None
    link(net.lab.device, net.lab.edge, "wwan0", "modem")
    net.lab.device.address("wwan0", f"{DEVICE}/30")
    net.lab.edge.address("modem", f"{MODEM}/30")
    net.lab.device.route("default", "via", MODEM, "metric", "700")


@trait("rules", needs={"engine"}, without={"uplink"})
def policy_rule_that_works(net):
    "A policy rule sends what the bridges' subnets send to another table, which leads out as well."
    yield lambda: "lookup 100" in net.lab.device("ip", "rule").stdout
    net.lab.device.route("default", "via", Site.GATEWAY, "table", "100")
    for subnet in net.subnets():
        net.lab.device("ip", "rule", "add", "from", subnet, "lookup", "100")


def tunnel(net, kind, *options):
    net.vpn = kind(net.lab.device, net.lab.cloud, f"{net.lab.folder}/vpn", net.lab.vpn_gateway(), *options)


def leads(net, address, interface):
    return interface in net.lab.device("ip", "route", "get", address, check=False).stdout


@trait("vpn")
def openvpn_beside(net):
    "An OpenVPN client takes the office's network and leaves the hub alone."
    yield lambda: leads(net, "10.99.0.1", "tun0")
    tunnel(net, OpenVPN, "route 10.99.0.0 255.255.0.0")


@trait("vpn", without={"uplink", "rules", "private-endpoint", "closed"}, weight=0.7)
def openvpn_around(net):
    "An OpenVPN client sends everything through a tunnel that works."
    yield lambda: leads(net, Site.CLOUD, "tun0") and net.reaches(443)
    tunnel(net, OpenVPN, OpenVPN.FULL)


@trait("vpn", without={"uplink", "rules", "private-endpoint", "closed"}, weight=0.7)
def wireguard_around(net):
    "wg-quick sends everything through a tunnel that works."
    yield lambda: leads(net, Site.CLOUD, "wg0") and net.reaches(443)
    tunnel(net, WireGuard)
