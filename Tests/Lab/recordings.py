"""Surveys of scenarios as recordings, which unit tests judge again without a network or root."""

import glob
import json
import os


def record(outcomes, scenarios, results, recordings):
    """Keeps the survey of each scenario that was as expected, with what was expected of it; drops those of none."""
    os.makedirs(recordings, exist_ok=True)
    for outcome in outcomes:
        if outcome["right"]:
            name = outcome["scenario"]
            with open(f"{results}/{name}/before.json") as file:
                report = json.load(file)
            keep(f"{recordings}/{name}.json", report, scenarios[name])
    for path in glob.glob(f"{recordings}/*.json"):
        if os.path.basename(path).removesuffix(".json") not in scenarios:
            os.remove(path)


def keep(path, report, scenario):
    """One observation a line: short enough to be kept, and a difference shows where it is."""
    # Paths of the lab and the judgement of that day are no part of a survey.
    report["run"]["arguments"] = []
    observations = report.pop("observations")
    # No rule reads the certificates themselves, only what was read out of them; they would be half of every file.
    forget(observations, "pem")
    report["findings"], report["expected"] = [], {"story": scenario.story, **scenario.expect.document()}
    head = json.dumps(report, separators=(",", ":"), sort_keys=True)
    lines = ",\n".join(json.dumps(o, separators=(",", ":"), sort_keys=True) for o in observations)
    with open(path, "w") as file:
        file.write(f'{head[:-1]},"observations":[\n{lines}\n]}}\n')


def forget(value, member):
    """Empties a member of text wherever it is."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == member:
                value[name] = ""
            else:
                forget(inner, member)
    elif isinstance(value, list):
        for inner in value:
            forget(inner, member)
