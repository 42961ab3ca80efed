"""What is measured, each in a site of its own: functions that give figures, by name."""

import json
import os
import resource
import statistics
import time

import big
import many
import peers
import program
from lab import Lab
from measuring import Device, Memory, alternating, median
from network import run
from program import NOBODY
from services import HUB
from topology import Site

HOST = ("--vantage", "host")
#: Said of a device with an engine whose containers were not looked at.
INCONCLUSIVE = 2


def link(delay, times):
    """A healthy network whose link takes `delay` milliseconds for a round trip: as a user, as root, from containers too."""
    lab = Lab()
    if delay:
        lab.slow_link(delay / 2000)
    device = Device(lab)
    round_trip = device.round_trip(Site.CLOUD)
    user = alternating(times, user=lambda: device.run(user=NOBODY))
    lab.engine()
    device.run()
    root = alternating(times, one=lambda: device.run(*HOST, codes=(0, INCONCLUSIVE)), three=device.run)
    figures = {"round_trip": round_trip}
    for name, samples in {**user, **root}.items():
        figures[name] = {member: median(samples, member) for member in ("seconds", "cpu")}
        figures[name]["all"] = [round(sample["seconds"], 3) for sample in samples]
    if not delay:
        figures["memory"] = statistics.median(remembered(device) for _ in range(3))
        figures["empty_bridge"] = repeated(device)
        for network in ("bridge", "azure-iot-edge"):
            lab.engine().run(f"module-{network}", network)
        figures["containers"] = repeated(device)
    return figures


def remembered(device):
    with Memory() as memory:
        device.run()
    return memory.program


def repeated(device, times=20):
    """The same run twenty times, with no pause between them: how long each took, and how many different things they said."""
    seconds, said = [], set()
    for _ in range(times):
        start = time.monotonic()
        path = f"{device.lab.folder}/repeated.json"
        device.run("--report", f"json={path}", codes=(0, 1, INCONCLUSIVE))
        seconds.append(time.monotonic() - start)
        with open(path) as file:
            report = json.load(file)
        said.add(json.dumps([report["verdict"], sorted(f["cause"] for f in report["findings"]),
                             [[t["vantage"], t["transport"], t["usable"]] for t in report["transports"]]]))
    return {"least": min(seconds), "median": statistics.median(seconds), "most": max(seconds), "said": len(said)}


def dropped(times):
    """Nothing comes back from behind the edge router, names included."""
    lab = Lab()
    device = Device(lab)
    lab.edge.filters("iifname site drop")

    def counted(**options):
        before = device.packets()
        return {**device.run(codes=(1, INCONCLUSIVE), **options), "packets": device.packets() - before}

    figures = {"user": alternating(times, it=lambda: counted(user=NOBODY))["it"]}
    lab.engine()
    figures["three"] = alternating(times, it=counted)["it"]
    return {name: {member: median(samples, member) for member in ("seconds", "cpu", "packets")}
            for name, samples in figures.items()}


def rules(times, count=20_000):
    """A ruleset that no device should have, over an empty one; the rules are of the chain that the device's packets meet."""
    lab = Lab()
    device = Device(lab)
    lines = "".join(f"add rule inet many out ip daddr 10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255} tcp dport {1 + n % 60_000} "
                    f"counter drop\n" for n in range(count))
    table = "add table inet many\nadd chain inet many out {\n type filter hook output priority 0; policy accept;\n}\n"
    figures, samples = {}, {"empty": [], "full": []}

    def measured(name):
        """Counts where nft was in time: on a busy machine it takes longer than the program waits for it."""
        path = f"{lab.folder}/rules.json"
        sample = device.run(*HOST, "--report", f"json={path}", codes=(0, INCONCLUSIVE))
        with open(path) as file:
            seen = [o["evidence"] for o in json.load(file)["observations"] if o["probe"] == "fwd.settings"]
        if seen[0]["ruleCount"] == (count if name == "full" else 0) and seen[0]["rules"] == "read":
            samples[name].append(sample)

    for attempt in range(times):
        lab.device("nft", "flush", "ruleset")
        measured("empty")
        lab.device.nft(table + lines)
        measured("full")
        if attempt == 0:
            with Memory() as memory:
                device.run(*HOST, codes=(0, INCONCLUSIVE))
            figures.update(memory=memory.program, nft=memory.nft)
    for name, given in samples.items():
        figures[name] = {member: median(given, member) for member in ("seconds", "cpu")}
        figures[name]["of"] = f"{len(given)} of {times} runs"
    return figures


def networks(times):
    """Eight networks of containers, and two of them alone."""
    lab = Lab()
    device = Device(lab)
    engine = lab.engine()
    names = ["bridge", "azure-iot-edge", *(f"site{n}" for n in range(6))]
    for name in names[2:]:
        engine.network(name)

    def of(number):
        chosen = [part for name in names[:number] for part in ("--vantage", f"docker:{name}")]
        return lambda: device.run(*HOST, *chosen)

    of(8)()
    samples = alternating(times, two=of(2), eight=of(8))
    return {name: {member: median(given, member) for member in ("seconds", "cpu")} for name, given in samples.items()}


def documents(times):
    """Recorded reports of 3 and 6 MB judged again as text, and as pages, which are a little larger than what they show."""
    lab = Lab()
    lab.engine()
    device = Device(lab)
    path = f"{lab.folder}/report.json"
    device.run("--report", f"json={path}")
    os.makedirs(f"{lab.folder}/big", exist_ok=True)
    paths = {}
    for name, size in (("half", 3_000_000), ("whole", 6_000_000)):
        paths[name] = f"{lab.folder}/big/{name}.json"
        big.enlarge(path, paths[name], size)
    figures = {}
    for kind, report in (("judged", "text=-"), ("page", f"html={lab.folder}/big/page.html")):
        samples = alternating(times, **{name: lambda place=place, report=report: judged(place, report)
                                        for name, place in paths.items()})
        for name, given in samples.items():
            figures[f"{kind}_{name}"] = median(given, "cpu")
        figures[f"{kind}_size"] = os.path.getsize(f"{lab.folder}/big/page.html" if kind == "page" else paths["whole"])
    return figures


def judged(path, report):
    """Processor alone: `diagnose` waits for nothing."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(program.EDGEPROBE, "diagnose", path, "--report", report, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1, INCONCLUSIVE):
        raise RuntimeError(f"diagnose: exit code {done.returncode}\n{done.stderr}")
    return {"cpu": after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime}


def size(_):
    return {"stripped": os.path.getsize(program.EDGEPROBE)}


SETTINGS = {
    "size": size, "link-0": lambda times: link(0, times), "link-50": lambda times: link(50, times),
    "link-150": lambda times: link(150, times), "link-300": lambda times: link(300, times),
    "dropped": dropped, "rules": rules, "networks": networks, "documents": documents,
    "peer-0": lambda times: peers.compared(0, times), "peer-50": lambda times: peers.compared(50, times),
    "peer-300": lambda times: peers.compared(300, times), "hubs": many.many,
}
