import os

from cures import *
from isolation import FOLDER
from scenario import *

scenario("no-engine", "There is no container engine yet: the host stands in for the containers.", asked=ROOT,
         expect=ready(remark("container.engine-absent"), vantages=("host",)))

scenario(
    "engine-killed", "A killed engine left its socket, at which nobody answers: what containers reach is open.",
    broken=lambda lab: lab.device("python3", "-c", "import socket; socket.socket(socket.AF_UNIX).bind('/run/docker.sock')"),
    asked=ROOT, expect=inconclusive(warning("container.engine-stopped", owner="device"), usable=ALL, vantages=("host",)),
    cure=granted("start-engine", lambda lab: (lab.device("rm", "/run/docker.sock"), lab.engine())),
)


def installed(lab):
    """What a device's files and control groups say where systemd knows the engine's service and has no process of it."""
    for folder in ("usr/lib/systemd/system", "sys/fs/cgroup/system.slice/ssh.service", "run"):
        os.makedirs(f"{lab.folder}/root/{folder}", exist_ok=True)
    open(f"{lab.folder}/root/usr/lib/systemd/system/docker.service", "w").close()


scenario(
    "engine-stopped", "The engine is installed and was stopped, its socket with it: what containers reach is open.",
    broken=installed, asked=asking("--config-root", f"{FOLDER}/root", user=None),
    expect=inconclusive(warning("container.engine-stopped", owner="device"), usable=ALL, vantages=("host",)),
    cure=granted("start-engine", lambda lab: lab.engine()),
)
