"""daemon.json with values of the right kind that the engine does not start with all the same."""

import json

from cures import *
from scenario import *

FILE = "/etc/docker/daemon.json"
STOPPED = warning("container.engine-stopped", owner="device")


def refused(lab, settings):
    """The engine itself says no."""
    lab.device.write(FILE, json.dumps(settings, indent=2) + "\n")
    try:
        lab.engine()
    except RuntimeError:
        return
    raise AssertionError(f"the engine starts with {settings}")


SETTINGS = {"registry-mirrors": ["https://repo.plant.example/artifactory/docker-remote"]}
scenario(
    "engine-file-mirror-with-a-path", "daemon.json has a mirror with a path, with which the engine does not start.",
    broken=lambda lab: refused(lab, SETTINGS), asked=asking(user=None),
    expect=inconclusive(warning("config.malformed", owner="device", rule=FILE), usable=None),
    cure=granted("repair-engine-file", lambda lab: lab.device.write(FILE, "{}\n"), of="config.malformed"), leaves=inconclusive(STOPPED, usable=None),
)
