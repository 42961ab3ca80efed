"""Scenarios that were right only at their second try, kept from one run to the next: a busy machine is excused once.

Whoever needs a second try in two runs in a row hides a fault, the program's or the scenario's own.
"""

import json
import os

#: Where the record is instead; a CI that throws .build away keeps it elsewhere.
VARIABLE = "EDGEPROBE_LAB_FLAKY"
#: What isolation.py covers with mounts of its own: a record in there would end with the lab, and nobody would notice.
COVERED = ("/mnt", "/run", "/dev/shm", "/etc")


def place(environment, usual):
    """The record's path: one that outlives the lab."""
    path = os.path.realpath(environment.get(VARIABLE) or usual)
    for folder in COVERED:
        if os.path.commonpath([path, folder]) == folder:
            raise SystemExit(f"{VARIABLE} cannot be {path}: what is written below {folder} ends with the lab")
    return path


def is_flaky(outcome):
    return bool(outcome.get("unsteady")) and not outcome["wrong"]


def judge(before, outcomes):
    """The record after a run, and the names of those that were flaky in the run before as well.

    Only being right at the first try is forgiven: a scenario that was not run, or failed twice, has shown nothing of the kind.
    """
    flaky = {o["scenario"]: o["unsteady"] for o in outcomes if is_flaky(o)}
    right = {o["scenario"] for o in outcomes if not o["wrong"]}
    kept = {name: wrong for name, wrong in before.items() if name not in right}
    return {**kept, **flaky}, [name for name in flaky if name in before]


def read(path):
    """What was wrong with each at the first try, as the last runs left it; and a sentence where that cannot be read."""
    try:
        with open(path) as file:
            record = json.load(file)
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError) as problem:
        return {}, f"The record of flaky scenarios in {path} is ignored: {problem}."
    if not is_record(record):
        return {}, f"The record of flaky scenarios in {path} is ignored: it is no list of reasons for each name."
    return record, None


def is_record(value):
    return isinstance(value, dict) and all(
        isinstance(texts, list) and all(isinstance(text, str) for text in texts) for texts in value.values())


def write(path, record):
    """All of it or nothing: an interrupt leaves the old record, not half of a new one."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(f"{path}.new", "w") as file:
        json.dump(record, file, indent=2, sort_keys=True)
        file.write("\n")
    os.replace(f"{path}.new", path)


def accusation(name, then, now):
    return (f"{name} was right only at its second try, in this run and in the last that ran it: "
            f"it is flaky, and that fails the run (then: {'; '.join(then)}; now: {'; '.join(now)})")
