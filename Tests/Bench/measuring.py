"""One run of the program as a user starts it, and what it took: time, processor, memory, packets."""

import contextlib
import os
import resource
import statistics
import threading
import time

import program
from isolation import FOLDER
from services import HUB

#: Besides what Debian's own store has, so that the program reads a store of the usual size.
SYSTEM_STORE = "/etc/ssl/certs/ca-certificates.crt"


class Device:
    """The device of a lab, and the program on it."""

    def __init__(self, lab):
        self.lab, self.machine = lab, lab.device
        self.store, self.given = f"{FOLDER}/store.pem", f"{FOLDER}/given.pem"
        with open(lab.hub_root) as file:
            root = file.read()
        with open(SYSTEM_STORE) as file:
            public = file.read()
        for path, text in ((self.store, public + root), (self.given, root)):
            with open(path, "w") as file:
                file.write(text)

    def run(self, *arguments, user=None, codes=(0,)):
        """Time and processor of one run, its own and that of all it started; text goes to a pipe, as in a shell's."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        done = self.machine(*self.command(*arguments), user=user, check=False, timeout=60, cwd="/", env=self.environment)
        seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in codes:
            raise RuntimeError(f"exit code {done.returncode} of {arguments}\n{done.stdout}{done.stderr}")
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        return {"seconds": seconds, "cpu": cpu, "text": done.stdout}

    def command(self, *arguments):
        return [program.EDGEPROBE, "--hub", HUB, "--resolver", "none", "--no-portal", "--ca-file", self.given, *arguments]

    @property
    def environment(self):
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SSL_CERT_FILE": self.store}

    def packets(self, interface="eth0"):
        """How many packets it has sent out of an interface, for all it runs itself and all that runs on its bridges."""
        return int(self.machine("cat", f"/sys/class/net/{interface}/statistics/tx_packets").stdout)

    def round_trip(self, address):
        """What the lab's link takes for a round trip, in seconds: the forwarder in it is a process of this machine."""
        lines = self.machine("ping", "-c", "7", "-i", "0.2", address).stdout.splitlines()
        return statistics.median(float(line.split("time=")[1].split()[0]) for line in lines if "time=" in line) / 1000


def alternating(times, **variants):
    """Each variant in turn, so that whatever else the machine does meets all of them; the lists of what they gave."""
    given = {name: [] for name in variants}
    for _ in range(times):
        for name, variant in variants.items():
            given[name].append(variant())
    return given


def median(samples, member):
    return statistics.median(sample[member] for sample in samples)


class Memory:
    """Looks at the memory of the program's processes, and of nft's, for as long as the scope lasts."""

    #: In seconds; smaps_rollup takes the process's own lock, so nothing is timed meanwhile.
    INTERVAL = 0.01

    def __init__(self):
        #: Proportional shares (PSS) in bytes: the most that all processes of the program had together, and the most of one nft.
        self.program = self.nft = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._thread.join()

    def _look(self):
        emulator = self._processes(program.EDGEPROBE)
        while not self._stopping.wait(self.INTERVAL):
            self.program = max(self.program, sum(map(share, self._processes(program.EDGEPROBE) - emulator)))
            self.nft = max([self.nft, *map(share, self._processes("/nft"))])

    def _processes(self, ending):
        found = set()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/exe").endswith(ending):
                    found.add(pid)
        return found


def share(pid):
    with contextlib.suppress(OSError, StopIteration):
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return int(next(line for line in file if line.startswith("Pss:")).split()[1]) * 1024
    return 0
