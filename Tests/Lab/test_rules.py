"""What `rules` says without a run is what the device would ask for."""

import pytest
from kit import pair
from program import EDGEPROBE
from services import HUB


def test_names_are_asked_of_whom_a_resolver_of_the_device_passes_them_on_to():
    """resolv.conf names a resolver on loopback, as systemd-resolved writes it: what a firewall sees goes to others."""
    with pair() as (device, _):
        device.resolvers("127.0.0.53", options="options edns0 trust-ad")
        device.write("/run/systemd/resolve/resolv.conf", "nameserver 198.51.100.53\nnameserver 198.51.100.54\n", mode="644")
        for dialect in ("request", "nftables"):
            text = device(EDGEPROBE, "rules", "--hub", HUB, "--offline", "--dialect", dialect, "--config-root", "/sys").stdout
            assert "198.51.100.53" in text and "198.51.100.54" in text and "127.0.0.53" not in text, text


NAMES = {"myhub.azure-devices.net": "203.0.113.10", "mcr.microsoft.com": "203.0.113.11",
         "global.azure-devices-provisioning.net": "203.0.113.12"}
PROVISIONING = "203.0.113.12"


def pasted(missing, dialect, prepare):
    """What comes of the text on a device where a name is missing: its exit code, its errors, and the rules then."""
    with pair() as (device, _):
        device.knows({name: address for name, address in NAMES.items() if name != missing})
        device.shell(prepare)
        text = device(EDGEPROBE, "rules", "--hub", "myhub.azure-devices.net", "--offline", "--no-ntp", "--dialect", dialect,
                      "--config-root", "/sys").stdout
        ran = device("bash", "-c", text, check=False)
        return ran.returncode, ran.stderr, device.shell("nft list ruleset").stdout


NATIVE = "nft add table inet site; nft add chain inet site out '{ type filter hook output priority 0; }'"
PREPARED = {"nftables": NATIVE, "iptables": "iptables -P OUTPUT ACCEPT"}


@pytest.mark.parametrize("dialect", PREPARED)
def test_a_needed_name_without_an_address_leaves_everything_as_it_was(dialect):
    code, errors, rules = pasted("mcr.microsoft.com", dialect, PREPARED[dialect])
    assert code == 1 and "mcr.microsoft.com has no address: nothing was changed" in errors and "iot-edge" not in rules, (errors, rules)


@pytest.mark.parametrize("dialect", PREPARED)
def test_a_name_that_only_some_devices_use_is_left_out_alone(dialect):
    code, errors, rules = pasted("global.azure-devices-provisioning.net", dialect, PREPARED[dialect])
    assert code == 0 and "its rules are left out" in errors and "203.0.113.11" in rules and PROVISIONING not in rules, (errors, rules)
    code, errors, rules = pasted(None, dialect, PREPARED[dialect])
    assert code == 0 and not errors and PROVISIONING in rules, (errors, rules)


def test_rules_of_nftables_are_not_for_a_device_that_has_only_chains_of_iptables():
    code, errors, rules = pasted(None, "nftables", "iptables -P OUTPUT DROP")
    assert code == 1 and "--dialect iptables" in errors and "iot-edge" not in rules, (errors, rules)
