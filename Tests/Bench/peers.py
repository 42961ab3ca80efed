"""The same checks by blackbox_exporter, the parallel prober that most sites have; where it was unpacked (fetch-peer)."""

import concurrent.futures
import json
import os
import time
import urllib.request

from emulator import DATA
from lab import Lab
from measuring import Device, alternating, median
from program import NOBODY, ROOT
from services import DPS, HUB, REGISTRY, Service
from topology import Site

PROGRAM = os.path.join(ROOT, ".build", "lab", "blackbox", "usr", "bin", "prometheus-blackbox-exporter")
PORT = 9115


def compared(delay, times):
    """Both on one device, in turn: edgeprobe with all its checks, blackbox_exporter with those of them that it has."""
    if not os.path.exists(PROGRAM):
        return {"missing": True}
    lab = Lab()
    if delay:
        lab.slow_link(delay / 2000)
    device = Device(lab)
    folder = f"{lab.folder}/blackbox"
    with open(f"{lab.folder}/blackbox.json", "w") as file:
        json.dump({"modules": modules(device.store)}, file)
    server = Service(lab.device, folder, PROGRAM, f"--config.file={lab.folder}/blackbox.json",
                     f"--web.listen-address=127.0.0.1:{PORT}", ready=("tcp", PORT))
    try:
        samples = alternating(times, edgeprobe=lambda: device.run(user=NOBODY), bare=lambda: device.run(
            "--no-registry", user=NOBODY), blackbox=lambda: asked(lab.device, server))
    finally:
        server.stop()
    return {name: {member: median(given, member) for member in ("seconds", "cpu")} for name, given in samples.items()}


def modules(store):
    """One for each kind of check, which trusts what the device does; the hub refuses strangers, which is an answer."""
    tls = {"ca_file": store}
    return {
        "dns": {"prober": "dns", "dns": {"query_name": HUB, "query_type": "A", "transport_protocol": "udp",
                                         "preferred_ip_protocol": "ip4"}},
        "tls": {"prober": "tcp", "tcp": {"tls": True, "tls_config": tls, "preferred_ip_protocol": "ip4"}},
        "https": {"prober": "http", "http": {"valid_status_codes": [200, 400, 401, 404], "tls_config": tls,
                                             "preferred_ip_protocol": "ip4", "follow_redirects": False}},
    }


CHECKS = [("dns", Site.RESOLVER), ("tls", f"{HUB}:5671"), ("tls", f"{HUB}:8883"), ("https", f"https://{HUB}/"),
          ("https", f"https://{DPS}/"), ("https", f"https://{REGISTRY}/v2/"), ("https", f"https://{DATA}/")]


def asked(machine, server):
    """All probes at once, from a process on the device that waits for the last of them."""
    before = ticks(server.process.pid)
    script = f"{os.path.abspath(__file__)}"
    seconds = float(machine("/usr/bin/python3", script, env={"PATH": os.environ["PATH"], "PYTHONPATH": HERE}).stdout)
    return {"seconds": seconds, "cpu": ticks(server.process.pid) - before}


HERE = os.pathsep.join([os.path.dirname(os.path.abspath(__file__)), os.path.join(ROOT, "Tests", "Lab")])


def ticks(pid):
    """The processor time of a process, in seconds (proc(5), stat, 14 and 15)."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def probe(check):
    module, target = check
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/probe?module={module}&target={target}") as answer:
        if b"probe_success 1" not in answer.read():
            raise SystemExit(f"blackbox_exporter: {module} of {target} failed")


if __name__ == "__main__":
    with concurrent.futures.ThreadPoolExecutor(len(CHECKS)) as pool:
        start = time.monotonic()
        list(pool.map(probe, CHECKS))
        print(time.monotonic() - start)
