"""The table: what is measured, what it is now, and what it is to reach."""

#: Round trips of the slowest chain of a healthy run: a name, a connection, TLS 1.2's two and a request of the registry's
#: four, and then the data endpoint's three.
CHAIN = 10
DELAYS = (50, 150, 300)


class Row:
    """A line of the table: figures that a function finds among what was measured, each with its bound."""

    def __init__(self, what, goals, figures, form="{:.2f}", bound="nothing that is known"):
        self.what, self.goals, self.figures, self.form, self.bound = what, goals, figures, form, bound

    def line(self, measured):
        """As Markdown; what was not measured is a dash."""
        now = [self.found(figure, measured) for figure in self.figures]
        reached = "" if None in now else "reached" if all(n <= goal for n, goal in zip(now, self.goals)) else self.bound
        return f"| {self.what} | {self.shown(now)} | {self.shown(self.goals)} | {reached} |"

    @staticmethod
    def found(figure, measured):
        try:
            return figure(measured)
        except KeyError:
            return None

    def shown(self, numbers):
        forms = self.form if isinstance(self.form, tuple) else (self.form,) * len(numbers)
        return " / ".join("-" if number is None else form.format(number) for number, form in zip(numbers, forms))


def over_round_trips(variant):
    return [lambda m, d=d: m[f"link-{d}"][variant]["seconds"] / (CHAIN * m[f"link-{d}"]["round_trip"]) for d in DELAYS]


def ratio(setting, over, under, member="seconds"):
    return lambda m: m[setting][over][member] / m[setting][under][member]


MILLION = 1_000_000
PEERS = (0, 50, 300)

STARTING = "two processes start before the first packet, 60 ms of processor; each answer is worked on before the next question"
ROWS = [
    Row("healthy run over its slowest chain's 10 round trips of 50 / 150 / 300 ms, host as a user", (1.15, 1.08, 1.05),
        over_round_trips("user"), bound=STARTING),
    Row("the same, host and two networks of containers as root", (1.3, 1.15, 1.08), over_round_trips("three"),
        bound=STARTING + "; the engine's answers, 25 ms"),
    Row("three vantages over one, at 0 / 50 ms", (1.3, 1.15), [ratio("link-0", "three", "one"), ratio("link-50", "three", "one")],
        bound="at 0 ms two cores compute for all three, 45 ms for each network of containers"),
    Row("processor of a run of the host / of three vantages", (0.15, 0.35),
        [lambda m: m["link-0"]["user"]["cpu"], lambda m: m["link-0"]["three"]["cpu"]], "{:.2f} s"),
    Row("proportional memory of three vantages together", (30,), [lambda m: m["link-0"]["memory"] / MILLION], "{:.0f} MB",
        "10 MB of each process's own: what is relocated, Swift's metadata, OpenSSL's tables; arenas of malloc make no difference"),
    Row("stripped binary as installed", (24,), [lambda m: m["size"]["stripped"] / MILLION], "{:.1f} MB",
        "19 MB of code; packed relocations would save 1.8 MB and take glibc 2.36"),
    Row("everything dropped, names too: time / packets of three vantages", (4.5, 262),
        [lambda m: m["dropped"]["three"]["seconds"], lambda m: m["dropped"]["three"]["packets"]], ("{:.1f} s", "{:.0f}"),
        "a resolver is waited for as long as the device's library waits, 5 s"),
    Row("nft ruleset of 20,000 rules over the empty one: time / memory", (1.5, 40),
        [lambda m: m["rules"]["full"]["seconds"] - m["rules"]["empty"]["seconds"], lambda m: m["rules"]["memory"] / MILLION],
        ("{:.1f} s", "{:.0f} MB"), "nft's own two lists, 1.1 s of processor; the list as text in three processes"),
    Row("8 networks of containers over 2", (1.25,), [ratio("networks", "eight", "two")],
        bound="45 ms of processor for each network, on two cores"),
    Row("`diagnose` of 6 MB / beyond it a page of 7 MB, processor", (1, 0.5),
        [lambda m: m["documents"]["judged_whole"],
         lambda m: m["documents"]["page_whole"] - m["documents"]["judged_whole"]], "{:.2f} s"),
    Row("the same over half the size: linear is 2, quadratic 4", (2.5, 2.5),
        [lambda m: m["documents"]["judged_whole"] / m["documents"]["judged_half"],
         lambda m: m["documents"]["page_whole"] / m["documents"]["page_half"]]),
    Row("slowest over fastest of twenty runs in a row, on an empty bridge / beside containers", (1.5, 1.5),
        [lambda m: m["link-0"]["empty_bridge"]["most"] / m["link-0"]["empty_bridge"]["least"],
         lambda m: m["link-0"]["containers"]["most"] / m["link-0"]["containers"]["least"]], bound="what else the machine does"),
    Row("different things that those twenty runs said", (1, 1),
        [lambda m: m["link-0"]["empty_bridge"]["said"], lambda m: m["link-0"]["containers"]["said"]], "{:.0f}"),
    Row("time over blackbox_exporter's for what it checks as well, at 0 / 50 / 300 ms", (1, 1, 1),
        [ratio(f"peer-{d}", "edgeprobe", "blackbox") for d in PEERS],
        bound="it runs already, and its longest chain has 5 round trips; the registry's has 10"),
    Row("the same without the registry", (1, 1, 1), [ratio(f"peer-{d}", "bare", "blackbox") for d in PEERS],
        bound="AMQP inside a WebSocket takes 8 round trips, none of which it asks for"),
    Row("200 hubs on one core: processor for a TLS check over blackbox_exporter's", (2,),
        [ratio("hubs", "edgeprobe", "blackbox", "check")],
        bound="what each check says is written, read, judged and explained as well"),
    Row("memory of 200 hubs over that of 20", (1.1,), [lambda m: m["hubs"]["memory_many"] / m["hubs"]["memory_few"]]),
]


def table(measured):
    lines = ["| what | now | to reach | what bounds it |", "|---|---|---|---|", *(row.line(measured) for row in ROWS)]
    return "\n".join(lines) + "\n"
