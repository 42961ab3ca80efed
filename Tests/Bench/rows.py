"""The table: what is measured, what it is now, and what it is to reach."""

#: Round trips of the slowest chain of a healthy run: a name, a connection, TLS 1.2's two and a request of the registry's
#: four, and then the data endpoint's three.
CHAIN = 10
DELAYS = (50, 150, 300)


class Row:
    """A line of the table: figures that a function finds among what was measured, each with its bound."""

    def __init__(self, what, goals, figures, form="{:.2f}"):
        self.what, self.goals, self.figures, self.form = what, goals, figures, form

    def line(self, measured):
        """As Markdown; what was not measured is left out with a dash."""
        now = []
        for figure in self.figures:
            try:
                now.append(figure(measured))
            except (KeyError, TypeError):
                now.append(None)
        reached = "" if None in now else "yes" if all(n <= goal for n, goal in zip(now, self.goals)) else "no"
        return f"| {self.what} | {self.shown(now)} | {self.shown(self.goals)} | {reached} |"

    def shown(self, numbers):
        forms = self.form if isinstance(self.form, tuple) else (self.form,) * len(numbers)
        return " / ".join("-" if number is None else form.format(number) for number, form in zip(numbers, forms))


def over_round_trips(variant):
    return [lambda m, d=d: m[f"link-{d}"][variant]["seconds"] / (CHAIN * m[f"link-{d}"]["round_trip"]) for d in DELAYS]


def ratio(setting, over, under, member="seconds"):
    return lambda m: m[setting][over][member] / m[setting][under][member]


MILLION = 1_000_000
PEERS = (0, 50, 300)

ROWS = [
    Row("healthy run over its slowest chain's 10 round trips of 50 / 150 / 300 ms, host as a user", (1.15, 1.08, 1.05),
        over_round_trips("user")),
    Row("the same, host and two networks of containers as root", (1.3, 1.15, 1.08), over_round_trips("three")),
    Row("three vantages over one, at 0 / 50 ms", (1.3, 1.15), [ratio("link-0", "three", "one"), ratio("link-50", "three", "one")]),
    Row("processor of a run of the host / of three vantages", (0.15, 0.35),
        [lambda m: m["link-0"]["user"]["cpu"], lambda m: m["link-0"]["three"]["cpu"]], "{:.2f} s"),
    Row("proportional memory of three vantages together", (30,), [lambda m: m["link-0"]["memory"] / MILLION], "{:.0f} MB"),
    Row("stripped binary as installed", (24,), [lambda m: m["size"]["stripped"] / MILLION], "{:.1f} MB"),
    Row("everything dropped, names too: time / packets of three vantages", (4.5, 262),
        [lambda m: m["dropped"]["three"]["seconds"], lambda m: m["dropped"]["three"]["packets"]], ("{:.1f} s", "{:.0f}")),
    Row("nft ruleset of 20,000 rules over the empty one: time / memory", (1.5, 40),
        [lambda m: m["rules"]["full"]["seconds"] - m["rules"]["empty"]["seconds"], lambda m: m["rules"]["memory"] / MILLION],
        ("{:.1f} s", "{:.0f} MB")),
    Row("8 networks of containers over 2", (1.25,), [ratio("networks", "eight", "two")]),
    Row("`diagnose` of 6 MB / HTML page of 5 MB, processor", (1, 0.5),
        [lambda m: m["documents"]["judged_whole"], lambda m: m["documents"]["page_whole"]], "{:.2f} s"),
    Row("the same over half the size: linear is 2", (2.2, 2.2),
        [lambda m: m["documents"]["judged_whole"] / m["documents"]["judged_half"],
         lambda m: m["documents"]["page_whole"] / m["documents"]["page_half"]]),
    Row("slowest over fastest of twenty runs in a row, on an empty bridge / beside containers", (1.5, 1.5),
        [lambda m: m["link-0"]["empty_bridge"]["most"] / m["link-0"]["empty_bridge"]["least"],
         lambda m: m["link-0"]["containers"]["most"] / m["link-0"]["containers"]["least"]]),
    Row("different things that those twenty runs said", (1, 1),
        [lambda m: m["link-0"]["empty_bridge"]["said"], lambda m: m["link-0"]["containers"]["said"]], "{:.0f}"),
    Row("time over blackbox_exporter's for what it checks as well, at 0 / 50 / 300 ms", (1, 1, 1),
        [ratio(f"peer-{d}", "edgeprobe", "blackbox") for d in PEERS]),
    Row("the same without the registry", (1, 1, 1), [ratio(f"peer-{d}", "bare", "blackbox") for d in PEERS]),
]


def table(measured):
    lines = ["| what | now | to reach | reached |", "|---|---|---|---|", *(row.line(measured) for row in ROWS)]
    return "\n".join(lines) + "\n"
