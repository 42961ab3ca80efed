"""One scenario, in namespaces of its own, and what came of it: what the runner's nursery does."""

import json
import os
import shutil
import subprocess
import tarfile
import time
import traceback
import zlib

from composed import draw, run
from cures import Cure, Incurable
from lab import Lab
from program import EDGEPROBE, FORMATS
from runner import load
from scenario import SECRETS
from state import differences, state


def main(name, folder, *twice):
    """Runs a scenario, applies its cure (once more with `twice`), and leaves the outcome in a folder.

    Nothing here says goodbye: the process namespace ends with this process, and everything in it.
    """
    os.makedirs(folder, exist_ok=True)
    if draw.draw(name):
        outcome = run.run(name, folder, keep, judged_again)
    else:
        outcome = declared(load()[name], name, folder, twice)
    with open(f"{folder}/outcome.json", "w") as file:
        json.dump(outcome, file, indent=2)


def declared(scenario, name, folder, twice):
    """The outcome of a scenario that somebody wrote."""
    started = time.monotonic()
    outcome = {"scenario": name, "healthy": scenario.is_healthy, "expected": scenario.causes, "found": None, "right": False,
               "curable": isinstance(scenario.cure, Cure), "incurable": isinstance(scenario.cure, Incurable), "cured": None, "wrong": []}
    try:
        lab = Lab(**scenario.site)
        scenario.broken(lab)
        first = ask(lab, name, scenario.asked)
        keep(folder, "before", first)
        outcome["found"] = [f["cause"] for f in first.report["findings"] if f["severity"] != "info"]
        outcome["wrong"] = scenario.expect.mismatches(first) + judged_again(first)
        outcome["right"] = not outcome["wrong"]
        if not outcome["right"]:
            outcome["explanation"] = first.explain()
        if isinstance(scenario.cure, Cure) and outcome["right"]:
            outcome["cured"] = False
            further = scenario.cure.carry_out(lab, first)
            second = ask(lab, name, scenario.cure.asked or scenario.asked, *further)
            keep(folder, "after", second)
            left = scenario.leaves.mismatches(second)
            outcome["cured"] = not left
            if left:
                outcome["wrong"] = [f"after {scenario.cure.summary}: {text}" for text in left]
                outcome["explanation"] = second.explain()
            elif twice and scenario.cure.repeats:
                outcome["wrong"] = apply_again(scenario, name, lab, first, further)
    except Exception as failure:
        outcome["wrong"].append(f"{type(failure).__name__}: {failure}")
        outcome["explanation"] = traceback.format_exc()
        outcome["right"] = outcome["right"] and outcome["cured"] is not None
    outcome["seconds"] = round(time.monotonic() - started, 1)
    return outcome


def apply_again(scenario, name, lab, first, further):
    """The same remedy a second time: nothing more changes, and the outcome is the same."""
    # Routers share this machine's files: theirs are not their own.
    hosts = lab.site.hosts
    before = [state(host, files=host is lab.device) for host in hosts]
    scenario.cure.carry_out(lab, first)
    changes = [f"{scenario.cure.summary} a second time: {host.name}: {line}" for host, was in zip(hosts, before)
               for line in differences(was, state(host, files=host is lab.device))]
    wrong = changes[:6] + ([f"and {len(changes) - 6} changes more"] if len(changes) > 6 else [])
    left = scenario.leaves.mismatches(ask(lab, name, scenario.cure.asked or scenario.asked, *further))
    return wrong + [f"after {scenario.cure.summary} a second time: {text}" for text in left]


def judged_again(result):
    """A report judges itself the same a second time, wherever it is read."""
    done = subprocess.run([EDGEPROBE, "diagnose", f"{result.folder}/report.json", "--format", "json"], text=True,
                          capture_output=True)
    if not done.stdout:
        return [f"'edgeprobe diagnose' exits with {done.returncode} and says: {done.stderr[-300:]!r}"]
    again = json.loads(done.stdout)
    parts = ("verdict", "transports", "findings")
    return [f"'edgeprobe diagnose' gives other {part}" for part in parts if again[part] != result.report[part]]


def ask(lab, name, asked, *further):
    """A run as the scenario asks for it; a bundle, which has all forms once more, where there is a secret to tell, and of a quarter besides."""
    bundle = name.startswith(("account", "deployment", "journal", "log", "proxy", "registry")) or zlib.crc32(name.encode()) % 4 == 0
    return lab.probe(*asked.arguments, *further, bundle=bundle, **asked.options)


def keep(folder, when, result):
    """Every format of the report, as somebody would attach it; none may tell a secret that the scenario gave the device."""
    for ending in FORMATS.values():
        shutil.copyfile(f"{result.folder}/report.{ending}", f"{folder}/{when}.{ending}")
    with open(f"{folder}/{when}.txt", "w") as file:
        file.write(result.text)
    for ending in (*FORMATS.values(), "txt"):
        with open(f"{folder}/{when}.{ending}", errors="replace") as file:
            text = file.read()
        assert not any(secret in text for secret in SECRETS), f"{when}.{ending} tells a secret"
    # Networks that nobody wrote have none.
    if not os.path.exists(f"{result.folder}/report.tar.gz"):
        return
    with tarfile.open(f"{result.folder}/report.tar.gz") as bundle:
        for member in filter(tarfile.TarInfo.isfile, bundle):
            text = bundle.extractfile(member).read().decode(errors="replace")
            assert not any(secret in text for secret in SECRETS), f"{member.name} of the bundle tells a secret"
