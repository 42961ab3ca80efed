"""Tunnels take the traffic they are told to take, and carry it or lose it."""

import pytest
from kit import pair
from vpn import FAR, OpenVPN, WireGuard

HUB, GATEWAY = "203.0.113.10", "192.0.2.130"


@pytest.fixture(scope="module")
def setting():
    with pair(f"{HUB}/24", f"{GATEWAY}/25") as (device, cloud):
        yield device, cloud


def way(device, address):
    return device("ip", "-o", "route", "get", address).stdout


def reaches(device, address):
    return device("ping", "-c1", "-W1", address, check=False).returncode == 0


@pytest.mark.parametrize("kind", [OpenVPN, WireGuard])
def test_a_full_tunnel_carries_everything_or_loses_it(setting, tmp_path, kind):
    device, cloud = setting
    tunnel = kind(device, cloud, f"{tmp_path}/vpn", GATEWAY, kind.FULL)
    try:
        assert tunnel.interface in way(device, HUB)
        assert reaches(device, FAR) and reaches(device, HUB)
        tunnel.passes(False)
        assert reaches(device, FAR) and not reaches(device, HUB)
        device.shell(f"systemctl disable --now {tunnel.unit}")
        assert "eth0" in way(device, HUB) and reaches(device, HUB)
        assert tunnel.interface not in device("ip", "rule").stdout + device("ip", "link").stdout
    finally:
        tunnel.stop()


def test_wireguard_marks_its_own_packets_and_looks_the_others_up_elsewhere(setting, tmp_path):
    device, cloud = setting
    tunnel = WireGuard(device, cloud, f"{tmp_path}/vpn", GATEWAY)
    try:
        assert "not from all fwmark 0xca6c lookup 51820" in device("ip", "rule").stdout
        assert "eth0" in device("ip", "route", "get", HUB, "mark", "0xca6c").stdout
    finally:
        tunnel.stop()


def test_a_split_tunnel_leaves_the_hub_alone(setting, tmp_path):
    device, cloud = setting
    tunnel = OpenVPN(device, cloud, f"{tmp_path}/vpn", GATEWAY, "route 10.99.0.0 255.255.0.0", dead=True)
    try:
        assert "tun0" in way(device, "10.99.0.1") and "eth0" in way(device, HUB)
        assert reaches(device, HUB)
    finally:
        tunnel.stop()


def test_a_pushed_route_takes_the_way_back_to_the_containers(setting, tmp_path):
    device, cloud = setting
    device.shell("ip link add br0 type bridge\nip addr add 172.18.0.1/16 dev br0\nip link set br0 up")
    tunnel = OpenVPN(device, cloud, f"{tmp_path}/vpn", GATEWAY, "route 172.18.0.0 255.255.255.0")
    try:
        assert "tun0" in way(device, "172.18.0.2") and "br0" in way(device, "172.18.1.2")
    finally:
        tunnel.stop()
        device("ip", "link", "delete", "br0")
