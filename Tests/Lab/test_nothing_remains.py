"""A run leaves nothing behind, however it ends: the device's network is compared before and after many runs.

RUNS=200 runs as many; a third of them is killed at a random moment, the parent, its workers, or all of them.
"""

import difflib
import os
import random
import re
import signal
import subprocess
import time

import pytest
from chaos import Storm
from engine import Engine
from machine import Machine
from network import link
from program import EDGEPROBE
from services import HUB

RUNS = int(os.environ.get("RUNS", "24"))


@pytest.fixture(scope="module")
def gateway(site):
    """A device with an engine beside the site's own, on a link of its own; nothing answers it, so that runs last."""
    machine = Machine("endured")
    link(machine, site.cloud, "eth0", "endured")
    machine.address("eth0", "198.51.100.77/24")
    machine.route("default", "via", "198.51.100.1")
    machine.resolvers("198.51.100.53")
    engine = Engine(machine)
    engine.network("azure-iot-edge")
    # The kernel gives a bridge its link-local address with its first port, and keeps it: as on any gateway that has had one.
    for network in ("bridge", "azure-iot-edge"):
        engine.run("first", network).remove()
    # Until no address is tentative any more (duplicate address detection, RFC 4862).
    machine.shell("until ! ip -6 address show tentative | grep -q .; do sleep 0.1; done")
    machine.engine = engine
    yield machine
    machine.remove()


def state(machine):
    """Everything of the device's network that a run could have changed; counters and lifetimes left out."""
    commands = ("ip -o link", "ip -o address", "ip rule", "ip -6 rule", "ip route show table all", "ip -6 route show table all",
                "nft --stateless list ruleset", "bridge link", "sort /proc/self/mounts", "sysctl -a --pattern net.ipv4.ip_forward")
    text = "\n".join(machine("sh", "-c", command, check=False).stdout for command in commands)
    # Whether a bridge has a carrier follows from its ports, a moment later, and is not a run's doing.
    text = re.sub(r"valid_lft.*|expires \d+sec|NO-CARRIER,|,LOWER_UP|state (UP|DOWN)|\blinkdown\b", "", text)
    return [" ".join(line.split()) for line in text.splitlines()]


def descendants(pid):
    listed = subprocess.run(["pgrep", "-P", str(pid)], text=True, capture_output=True).stdout.split()
    return [each for child in map(int, listed) for each in (child, *descendants(child))]


def program(process):
    """The run's own process below whatever wraps it, and its workers."""
    for pid in (process.pid, *descendants(process.pid)):
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                words = file.read().split("\0")
        except OSError:
            continue
        if words[0] == EDGEPROBE:
            return pid, descendants(pid)
    return None, []


def test_runs_that_are_killed_leave_the_network_as_it_was(gateway):
    chance = random.Random(20)
    before = state(gateway)
    links = set(gateway("ls", "/sys/class/net").stdout.split())
    killed = 0
    for number in range(RUNS):
        process = gateway.start(EDGEPROBE, "--hub", HUB, "--resolver", "none", "--no-portal", "--budget", "1", "--timeout", "1",
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        if number % 3 == 0:
            time.sleep(chance.uniform(0, 1.2))
            parent, workers = program(process)
            victims = {0: [parent], 1: workers, 2: [parent, *workers]}[number // 3 % 3]
            for pid in filter(None, victims):
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
        process.wait(30)
    deadline = time.monotonic() + 5
    while set(gateway("ls", "/sys/class/net").stdout.split()) != links and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed >= RUNS // 6, "hardly any run was killed"
    assert not [line for line in difflib.ndiff(before, state(gateway)) if line[0] in "+-"]


def test_what_stops_a_run_or_takes_its_engine_leaves_a_whole_report_or_none(gateway):
    """A sample of `make chaos`."""
    storm = Storm(gateway, gateway.engine, seed=11)
    for number, ending in enumerate(("stop", "engine")):
        storm.run(number, ending)
    storm.compare()
    assert not storm.complaints, storm.complaints


def test_a_run_changes_nothing_but_what_the_plan_names(gateway):
    """strace of a run as root: no file is written but the report, nothing is mounted, no setting of the kernel is touched."""
    gateway("mkdir", "/run/trace")
    # A file for each thread: in one for all, calls are torn apart.
    gateway("strace", "-ff", "-qq", "-o", "/run/trace/thread", "-e", "trace=openat,open,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,"
            "mount,umount2,chmod,fchmod,chown,sethostname,settimeofday,clock_settime,init_module,kill,symlink,link,clone,clone3,fork,vfork",
            EDGEPROBE, "--hub", HUB, "--resolver", "none", "--no-portal", "--budget", "1", "--timeout", "1",
            "--report", "json=/run/report.json", check=False, timeout=90, cwd="/")
    changes = []
    started = set()
    for call in gateway.shell("cat /run/trace/*").stdout.splitlines():
        if re.match(r"(clone3?|v?fork)\(", call):
            started.add(call.rsplit(" = ", 1)[1])
        elif re.match(r"open(at)?\(", call):
            if re.search(r"O_(WRONLY|RDWR|CREAT|TRUNC)", call) and " = -1 " not in call:
                changes.append(call)
        # "???" is the end of a call whose beginning strace did not see.
        elif " = -1 " not in call and not call.startswith(("+++", "---", "exit", "???")):
            changes.append(call)
    # The report itself, made beside its target, given its mode and renamed; the null device; the settings of the namespace
    # that stands in for a container, which ends with the run.
    allowed = re.compile(r'"/proc/sys/net/ipv[46]/conf/[a-z0-9]+/[a-z0-9_]+"|'
                         r'"\.edgeprobe-[0-9a-f]+"|"/dev/null"|"\.", [A-Z_|]*\bO_TMPFILE\b')
    # A descriptor has no name, but only a file without one is opened to be written and given a mode.
    nameless = {call.rsplit(" = ", 1)[1] for call in changes if "O_TMPFILE" in call}
    # Who reads a file on a file system that may never answer is the run's own, and is not waited for.
    unplanned = [call for call in changes if not allowed.search(call)
                 and not ((killed := re.match(r"kill\((\d+), SIGKILL\)", call)) and killed[1] in started)
                 and not ((mode := re.match(r"fchmod\((\d+), 0600\)", call)) and mode[1] in nameless)]
    assert not unplanned, unplanned
