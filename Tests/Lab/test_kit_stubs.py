"""The device's own resolvers answer with what the site's know, and the engine sees them as in the field."""

import pytest
import services
from engine import Engine
from kit import pair
from stubs import STUB, UPSTREAM, Dnsmasq, Resolved

HUB, SITE = "203.0.113.10", "203.0.113.53"


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    with pair(f"{SITE}/24") as (device, cloud):
        names = services.unbound(cloud, f"{tmp_path_factory.mktemp('stubs')}/names", SITE, {services.HUB: HUB})
        yield device
        names.stop()


def address(device):
    return device("getent", "ahostsv4", services.HUB, check=False).stdout.split(" ")[0]


def test_dnsmasq_passes_on_what_it_is_asked(device):
    stub = Dnsmasq(device, SITE)
    assert device.read("/etc/resolv.conf") == "nameserver 127.0.0.1\n" and address(device) == HUB
    device.shell("systemctl disable --now dnsmasq")
    assert not address(device)
    device.resolvers(SITE)
    assert address(device) == HUB
    stub.stop()


@pytest.mark.skipif(not Resolved.available, reason="Tests/Lab/fetch-resolved was not run or could not download it")
def test_resolved_is_a_stub_and_tells_the_engine_its_upstreams(device):
    stub = Resolved(device, SITE)
    assert "nameserver 127.0.0.53\n" in device.read("/etc/resolv.conf") and address(device) == HUB
    assert device("readlink", "/etc/resolv.conf").stdout.strip() == STUB
    assert f"nameserver {SITE}\n" in device.read(UPSTREAM)
    assert SITE in device.shell("resolvectl dns").stdout
    module = Engine(device).run("plain", "bridge")
    assert f"nameserver {SITE}" in module("cat", "/etc/resolv.conf").stdout
    device.shell("systemctl restart systemd-resolved")
    assert address(device) == HUB
    stub.stop()
    assert not address(device)
