"""The setting of the tests that are no scenarios: one site for all of them, and the program on its device."""

import functools
import itertools
import os
import signal

import program
import pytest
import services
from certificates import Authority
from emulator import DATA, EmulatedHub
from isolation import FOLDER, refuse_uplink
from services import DPS, HUB, REGISTRY
from topology import Site

# A shell leaves SIGINT ignored in what it starts in the background, and so it would be in every program of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)

NUMBERS = itertools.count()


def pytest_sessionstart(session):
    refuse_uplink()


@pytest.fixture(scope="session")
def folder():
    path = f"{FOLDER}/tests{next(NUMBERS)}"
    os.makedirs(path)
    return path


@pytest.fixture(scope="session")
def site():
    site = Site()
    yield site
    site.remove()


@pytest.fixture(scope="session")
def authority(folder):
    authority = Authority(f"{folder}/authority")
    os.chmod(authority.root, 0o644)
    return authority


@pytest.fixture(scope="session")
def probe(site, folder):
    """Runs the program on the device, or on another machine, as an ordinary user unless said otherwise."""

    def run(*arguments, machine=None, hub=HUB, **options):
        return program.probe(machine or site.device, folder, *arguments, hub=hub, **options)

    return run


@pytest.fixture(scope="module")
def hub(site, folder):
    """A faithful hub; provisioning and the registry, which it serves as well, have an address of their own."""
    names = {HUB: site.CLOUD, **{name: site.SECOND for name in (DPS, REGISTRY, DATA)}}
    resolver = services.unbound(site.cloud, f"{folder}/names", site.RESOLVER, names)
    hub = EmulatedHub(site.cloud, f"{folder}/hub", site.CLOUD)
    yield hub
    hub.stop()
    resolver.stop()


@pytest.fixture(scope="module")
def check(hub, probe):
    """Runs the program against the faithful hub, on a device whose own store has the root that was given."""
    return functools.partial(probe, "--ca-file", hub.root, environment={"SSL_CERT_FILE": hub.root})


def assert_healthy(result):
    """Nothing to complain about, and every transport proven."""
    assert result.findings() == [], result.explain()
    assert (result.code, result.verdict) == (0, "ready"), result.explain()
    assert all(usable for usable, _ in result.transports.values()), result.explain()
