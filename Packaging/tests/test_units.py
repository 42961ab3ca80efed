"""What systemd makes of the units, without starting anything."""

import re
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@pytest.fixture(scope="module")
def units(packaging, tmp_path_factory):
    """The units with a script that is there."""
    folder = tmp_path_factory.mktemp("units")
    for unit in (packaging / "service").iterdir():
        if unit.suffix in (".service", ".timer"):
            (folder / unit.name).write_text(unit.read_text().replace("/usr/lib/edgeprobe/", f"{packaging}/service/"))
    return folder


@pytest.mark.parametrize("name", ["edgeprobe.service", "edgeprobe-host.service", "edgeprobe.timer", "edgeprobe-host.timer"])
def test_systemd_finds_nothing_to_say(units, name):
    run = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(units / name)],
                         capture_output=True, text=True, cwd=units)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("name,limit", [("edgeprobe.service", 4.1), ("edgeprobe-host.service", 1.5)])
def test_a_service_is_exposed_no_more_than_it_has_to(units, name, limit):
    run = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(units / name)],
                         capture_output=True, text=True)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", run.stdout)
    assert found and float(found[1]) <= limit, run.stdout[-300:] + run.stderr


def test_the_service_without_rights_has_none(packaging):
    text = (packaging / "service/edgeprobe-host.service").read_text()
    assert re.search(r"^CapabilityBoundingSet=$", text, re.M) and "User=edgeprobe\n" in text


def test_the_capabilities_are_those_that_the_program_holds(packaging):
    """What confines the program says which; a unit that gives fewer takes measurements away, one that gives more is careless."""
    source = (packaging.parent / "Sources/ProbeLinux/Privileges/Confinement.swift").read_text()
    names = dict(re.findall(r'case (\w+) = "cap_(\w+)"', (packaging.parent / "Sources/ProbeCore/Names/Capability.swift").read_text()))
    held = set()
    for name in ("parentKeeps", "startedGet"):
        listed = re.search(name + r": Set<Capability> = \[(.*?)\]", source, re.S)[1]
        held |= {"CAP_" + names[case].upper() for case in re.findall(r"\.(\w+)", listed)}
    unit = (packaging / "service/edgeprobe.service").read_text()
    given = set(" ".join(re.findall(r"^CapabilityBoundingSet=(.*)$", unit, re.M)).split())
    assert given == held


def test_nothing_is_enabled_by_installing(packaging):
    for script in (packaging / "scripts").iterdir():
        assert not re.search(r"systemctl.* (enable|start)", script.read_text()), script
