"""Measures how quick and how small the program is, and holds it against what it is to reach.

Usage: Tests/Lab/enter .build/lab-venv/bin/python Tests/Bench/bench.py [--times N] [--list] [SETTING ...]
EDGEPROBE_BINARY names the binary. What was measured goes to .build/bench/bench.json, the table to .build/bench/table.md.
"""

import argparse
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LAB = os.path.join(HERE, "..", "Lab")
sys.path.insert(0, LAB)

from isolation import alone  # noqa: E402
from rows import table  # noqa: E402
from settings import SETTINGS  # noqa: E402

RESULTS = os.path.abspath(os.path.join(HERE, "..", "..", ".build", "bench"))
#: Longer than any setting takes on a busy machine, in seconds.
PATIENCE = 600


def measure(name, times):
    """One setting in namespaces of its own; nothing when it failed, and its log says why."""
    path, log = os.path.join(RESULTS, f"{name}.json"), os.path.join(RESULTS, f"{name}.log")
    if os.path.exists(path):
        os.remove(path)
    alone(f"{HERE}/one.py", name, str(times), path, log=log, patience=PATIENCE)
    try:
        with open(path) as file:
            return json.load(file)
    except OSError:
        with open(log) as file:
            print(f"{name} failed:\n{file.read()[-2000:]}", flush=True)
        return None


def main():
    parser = argparse.ArgumentParser(description="Measures the program.")
    parser.add_argument("settings", nargs="*", help="those to measure; all when none is given")
    parser.add_argument("--times", type=int, default=5, help="how often each variant is run")
    parser.add_argument("--list", action="store_true", help="what can be measured, a line each")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SETTINGS))
        return 0
    unknown = [name for name in options.settings if name not in SETTINGS]
    if unknown:
        raise SystemExit(f"nothing is called {unknown[0]}; --list shows what is")
    os.makedirs(RESULTS, exist_ok=True)
    figures = {}
    for name in options.settings or SETTINGS:
        start = time.monotonic()
        measured = measure(name, options.times)
        if measured is not None:
            figures[name] = measured
        print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    text = table(figures)
    with open(os.path.join(RESULTS, "bench.json"), "w") as file:
        json.dump(figures, file, indent=2)
    with open(os.path.join(RESULTS, "table.md"), "w") as file:
        file.write(text)
    print(text, end="")
    return 0 if len(figures) == len(options.settings or SETTINGS) else 1


if __name__ == "__main__":
    sys.exit(main())
