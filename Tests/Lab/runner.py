"""Runs the scenarios, several at once, and keeps the score.

Usage: runner.py [--list] [--jobs N] [--fail-fast] [--record] [--twice] [--sample WORD] [--compose N [--seed S]] [SCENARIO ...].
A name may end in `*`. With --sample it is all healthy ones and one of each cause, which one the word decides.
With --compose it is N networks that nobody wrote, of a seed; `composed-SEED-NUMBER` names one of them.
EDGEPROBE_LAB_FLAKY names the file that remembers who needed a second try (.build/lab-flaky.json); twice in a row fails.
"""

import argparse
import concurrent.futures
import fnmatch
import glob
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import time

import flaky
from composed import draw, witnesses
from nursery import Nursery

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
RESULTS = os.path.join(ROOT, ".build", "lab", "results")
#: Not among the results, which every run replaces.
FLAKY = os.path.join(ROOT, ".build", "lab-flaky.json")
RECORDINGS = os.path.join(ROOT, "Tests", "RecordingsTests", "Recordings")
#: Mostly waits: three for each core.
JOBS = 3 * len(os.sched_getaffinity(0))
#: Longer than the slowest scenario needs on a busy machine.
PATIENCE = 180


def load():
    """Every scenario there is: each file under scenarios/ declares one, or a family."""
    import scenario
    for path in sorted(glob.glob(os.path.join(HERE, "scenarios", "**", "*.py"), recursive=True)):
        name = os.path.relpath(path, HERE).removesuffix(".py").replace(os.sep, ".")
        if name not in sys.modules:
            spec = importlib.util.spec_from_file_location(name, path)
            sys.modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
    return scenario.SCENARIOS


