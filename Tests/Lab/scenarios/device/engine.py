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


def installed(lab, *groups):
    """What a device's files and control groups say where systemd knows the engine's service, and what it has processes of."""
    for folder in ("usr/lib/systemd/system", "run", *(f"sys/fs/cgroup/system.slice/{group}.service" for group in groups)):
        os.makedirs(f"{lab.folder}/root/{folder}", exist_ok=True)
    for group in groups:
        with open(f"{lab.folder}/root/sys/fs/cgroup/system.slice/{group}.service/cgroup.procs", "w") as file:
            file.write("1\n")
    open(f"{lab.folder}/root/usr/lib/systemd/system/docker.service", "w").close()


FILES = asking("--config-root", f"{FOLDER}/root", user=None)


scenario(
    "engine-stopped", "The engine is installed and was stopped, its socket with it: what containers reach is open.",
    broken=lambda lab: installed(lab, "ssh"), asked=FILES,
    expect=inconclusive(warning("container.engine-stopped", owner="device"), usable=ALL, vantages=("host",)),
    cure=granted("start-engine", lambda lab: lab.engine()),
)

scenario("engine-of-unknown-state", "An engine is installed, and nothing shows that it ever ran: the host stands in for its containers.",
         broken=installed, asked=FILES, expect=ready(vantages=("host",)))

scenario("engine-with-a-socket-elsewhere", "An engine runs whose socket is at no usual place: what containers reach is open.",
         broken=lambda lab: installed(lab, "docker"), asked=FILES, expect=inconclusive(usable=ALL, vantages=("host",)),
         cure=incurable("where its socket is only its administrator knows"))
