"""Measures one setting in namespaces of its own. Usage: one.py SETTING TIMES FILE, started by bench.py through isolation.py."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Lab"))

from settings import SETTINGS  # noqa: E402

if __name__ == "__main__":
    name, times, path = sys.argv[1:]
    figures = SETTINGS[name](int(times))
    with open(path, "w") as file:
        json.dump(figures, file)
    # The lab's machines and services end with the process namespace.
    sys.stdout.flush()
    os._exit(0)
