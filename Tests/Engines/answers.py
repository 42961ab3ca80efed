"""What a container engine answers to the questions that edgeprobe asks, as a file for the unit tests.

Usage, in the lab: answers.py FILE, with EDGEPROBE_LAB_ENGINE for an engine that engines.py fetched; `engines.py --record`
does it for all of them, and for this machine's own.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Lab"))

import foreign
from engine import Engine
from machine import Machine

#: Of the description of the machine, as it is nobody's business.
KEPT = {"SecurityOptions", "ServerVersion", "CgroupVersion", "CgroupDriver", "Driver"}


def main(path):
    machine = Machine("recorded")
    machine("ip", "link", "set", "lo", "up")
    engine = Engine(machine)
    engine.network("azure-iot-edge", subnet="172.31.7.0/24", gateway="172.31.7.1")
    engine.run("edgeAgent", options=("--label", "net.azure-devices.edge.owner=Microsoft.Azure.Devices.Edge.Agent",
                                     "--publish", "443:443", "--publish", "127.0.0.1:8883:8883"))
    engine.run("plain", "bridge", options=("--dns", "192.0.2.53"))
    socket = foreign.SOCKET if foreign.IS_PODMAN else "/run/docker.sock"

    def ask(target):
        return json.loads(machine("curl", "--silent", "--fail", "--unix-socket", socket, f"http://engine{target}").stdout)

    answers = {target: ask(target) for target in ("/version", "/info", "/networks", "/containers/json")}
    answers["/info"] = {name: value for name, value in answers["/info"].items() if name in KEPT}
    for kind, many in (("networks", answers["/networks"]), ("containers", answers["/containers/json"])):
        for one in many:
            target = f"/networks/{one['Id']}" if kind == "networks" else f"/containers/{one['Id']}/json"
            answers[target] = ask(target)
    with open(path, "w") as file:
        json.dump(answers, file, indent=1, sort_keys=True)
        file.write("\n")
    machine.remove()


main(*sys.argv[1:])
