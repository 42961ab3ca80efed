"""What independent clients see of the network, from the host and from inside each of the engine's networks."""

import contextlib
import dataclasses
import json
import os
import subprocess
import sys

from emulator import DEVICE, KEY
from program import ROOT
from services import HUB

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENT = os.path.join(ROOT, ".build", "lab", "client")
PORTS = {"https": 443, "mqtt": 8883, "amqp": 5671, "mqtt-ws": 443, "amqp-ws": 443}


def build():
    """Compiles musl's client where it is missing or old; needs no network, and others may do the same at once."""
    source = f"{HERE}/client.c"
    if not os.path.exists(CLIENT) or os.path.getmtime(CLIENT) < os.path.getmtime(source):
        os.makedirs(os.path.dirname(CLIENT), exist_ok=True)
        unborn = f"{CLIENT}.{os.getpid()}"
        subprocess.run(["musl-gcc", "-static", "-O1", "-Wall", "-Werror", "-o", unborn, source], check=True)
        os.replace(unborn, CLIENT)


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a witness stands: the device itself, or a container's network with the container's own names."""

    machine: object
    pid: int | None = None

    def prefix(self):
        if self.pid is None:
            return []
        # What the container's own processes read; resolv.conf may be a link on the host.
        # Copied: what is mounted in another namespace cannot be bound.
        script = ("mkdir -p /run/lab/place; mount -t tmpfs tmpfs /run/lab/place; for file in resolv.conf hosts; do"
                  " cat /proc/$0/root/etc/$file > /run/lab/place/$file; mount --bind /run/lab/place/$file \"$(readlink -f /etc/$file)\";"
                  " done; exec nsenter --net=/proc/$0/ns/net \"$@\"")
        return ["unshare", "--mount", "--propagation", "private", "sh", "-ec", script, str(self.pid)]

    def __call__(self, *command, **options):
        return self.machine(*self.prefix(), *command, **options)


@contextlib.contextmanager
def places(net, vantages=None):
    """A place for each vantage, or for these; where no module runs yet, a container is there for as long as it is asked."""
    found, made = {}, []
    for vantage in vantages or net.vantages:
        if vantage == "host":
            found[vantage] = Place(net.lab.device)
            continue
        network = vantage.removeprefix("docker:")
        module = net.modules.get(network)
        if module is None:
            module = net.lab.engine().run(f"witness-{network}", network)
            made.append(module)
        found[vantage] = Place(net.lab.device, module.pid)
    try:
        yield found
    finally:
        if made:
            net.lab.engine()("rm", "--force", "--volumes", *(module.name for module in made))


def contacts(place, *targets, milliseconds):
    """What musl's client gets of each (name, port): (ok, address), (name, code), (errno, number) or (silent, "")."""
    words = [str(word) for target in targets for word in target]
    output = place(CLIENT, str(milliseconds), *words, timeout=60).stdout
    table = {}
    for line in output.splitlines():
        name, port, what, *detail = line.split()
        table[name, int(port)] = (what, " ".join(detail))
    return {target: table.get(target, ("nothing", "")) for target in targets}


class Testimony:
    """Whether each transport works, from one vantage, and what its client said."""

    def __init__(self, said):
        self.said = said

    def works(self, transport):
        return self.said[transport][0]

    def how(self, transport):
        return self.said[transport][1]


def testimonies(net, where, transports):
    """What real clients say from all places at once."""
    settings = {"hub": HUB, "roots": net.roots(), "device": DEVICE, "key": KEY, "transports": sorted(transports), "proxy": net.proxy,
                "patience": net.patience, "places": {vantage: place.pid for vantage, place in where.items()}}
    output = net.lab.device(sys.executable, f"{HERE}/witness.py", json.dumps(settings), timeout=90, cwd="/").stdout
    return {vantage: Testimony(said) for vantage, said in json.loads(output).items()}


def disagreements(result, heard, reached):
    """Where the report's matrix and the witnesses differ: neither of them is presumed right."""
    wrong = []
    for row in result.report["transports"]:
        vantage, transport, usable = row["vantage"], row["transport"], row["usable"]
        if vantage not in heard:
            continue
        testimony = heard[vantage]
        if usable is True and not testimony.works(transport):
            wrong.append(f"{transport} from {vantage}: usable in the report ({row['proof']}, {row['via']}); "
                         f"the client says {testimony.how(transport)}")
        if usable is not True and testimony.works(transport):
            wrong.append(f"{transport} from {vantage}: {'not usable' if usable is False else 'unproven'} in the report; "
                         f"a client used it ({testimony.how(transport)})")
        # An Alpine module has to resolve the name as well; a proxy does that for it.
        seen = reached[vantage].get((HUB, PORTS[transport]))
        if usable is True and row["via"] == "direct" and seen and seen[0] != "ok":
            wrong.append(f"{transport} from {vantage}: usable in the report; musl's client says {' '.join(seen)}")
    missing = set(heard) - {row["vantage"] for row in result.report["transports"]}
    return wrong + [f"{vantage} is not in the report's matrix" for vantage in sorted(missing)]
