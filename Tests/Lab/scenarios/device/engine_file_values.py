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


for name, settings in {
    "mirror-with-a-path": {"registry-mirrors": ["https://repo.plant.example/artifactory/docker-remote"]},
    "mirror-without-a-scheme": {"registry-mirrors": ["mirror.plant.example:5000"]},
    "bridge-at-its-network": {"bip": "172.30.0.0/16"},
    "pool-smaller-than-its-networks": {"default-address-pools": [{"base": "10.213.0.0/24", "size": 16}]},
}.items():
    scenario(
        f"engine-file-{name}", f"daemon.json has a value that the engine refuses: {name.replace('-', ' ')}.",
        broken=lambda lab, settings=settings: refused(lab, settings), asked=asking(user=None),
        expect=inconclusive(warning("config.malformed", owner="device", rule=FILE), STOPPED, usable=None),
        cure=granted("repair-engine-file", lambda lab: lab.device.write(FILE, "{}\n"), of="config.malformed"), leaves=inconclusive(STOPPED, usable=None))
