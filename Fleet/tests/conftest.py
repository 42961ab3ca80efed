"""Where the tests of Fleet/ find the program, and the fleets that they ask."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Fleet/sql"), str(ROOT / "Tests/Lab")]
os.environ["TZ"] = "UTC"


@pytest.fixture(scope="session")
def binary():
    binary = os.environ.get("EDGEPROBE_BINARY", str(ROOT / ".build/debug/edgeprobe"))
    if not os.access(binary, os.X_OK):
        pytest.skip(f"there is no {binary}")
    return binary


def pytest_configure(config):
    config.addinivalue_line("markers", "nightly: too long for `make test`; `make fleet-nightly` runs it")


def pytest_collection_modifyitems(items):
    if os.environ.get("EDGEPROBE_NIGHTLY") != "1":
        for item in items:
            if "nightly" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="make fleet-nightly runs it"))


@pytest.fixture(scope="module")
def reports(fleet, tmp_path_factory):
    """The folder of a module's own fleet, laid out as the views read it."""
    folder = tmp_path_factory.mktemp("reports")
    fleet.write(folder)
    return folder


@pytest.fixture
def network():
    """An office and three gateways on one wire, each a host of its own; and the processes to end with them."""
    from isolation import refuse_uplink
    from network import Host, run

    refuse_uplink()
    hosts = {name: Host(name) for name in ("office", "gateway-1", "gateway-2", "gateway-3")}
    office = hosts["office"]
    office("ip", "link", "add", "wire", "type", "bridge")
    office("ip", "link", "set", "wire", "up")
    office.address("wire", "198.51.100.254/24")
    for number in (1, 2, 3):
        run("ip", "link", "add", f"port{number}", "netns", "office", "type", "veth", "peer", "eth0", "netns", f"gateway-{number}")
        office("ip", "link", "set", f"port{number}", "master", "wire", "up")
        hosts[f"gateway-{number}"]("ip", "link", "set", "eth0", "up")
        hosts[f"gateway-{number}"].address("eth0", f"198.51.100.{number}/24")
    started = []
    yield hosts, started
    for process in started:
        process.terminate()
        process.wait(20)
    for host in hosts:
        run("ip", "netns", "delete", host)
