"""Recorded reports as large as a site with a hundred networks would make them."""

import json


def enlarge(source, target, size):
    """Writes a recording of at least `size` bytes: what the containers' vantages saw, again from further networks."""
    with open(source) as file:
        report = json.load(file)
    seen = report["observations"]
    pattern = [o for o in seen if o["vantage"] == "docker:azure-iot-edge"]
    each = len(json.dumps(pattern, ensure_ascii=False))
    left = max(0, size - len(json.dumps(report, ensure_ascii=False)))
    for number in range(-(-left // each)):
        for observation in pattern:
            seen.append({**observation, "vantage": f"docker:site{number}", "index": len(seen)})
    with open(target, "w") as file:
        json.dump(report, file, ensure_ascii=False, separators=(",", ":"))