def run_one(nursery, name, *twice):
    """One scenario in namespaces of its own; whatever becomes of them, there is an outcome."""
    folder = os.path.join(RESULTS, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    code = nursery.alone(name, folder, *twice, log=f"{folder}/log", patience=PATIENCE)
    try:
        with open(f"{folder}/outcome.json") as file:
            return json.load(file)
    except OSError:
        with open(f"{folder}/log") as file:
            text = file.read()[-4000:]
        ended = "had no end" if code == -signal.SIGKILL else f"ended with {code}"
        return {"scenario": name, "healthy": False, "expected": [], "found": None, "right": False, "curable": False,
                "incurable": False, "cured": None, "wrong": [f"the scenario {ended}"], "explanation": text, "seconds": PATIENCE}


def main():
    parser = argparse.ArgumentParser(description="Runs the scenarios of the lab.")
    parser.add_argument("scenarios", nargs="*", help="names, or patterns such as dns-*; all when none is given")
    parser.add_argument("--list", action="store_true", help="what there is, a line each")
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first scenario that is not as expected")
    parser.add_argument("--record", action="store_true", help="keep the surveys as recordings for the unit tests")
    parser.add_argument("--compose", type=int, default=0, metavar="N", help="N random networks instead")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which N networks: today's and tomorrow's are the same")
    parser.add_argument("--sample", metavar="WORD", help="the healthy ones, and one of each cause: another word, other ones")
    parser.add_argument("--twice", action="store_true", help="apply each cure twice: the second time changes nothing more")
    options = parser.parse_args()
    scenarios = load()
    twice = ("twice",) if options.twice else ()
    composed = draw.names(options.seed, options.compose) + [name for name in options.scenarios if draw.draw(name)]
    written = [name for name in options.scenarios if name not in composed]
    chosen = composed + (select(scenarios, written) if written or not composed else [])
    if options.sample and not written and not composed:
        chosen = sample(scenarios, options.sample)
        print(f"{len(chosen)} of {len(scenarios)} scenarios: the healthy ones, and of each cause the one that "
              f"--sample {options.sample} draws.", flush=True)
    if options.list:
        width = max(map(len, chosen))
        for name in chosen:
            scenario = scenarios.get(name) or draw.draw(name)
            print(f"{name:{width}}  {scenario.story}")
        return 0
    if composed:
        witnesses.build()
    # Before the scenarios, not after them: a place that will not do is said at once.
    place = flaky.place(os.environ, FLAKY)
    import one
    nursery = Nursery(one.main)
    started = time.monotonic()
    outcomes = run_all(nursery, chosen, options, *twice)
    if not options.fail_fast:
        outcomes = again(nursery, outcomes, *twice)
    with open(os.path.join(RESULTS, "results.json"), "w") as file:
        json.dump({"seconds": round(time.monotonic() - started, 1), "scenarios": outcomes}, file, indent=2)
    from scoreboard import scoreboard, table
    print(table(outcomes))
    print(scoreboard(outcomes, time.monotonic() - started, composed))
    if options.record:
        from recordings import record
        record([o for o in outcomes if o["scenario"] in scenarios], scenarios, RESULTS, RECORDINGS)
    repeated = remember(outcomes, place)
    wrong = [o for o in outcomes if o["wrong"] or o["scenario"] in repeated]
    print(f"{len(outcomes) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or len(outcomes) < len(chosen) else 0


def select(scenarios, patterns):
    chosen = [name for name in scenarios if not patterns or any(fnmatch.fnmatchcase(name, p) for p in patterns)]
    for pattern in patterns:
        if not fnmatch.filter(scenarios, pattern):
            raise SystemExit(f"no scenario is called {pattern}; --list shows their names")
    return chosen


def sample(scenarios, word):
    """All that are healthy, where a finding is a false alarm, and one for each cause; the word decides which."""
    ranked = sorted(scenarios, key=lambda name: hashlib.sha256(f"{word} {name}".encode()).digest())
    chosen, covered = set(), set()
    for name in ranked:
        causes = set(scenarios[name].causes)
        if scenarios[name].is_healthy or causes - covered:
            chosen.add(name)
            covered |= causes
    return [name for name in scenarios if name in chosen]


def run_all(nursery, names, options, *twice):
    """The outcomes in the order of the names; each is told as soon as it is there."""
    os.makedirs(RESULTS, exist_ok=True)
    outcomes = {}
    # No scope: leaving one would wait for scenarios that an interrupt is to end.
    pool = concurrent.futures.ThreadPoolExecutor(max(1, options.jobs))
    running = {pool.submit(run_one, nursery, name, *twice): name for name in names}
    for future in concurrent.futures.as_completed(running):
        if future.cancelled():
            continue
        outcome = future.result()
        outcomes[outcome["scenario"]] = outcome
        tell(outcome)
        if outcome["wrong"] and options.fail_fast:
            for other in running:
                other.cancel()
    return [outcomes[name] for name in names if name in outcomes]


def again(nursery, outcomes, *twice):
    """Gives scenarios that failed a second chance, one after the other: a machine that was busy is no fault of the program.

    One that succeeds then is flaky: told apart from those that always do, and excused once (flaky.py).
    """
    second = []
    for outcome in outcomes:
        if outcome["wrong"]:
            print(f"once more: {outcome['scenario']}", flush=True)
            first, outcome = outcome["wrong"], run_one(nursery, outcome["scenario"], *twice)
            outcome["unsteady"] = first
            tell(outcome)
        second.append(outcome)
    return second


def remember(outcomes, place):
    """Keeps which scenarios were flaky for the next run; gives those that were in the last as well, which is no accident."""
    before, problem = flaky.read(place)
    if problem:
        print(problem)
    record, repeated = flaky.judge(before, outcomes)
    for name in repeated:
        print(flaky.accusation(name, before[name], record[name]))
    try:
        flaky.write(place, record)
    except OSError as failure:
        # Forgotten, the next run would excuse them once more.
        raise SystemExit(f"the record of flaky scenarios cannot be written: {failure}")
    return repeated


def tell(outcome):
    mark = "ok  " if not outcome["wrong"] else "FAIL"
    print(f"{mark} {outcome['seconds']:5.1f} s  {outcome['scenario']}", flush=True)
    for text in outcome["wrong"]:
        print(f"       {text}", flush=True)
    if outcome["wrong"]:
        for line in outcome.get("explanation", "").splitlines():
            print(f"         | {line}", flush=True)
        print(f"       repeat it:  make lab SCENARIO={outcome['scenario']}", flush=True)


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        print("The lab was interrupted.", flush=True)
        code = 130
    # Scenarios that still run end with the process namespace, whose first process this is.
    sys.stdout.flush()
    os._exit(code)
