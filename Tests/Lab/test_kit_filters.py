"""Firewalls that are in order let a gateway work; the box on the way says no in two manners."""

import subprocess

import pytest
from certificates import Authority
from engine import Engine
from filters import Firewalld, NameFilter, Ufw
from kit import pair
from machine import Machine
from network import Host, link, stop

CLOUD = "203.0.113.10"


def passes(module):
    return module("ping", "-c1", "-W1", CLOUD, check=False).returncode == 0


def bridge(device):
    return device("sh", "-c", "cd /sys/class/net; echo br-*").stdout.strip()


def test_firewalld_lets_containers_out_unless_their_bridge_is_in_no_zone():
    with pair(f"{CLOUD}/24") as (device, _):
        firewalld = Firewalld(device)
        engine = Engine(device)
        engine.network()
        module = engine.run("edgeHub")
        assert bridge(device) in firewalld("--zone=docker", "--list-interfaces")
        assert passes(module)
        firewalld.orphan(bridge(device))
        assert not passes(module)
        device.shell("systemctl restart docker")
        assert passes(module)
        device.shell("firewall-cmd --permanent --new-policy lab\n"
                     "firewall-cmd --permanent --policy lab --add-ingress-zone HOST\n"
                     "firewall-cmd --permanent --policy lab --add-egress-zone ANY\n"
                     "firewall-cmd --permanent --policy lab --set-target DROP\nfirewall-cmd --reload")
        assert device("ping", "-c1", "-W1", CLOUD, check=False).returncode != 0
        firewalld.stop()
        assert "firewalld" not in device("nft", "list", "tables").stdout


def test_ufw_lets_containers_out_and_takes_rules():
    with pair(f"{CLOUD}/24") as (device, cloud):
        engine = Engine(device)
        engine.network()
        module = engine.run("edgeHub")
        ufw = Ufw(device, outgoing="deny")
        assert passes(module) and "8883" in device("ufw", "status").stdout
        listener = cloud.start("socat", "TCP-LISTEN:8883,fork,reuseaddr", "/dev/null")
        try:
            probe = f"timeout 1 socat -u OPEN:/dev/null TCP:{CLOUD}:8883,connect-timeout=0.5"
            assert device.shell(probe, check=False).returncode != 0
            device.shell(f"ufw prepend allow out proto tcp to {CLOUD} port 8883")
            device.shell(probe)
        finally:
            stop(listener)
        ufw.stop()
        assert "inactive" in device("ufw", "status").stdout and passes(module)


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    """device - router - cloud, where a TLS server answers to any name."""
    device, router, cloud = Machine("inner"), Host("router"), Host("outer")
    link(device, router, "eth0", "lan")
    link(router, cloud, "wan", "eth0")
    device.address("eth0", "198.51.100.10/24")
    router.address("lan", "198.51.100.1/24")
    router.address("wan", "203.0.113.1/24")
    cloud.address("eth0", f"{CLOUD}/24")
    device.route("default", "via", "198.51.100.1")
    cloud.route("default", "via", "203.0.113.1")
    router.forward()
    key, chain = Authority(f"{tmp_path_factory.mktemp('names')}/authority").leaf("hub", "*.azure-devices.net")
    server = cloud.start("openssl", "s_server", "-accept", "8883", "-key", key, "-cert", chain, "-quiet",
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield device, router
    stop(server)
    for host in (device, router, cloud):
        host.remove()


def says(device, name):
    """What a client that asks for a name sees: a certificate, the end, or nothing for a second."""
    process = device("timeout", "1", "openssl", "s_client", "-connect", f"{CLOUD}:8883", "-servername", name, "-brief",
                     stdin=subprocess.DEVNULL, check=False)
    return "silence" if process.returncode == 124 else "certificate" if "Peer certificate" in process.stderr else "end"


@pytest.mark.parametrize("silent", [False, True])
def test_a_name_filter_ends_or_ignores_what_it_dislikes(way, tmp_path, silent):
    device, router = way
    box = NameFilter(router, f"{tmp_path}/names", "azure-devices.net", silent=silent)
    try:
        assert says(device, "myhub.azure-devices.net") == ("silence" if silent else "end")
        assert says(device, "example.com") == "certificate"
    finally:
        box.stop()
    assert says(device, "myhub.azure-devices.net") == "certificate"
