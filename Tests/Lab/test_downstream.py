"""What `rules --downstream` prints lets devices behind the gateway in, and nobody else, in each dialect of a Linux firewall."""

import contextlib
import tarfile
import time

import pasting
import pytest
from engine import Engine
from filters import Firewalld, Ufw
from kit import pair
from network import stop
from program import EDGEPROBE
from services import HUB

OUTSIDE = "203.0.113.10"
#: Published by the container, and listened at by a process of the device itself.
PUBLISHED, OWN = 8883, 5671


def rules(device, dialect):
    """The text, and what it says takes it back."""
    text = device(EDGEPROBE, "rules", "--hub", HUB, "--no-registry", "--no-dps", "--no-ntp", "--downstream",
                  "--dialect", dialect, "--config-root", "/sys").stdout
    text, _, removal = text.partition("# To take it back:\n")
    return text, "".join(line.removeprefix("# ") + "\n" for line in removal.splitlines())


def drops_natively(device):
    device.shell("nft add table inet site\n" + "\n".join(
        f"nft add chain inet site {hook} '{{ type filter hook {hook} priority 10; policy drop; }}'"
        for hook in ("input", "forward", "output")))
    return {PUBLISHED, OWN}


def drops_by_iptables(device):
    device.shell("iptables -P INPUT DROP\niptables -P OUTPUT DROP\niptables -I DOCKER-USER -j DROP")
    return {PUBLISHED, OWN}


def denies_by_ufw(device):
    # The engine's rules come before those of ufw.
    Ufw(device, ports=(22,))
    return {OWN}


def denies_by_firewalld(device):
    Firewalld(device, ports=())
    device.shell("systemctl restart docker")
    return {OWN}


FIREWALLS = {"nftables": drops_natively, "iptables": drops_by_iptables, "ufw": denies_by_ufw, "firewalld": denies_by_firewalld}


@contextlib.contextmanager
def gateway():
    """A device whose engine publishes a port, and a machine with an address in its network and one outside."""
    with pair(f"{OUTSIDE}/24") as (device, other):
        device.knows({HUB: OUTSIDE})
        engine = Engine(device)
        engine.network()
        engine.run("edgeHub", "azure-iot-edge", "nc", "-ll", "-p", str(PUBLISHED), "-e", "true",
                   options=("-p", f"{PUBLISHED}:{PUBLISHED}"))
        listener = device.start("socat", f"TCP-LISTEN:{OWN},fork,reuseaddr", "/dev/null")
        try:
            yield device, other
        finally:
            stop(listener)


def reached(other, source):
    """The ports that answer to an address."""
    command = "timeout 2 socat -u OPEN:/dev/null TCP:198.51.100.10:{},connect-timeout=0.7,bind={}"
    return {port for port in (PUBLISHED, OWN)
            if other.shell(command.format(port, source), check=False).returncode == 0}


def settles(other, source, ports):
    """Whether those ports answer: listeners need a moment, and an engine writes its rules again after firewalld's reload."""
    return any(reached(other, source) == ports or time.sleep(0.2) for _ in range(10))


@pytest.mark.parametrize("dialect", FIREWALLS)
def test_devices_behind_the_gateway_come_in_and_nobody_else(dialect):
    with gateway() as (device, other):
        assert settles(other, OUTSIDE, {PUBLISHED, OWN})
        closed = FIREWALLS[dialect](device)
        open_to_all = {PUBLISHED, OWN} - closed
        assert settles(other, "198.51.100.1", open_to_all) and settles(other, OUTSIDE, open_to_all)
        text, removal = rules(device, dialect)
        device.shell(text)
        assert settles(other, "198.51.100.1", {PUBLISHED, OWN}), text
        assert settles(other, OUTSIDE, open_to_all), text
        written = device("nft", "list", "ruleset").stdout.count("198.51.100.0/24")
        device.shell(text)
        assert settles(other, OUTSIDE, open_to_all), text
        assert device("nft", "list", "ruleset").stdout.count("198.51.100.0/24") == written, text
        device.shell(removal)
        assert settles(other, "198.51.100.1", open_to_all), removal


def test_where_a_plant_has_a_network_of_its_own_it_is_the_one_inside(tmp_path):
    """The uplink leads to the site's router and on to the internet: nobody comes in from there."""
    with pair(f"{OUTSIDE}/24") as (device, _):
        device.knows({HUB: OUTSIDE})
        device("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "plant")
        device("ip", "link", "set", "plant", "up")
        device("ip", "link", "set", "eth1", "up")
        device.address("eth1", "192.168.77.1/24")
        for dialect in (*FIREWALLS, "powershell", "az-nsg", "az-firewall", "request"):
            text, _ = rules(device, dialect)
            inside = [line for line in text.splitlines() if "192.168.77.0/24" in line]
            assert inside and "198.51.100.0/24" not in text, text
        assert "inbound TCP 443, 5671, 8883 to the gateway, from 192.168.77.0/24 alone" in text
        # What a run's bundle asks for is the same, and says who asks.
        path = f"{tmp_path}/ticket.tar.gz"
        device(EDGEPROBE, "--hub", HUB, "--no-registry", "--no-dps", "--no-ntp", "--downstream", "--resolver", "none", "--no-portal",
               "--config-root", "/sys", "--vantage", "host", "--budget", "6", "--bundle", path, check=False)
        with tarfile.open(path) as archive:
            name = next(name for name in archive.getnames() if name.endswith("/rules-request.txt"))
            request = archive.extractfile(name).read().decode()
        assert "inbound TCP 443, 5671, 8883 to the gateway, from 192.168.77.0/24 alone" in request, request
        assert f"From the gateway {device.name}: 198.51.100.10 on eth0." in request, request


def test_a_name_without_an_address_lets_nobody_in():
    with gateway() as (device, other):
        closed = drops_by_iptables(device)
        device.write("/etc/hosts", "127.0.0.1 localhost\n")
        text, _ = rules(device, "iptables")
        assert device.shell(text, check=False).returncode != 0
        assert not reached(other, "198.51.100.1") & closed


def test_the_grammar_of_the_others(tmp_path):
    with gateway() as (device, _):
        powershell, _ = rules(device, "powershell")
        assert "Inbound" in powershell and "198.51.100.0/24" in powershell
        pasting.check_powershell(powershell)
        for dialect in ("az-nsg", "az-firewall"):
            text, _ = rules(device, dialect)
            ran = pasting.run(text, tmp_path)
            assert "198.51.100.0/24" in text and ran.refused == [] and ran.checked, ran.output
