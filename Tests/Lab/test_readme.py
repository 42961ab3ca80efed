"""The commands of the README, and what the Korean one has besides, run as they are printed there."""

import os
import re
import shlex

import pytest
from program import EDGEPROBE, ROOT
from services import HUB

READMES = "\n".join(open(os.path.join(ROOT, name)).read() for name in ("README.md", "README.ko.md"))
LINES = list(dict.fromkeys(line.split("  #")[0].rstrip() for block in re.findall(r"```sh\n(.*?)```", READMES, re.S)
                           for line in block.splitlines() if line))


@pytest.fixture
def shell(site, hub, folder):
    """A folder in which they are run, as root, whose sudo has nothing to do."""
    place = f"{folder}/readme"
    os.makedirs(place, exist_ok=True)
    for name, body in {"edgeprobe": f'exec {shlex.quote(EDGEPROBE)} "$@"', "sudo": 'exec "$@"'}.items():
        with open(f"{place}/{name}", "w") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        os.chmod(file.name, 0o755)
    with open(f"{place}/hubs.txt", "w") as file:
        file.write(f"# The plant's\n{HUB}\nhub2.azure-devices.net\n")
    environment = {"PATH": f"{place}:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}

    def run(line):
        # Whoever enters another file system begins at its root.
        return site.device("sh", "-c", f"cd {place}\n{line}", user=0, check=False, timeout=120, env=environment)

    return run


def test_every_command_of_the_readme_runs_as_printed(shell):
    assert len(LINES) > 8
    for line in LINES:
        done = shell(line)
        assert done.returncode in (0, 1, 2) and done.stdout, f"{line}: {done.returncode}\n{done.stderr}"
        assert "edgeprobe: " not in done.stderr, f"{line}\n{done.stderr}"


def test_the_readme_has_a_line_for_every_command_that_the_help_lists(shell):
    listed = set(re.findall(r"^  ([a-z]+) (?:\(default\))? +[A-Z]", shell("edgeprobe --help").stdout.split("SUBCOMMANDS:")[1], re.M)) - {"run", "help"}
    written = {words[1] for line in LINES if (words := line.removeprefix("sudo ").split())}
    assert listed <= written, listed - written
