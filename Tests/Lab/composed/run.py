"""One composed network from its name to its outcome."""

import time
import traceback

from composed import compose, draw, witnesses


def run(name, folder, keep, judged_again):
    """The outcome, as the runner keeps it; `keep` files the report, `judged_again` holds it against itself."""
    composition = draw.draw(name)
    started = time.monotonic()
    outcome = {"scenario": name, "story": composition.story, "parts": [p.name for p in (*composition.traits, *composition.faults)],
               "faults": [p.name for p in composition.faults], "healthy": not composition.faults, "expected": [], "found": None,
               "right": False, "curable": False, "incurable": False, "cured": None, "wrong": [], "explanation": ""}
    said = []
    try:
        network = compose.Composed(composition)
        network.build()
        outcome["expected"] = [e.cause for e in network.expected().findings]
        result = network.ask()
        keep(folder, "before", result)
        said.append(result.explain())
        outcome["found"] = [f["cause"] for f in result.report["findings"] if f["severity"] != "info"]
        expected = network.expected(outcome["found"])
        heard, reached = network.hear()
        said += [f"{v}: {t} {'works' if works else 'does not'}: {how}"
                 for v, testimony in heard.items() for t, (works, how) in testimony.said.items()]
        said += [f"{v}: musl {target[1]}: {' '.join(got)}" for v, table in reached.items() for target, got in table.items()]
        outcome["wrong"] = (expected.mismatches(result) + witnesses.disagreements(result, heard, reached)
                            + compose.contradictions(expected, heard) + judged_again(result))
        outcome["right"] = not outcome["wrong"]
    except compose.Wrong as failure:
        outcome["wrong"].append(f"the composer: {failure}")
    except Exception as failure:
        outcome["wrong"].append(f"{type(failure).__name__}: {failure}")
        said.append(traceback.format_exc())
    if outcome["wrong"]:
        outcome["explanation"] = "\n".join([f"parts: {' '.join(outcome['parts'])}; {composition.hops} routers", *said])
    outcome["seconds"] = round(time.monotonic() - started, 1)
    return outcome
