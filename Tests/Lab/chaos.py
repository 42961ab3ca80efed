"""Runs in the midst of chaos: killed, stopped and continued at random moments, with the engine and the uplink gone and back.

Usage: chaos.py [RUNS [SEED]]

However a run ends, its report is whole or there is none, and the machine is as it was: interfaces, addresses, rules, routes,
mounts, files, processes. A third of the runs is killed or stopped; `make chaos` runs 500 (CHAOS_RUNS, CHAOS_SEED).
"""

import contextlib
import difflib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter

from engine import Engine
from isolation import refuse_uplink
from machine import Machine
from network import link
from program import EDGEPROBE, validate
from services import HUB
from topology import Site

#: Where reports go.
FOLDER = "/run/chaos"
UPLINK = ("eth0", "198.51.100.79/24", "198.51.100.1")
#: Longer than a run of a second takes on a busy machine, with all that is done to it.
PATIENCE = 60
#: What becomes of a run, and how often among a hundred.
ENDINGS = {"kill": 20, "stop": 10, "hold": 5, "interrupt": 5, "engine": 10, "uplink": 10, "nothing": 40}


def gateway(cloud):
    """A device with an engine on a link of its own; nothing answers it, so that runs last."""
    machine = Machine("stormy")
    link(machine, cloud, UPLINK[0], "stormy")
    machine.address(UPLINK[0], UPLINK[1])
    machine.route("default", "via", UPLINK[2])
    machine.resolvers("198.51.100.53")
    engine = Engine(machine)
    engine.network("azure-iot-edge")
    # The kernel gives a bridge its link-local address with its first port, and keeps it.
    for network in ("bridge", "azure-iot-edge"):
        engine.run("first", network).remove()
    machine.shell("until ! ip -6 address show tentative | grep -q .; do sleep 0.1; done")
    return machine, engine


def state(machine):
    """Everything that a run could have changed; counters, lifetimes, and what the engine keeps for itself left out."""
    commands = ("ip -o link", "ip -o address", "ip rule", "ip -6 rule", "ip route show table all", "ip -6 route show table all",
                "nft --stateless list ruleset", "bridge link", "sort /proc/self/mounts", "ip netns list",
                "find /run /tmp -maxdepth 2 \\( -name '*edgeprobe*' -o -path '/run/*' \\) -not -path '/run/docker*' "
                "-not -path '/run/containerd*' -not -path '/run/lab*' -not -path '/run/netns*' "
                # The unit tests', which may run beside.
                "-not -path '/tmp/edgeprobe.*' -not -path '/tmp/edgeprobe-*-*' | sort")
    text = "\n".join(machine("sh", "-c", command, check=False).stdout for command in commands)
    # Numbers of interfaces are new with each start of the engine; a carrier follows from a bridge's ports, a moment later.
    text = re.sub(r"(?m)^\d+: |valid_lft.*|expires \d+sec|NO-CARRIER,|,LOWER_UP|state (UP|DOWN)|\blinkdown\b|qlen \d+", "", text)
    return sorted(" ".join(line.split()) for line in text.splitlines())


def descendants(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], text=True, capture_output=True).stdout.split()
    return [each for child in map(int, listed) for each in (child, *descendants(child))]


def program(process):
    """The run's own process below whatever wraps it, and its workers."""
    for pid in (process.pid, *descendants(process.pid)):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as file:
            if file.read().split("\0")[0] == EDGEPROBE:
                return pid, descendants(pid)
    return None, []


