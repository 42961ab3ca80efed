"""A device without IPv4 reaches a hub without IPv6."""

import pytest
import services
from machine import Machine
from nat64 import Clat, Nat64
from network import Host, link

HUB = "203.0.113.10"


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nat64")
    device, router, cloud = Machine("six"), Host("translator"), Host("four")
    link(device, router, "eth0", "lan")
    link(router, cloud, "wan", "eth0")
    device.address("eth0", "fd51::10/64")
    router.address("lan", "fd51::1/64")
    router.address("wan", "203.0.113.1/24")
    cloud.address("eth0", f"{HUB}/24")
    device.route("default", "via", "fd51::1")
    router.forward()
    names = services.unbound(cloud, f"{folder}/names", HUB, {services.HUB: HUB, "six.example": "fd53::10"})
    nat64 = Nat64(router, f"{folder}/nat64", "fd51::1", HUB)
    device.resolvers("fd51::1")
    device.router = router
    yield device
    nat64.stop()
    names.stop()
    for host in (device, router, cloud):
        host.remove()


def addresses(device, name):
    return sorted({line.split()[0] for line in device("getent", "ahosts", name, check=False).stdout.splitlines()})


def test_it_has_no_ipv4(device):
    assert not device("ip", "-4", "-o", "addr", "show", "dev", "eth0").stdout


def test_a_name_without_ipv6_gets_the_translated_address_and_one_with_it_keeps_its_own(device):
    assert addresses(device, services.HUB) == ["fd64:ff9b::cb00:710a"]
    assert addresses(device, "six.example") == ["fd53::10"]


def test_the_prefix_can_be_found(device):
    assert "fd64:ff9b::c000:aa" in addresses(device, "ipv4only.arpa")


def test_the_translated_address_leads_to_the_hub(device):
    device("ping", "-6", "-c1", "-W2", services.HUB)
    device("socat", "-u", "OPEN:/dev/null", f"TCP6:[fd64:ff9b::cb00:710a]:53,connect-timeout=2")


def test_the_device_may_have_a_translator_of_its_own(device, tmp_path):
    assert device("ping", "-4", "-c1", "-W1", HUB, check=False).returncode != 0
    Clat(device, device.router, tmp_path, "fd51::10")
    device("ping", "-4", "-c1", "-W2", HUB)
    device("socat", "-u", "OPEN:/dev/null", f"TCP4:{HUB}:53,connect-timeout=2")
