"""The table and the score of a run of the lab."""

from flaky import is_flaky
from tiers import NEIGHBOURS, TIER_ONE


def table(outcomes):
    """A line a scenario: what was expected, found and cured, and how long it took."""
    rows = [("scenario", "expected", "found", "cured", "s")]
    rows += [(o["scenario"], listed(o["expected"]), "?" if o["found"] is None else listed(o["found"]),
              {None: "-", True: "yes", False: "NO"}[o["cured"]], f"{o['seconds']:.1f}") for o in outcomes]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def listed(causes):
    return ", ".join(causes) or "healthy"


def scoreboard(outcomes, seconds, composed):
    """How much of what has to be told apart is told apart; of composed networks, how many were right of each size."""
    right = [o for o in outcomes if o["right"]]
    covered = {cause for o in right for cause in o["expected"]}
    missing = [cause for cause in TIER_ONE if cause not in covered]
    pairs = {frozenset((cause, other)) for cause, others in NEIGHBOURS.items() for other in others}
    told_apart = [pair for pair in pairs if pair <= covered]
    healthy = [o for o in outcomes if o["healthy"]]
    alarms = [o for o in healthy if o["found"]]
    curable = [o for o in outcomes if o["curable"]]
    reasons = [o["scenario"] for o in outcomes if o["incurable"]]
    lines = [
        f"causes covered          {len(TIER_ONE) - len(missing)} of {len(TIER_ONE)} of tier 1",
        f"neighbours told apart   {len(told_apart)} of {len(pairs)} pairs",
        f"scenarios right         {len(right)} of {len(outcomes)}",
        f"false alarms            {len(alarms)} on {len(healthy)} healthy networks",
        f"cured                   {sum(bool(o['cured']) for o in curable)} of {len(curable)} curable; {len(reasons)} say why not",
        f"time                    {seconds:.0f} s for {sum(o['seconds'] for o in outcomes):.0f} s of scenarios",
    ]
    for outcome in filter(is_flaky, outcomes):
        first = "; ".join(outcome["unsteady"])
        lines.append(f"flaky                   {outcome['scenario']}, right only at the second try: {first}")
    for count, size in enumerate(("no fault", "one fault", "two faults")):
        alike = [o for o in outcomes if o["scenario"] in composed and len(o["faults"]) == count]
        lines += [f"composed, {size:14}{sum(o['right'] for o in alike)} of {len(alike)}"] if alike else []
    # Networks at random are no library: what they lack says nothing.
    if missing and not composed:
        lines.append(f"not covered yet         {' '.join(missing)}")
    return "\n" + "\n".join(lines)