def send(number, pids):
    for pid in filter(None, pids):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class Storm:
    """Runs on one machine, and what was wrong with any of them."""

    def __init__(self, machine, engine, seed):
        self.machine, self.docker, self.chance, self.seed = machine, engine, random.Random(seed), seed
        machine("mkdir", "-p", FOLDER)
        self.before, self.complaints, self.endings, self.reports = state(machine), [], Counter(), 0

    def run(self, number, ending=None):
        report, bundle = f"{FOLDER}/{number}.json", f"{FOLDER}/{number}.tar.gz"
        process = self.machine.start(EDGEPROBE, "--hub", HUB, "--resolver", "none", "--no-portal", "--budget", "1", "--timeout", "1",
                                     "--report", f"json={report}", *(["--bundle", bundle] if number % 4 == 0 else []),
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
        ending = ending or self.chance.choices(list(ENDINGS), ENDINGS.values())[0]
        self.endings[ending] += 1
        time.sleep(self.chance.uniform(0, 1.6))
        parent, workers = program(process)
        getattr(self, ending)(self.chance.choice([[parent], workers, [parent, *workers]]), parent)
        try:
            errors = process.communicate(timeout=PATIENCE)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            self.complain(number, ending, "it does not end")
            send(signal.SIGKILL, [parent, *workers])
            return
        if re.search("Fatal error|Trap|crash", errors):
            self.complain(number, ending, errors[:500])
        self.check(number, ending, report, bundle, process.returncode)

    def kill(self, victims, parent):
        send(signal.SIGKILL, victims)

    def stop(self, victims, parent):
        send(signal.SIGSTOP, victims)
        time.sleep(self.chance.uniform(0.1, 1.5))
        send(signal.SIGCONT, victims)

    def hold(self, victims, parent):
        """Workers that nobody continues are ended by whoever started them."""
        send(signal.SIGSTOP, descendants(parent) if parent else [])

    def interrupt(self, victims, parent):
        send(self.chance.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP]), [parent])

    def engine(self, victims, parent):
        self.docker.restart()

    def uplink(self, victims, parent):
        name, _, router = UPLINK
        self.machine("ip", "link", "set", name, "down")
        time.sleep(self.chance.uniform(0, 0.5))
        self.machine("ip", "link", "set", name, "up")
        self.machine.route("default", "via", router)

    def nothing(self, victims, parent):
        pass

    def check(self, number, ending, report, bundle, code):
        listed = self.machine("ls", "-A", FOLDER).stdout.split()
        for name in listed:
            if name not in (os.path.basename(report), os.path.basename(bundle)):
                self.complain(number, ending, f"{name} was left beside the report")
        if os.path.basename(bundle) in listed and self.machine("gzip", "--test", bundle, check=False).returncode:
            self.complain(number, ending, "its bundle is not whole")
        if os.path.basename(report) in listed:
            self.reports += 1
            try:
                validate(json.loads(self.machine.read(report)))
            except Exception as error:
                self.complain(number, ending, f"its report is not whole: {error!r:.300}")
        elif ending in ("nothing", "engine", "uplink", "hold"):
            self.complain(number, ending, f"it ended with {code} and no report")
        self.machine.shell(f"rm -rf {FOLDER}/* {FOLDER}/.[!.]*")

    def complain(self, number, ending, what):
        self.complaints.append(f"run {number} of seed {self.seed} ({ending}): {what}")
        print(self.complaints[-1], flush=True)

    def compare(self):
        """Whether the machine is as it was, and nothing runs any more; the kernel may take a moment."""
        deadline = time.monotonic() + 15
        while True:
            left = [pid for pid in self.machine.processes() if is_run(pid)]
            changes = [line for line in difflib.ndiff(self.before, state(self.machine)) if line[0] in "+-"]
            if not (left or changes) or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        self.complaints += [f"process {pid} is left" for pid in left] + changes


def is_run(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as file:
        return file.read().split("\0")[0] in (EDGEPROBE, "/proc/self/exe")


def main(runs, seed):
    refuse_uplink()
    print(f"{runs} runs, seed {seed}", flush=True)
    site = Site()
    machine, engine = gateway(site.cloud)
    try:
        storm = Storm(machine, engine, seed)
        for number in range(runs):
            storm.run(number)
            # What a run changed is to be told from what the next ones did.
            if number % 20 == 19:
                storm.compare()
                print(f"{number + 1} runs, {storm.reports} reports, {dict(storm.endings)}", flush=True)
            if len(storm.complaints) > 40:
                break
        storm.compare()
    finally:
        machine.remove()
        site.remove()
    print("\n".join(storm.complaints) or f"{runs} runs: {storm.reports} reports, each whole, and the machine as before")
    return 1 if storm.complaints else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
