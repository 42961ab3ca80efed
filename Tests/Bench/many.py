"""Two hundred hubs in one run, beside blackbox_exporter's checks of the same hubs; both on one core."""

import concurrent.futures
import json
import os
import resource
import statistics
import time

import peers
import program
from isolation import FOLDER
from measuring import SYSTEM_STORE, Memory, alternating, median
from program import NOBODY
from services import Service
from several import SeveralHubs
from topology import Site

MANY, FEW = 200, 20
#: As many probes at the same time as edgeprobe has connections.
AT_ONCE = 40
#: What a scrape of blackbox_exporter checks of a hub: TLS on each of its ports.
CHECKS = (("https", "https://{}/"), ("tls", "{}:5671"), ("tls", "{}:8883"))
#: Observations that a handshake each was made for.
HANDSHAKES = ("tls.handshake", "tls.device-name")


class Bench:
    """A site with its hubs, and a device whose store has the hubs' root besides the usual ones."""

    def __init__(self):
        self.site = Site()
        self.hubs = SeveralHubs(self.site, FOLDER, MANY)
        self.store = f"{FOLDER}/store.pem"
        with open(self.hubs.hub.root) as root, open(SYSTEM_STORE) as public, open(self.store, "w") as store:
            store.write(public.read() + root.read())

    def run(self, count, *arguments):
        """One run about some of the hubs: what it took, and what it said."""
        path = f"{FOLDER}/hubs-{count}.txt"
        with open(path, "w") as file:
            file.write("\n".join(self.hubs.names[:count]) + "\n")
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = self.site.device(
            "taskset", "-c", "0", *self.hubs.command("--hubs", path, "--pace", "2000", *arguments), user=NOBODY, check=False,
            timeout=500, cwd="/", env={**self.hubs.environment, "SSL_CERT_FILE": self.store})
        seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise RuntimeError(f"exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        return {"seconds": seconds, "cpu": cpu, "text": done.stdout}

    def asked(self, server):
        """All checks of all hubs by blackbox_exporter: the processor that it took alone, not who asks."""
        before, start = peers.ticks(server.process.pid), time.monotonic()
        self.site.device("/usr/bin/python3", os.path.abspath(__file__), timeout=500, input="\n".join(self.hubs.names),
                         env={"PATH": os.environ["PATH"], "PYTHONPATH": peers.HERE})
        return {"seconds": time.monotonic() - start, "cpu": peers.ticks(server.process.pid) - before}


def many(times):
    """Processor for each TLS check, and memory of many hubs over that of a few."""
    bench = Bench()
    lines = [json.loads(line) for line in bench.run(MANY, "--report", "ndjson=-")["text"].splitlines()]
    checks = sum(1 for line in lines for o in line["observations"]
                 if o["probe"] in HANDSHAKES and o["outcome"] == "seen" and o["subject"].get("service") == "hub")
    figures = {"checks": checks, "ready": sum(line["verdict"] == "ready" for line in lines)}
    for name, count in (("few", FEW), ("many", MANY)):
        figures[f"memory_{name}"] = statistics.median(remembered(bench, count) for _ in range(min(times, 3)))
    variants = {"edgeprobe": lambda: bench.run(MANY)}
    server = None
    if os.path.exists(peers.PROGRAM):
        with open(f"{FOLDER}/blackbox.json", "w") as file:
            json.dump({"modules": peers.modules(bench.store)}, file)
        server = Service(bench.site.device, f"{FOLDER}/blackbox", "taskset", "-c", "0", peers.PROGRAM,
                         f"--config.file={FOLDER}/blackbox.json", f"--web.listen-address=127.0.0.1:{peers.PORT}",
                         ready=("tcp", peers.PORT))
        variants["blackbox"] = lambda: bench.asked(server)
    try:
        for name, given in alternating(times, **variants).items():
            figures[name] = {member: median(given, member) for member in ("seconds", "cpu")}
    finally:
        if server:
            server.stop()
    figures["edgeprobe"]["check"] = figures["edgeprobe"]["cpu"] / checks
    if server:
        figures["blackbox"]["check"] = figures["blackbox"]["cpu"] / (MANY * len(CHECKS))
    return figures


def remembered(bench, count):
    with Memory() as memory:
        bench.run(count)
    return memory.program


def main():
    """Asks blackbox_exporter about the hubs on standard input."""
    import sys
    wanted = [(module, target.format(name)) for name in sys.stdin.read().split() for module, target in CHECKS]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(peers.probe, wanted))


if __name__ == "__main__":
    main()
