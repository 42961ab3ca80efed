"""The table that traces: nobody's packets but the tracer's own, and gone with the process however that ends."""

import json
import os
import signal
import subprocess
import time

import pytest
from program import EDGEPROBE
from topology import Site

PORT, OTHER = 45671, 45672
# A user of its own and root's group, as the run has it.
PLACE = ("--role", "netfilter", "--user", "1900000000", "--group", "0", "--keep", "cap_net_admin", "--keep", "cap_net_raw")
ORDER = {"trace": {"_0": [{"vantage": "host", "origin": {"host": {}}, "port": PORT, "remote": {"address": Site.CLOUD, "port": 5671}}]}}


@pytest.fixture
def filtered(site):
    """The device drops AMQP by a match that its text does not decide."""
    site.device.filters("tcp dport 5671 ip ttl > 10 drop", hook="output")
    yield site.device
    site.device("nft", "delete", "table", "inet", "firewall")


def tracer(device):
    process = device.start(EDGEPROBE, "netfilter", *PLACE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/")
    process.stdin.write(json.dumps(ORDER) + "\n")
    process.stdin.flush()
    assert "ready" in process.stdout.readline()
    return process


def tables(device):
    return device("nft", "list", "tables").stdout


def connect(device, port):
    device("python3", "-c", f"""
import socket
end = socket.socket()
end.bind(("", {port}))
end.settimeout(0.4)
try: end.connect(("{Site.CLOUD}", 5671))
except OSError: pass
""")


def test_the_table_is_the_tracers_own_and_ends_with_it(filtered):
    process = tracer(filtered)
    listed = filtered("nft", "list", "ruleset").stdout
    assert "table inet edgeprobe-trace-" in listed and "flags owner" in listed, listed
    name = next(word for word in listed.split() if word.startswith("edgeprobe-trace-"))
    assert filtered("nft", "delete", "table", "inet", name, check=False).returncode != 0, "only its owner may change it"
    connect(filtered, PORT)
    heard = json.loads(process.communicate(timeout=10)[0])["heard"]["_0"]["traces"][0]
    assert heard["there"]["place"]["chain"] == "output" and heard["there"]["place"]["line"] == 1, heard
    assert heard["there"]["seen"] >= 1 and heard["there"]["passed"] == 0
    assert "edgeprobe" not in tables(filtered)


def test_a_tracer_that_is_killed_leaves_no_table(filtered):
    process = tracer(filtered)
    assert "edgeprobe-trace-" in tables(filtered)
    victim = int(filtered("pgrep", "-f", "-n", f"^{EDGEPROBE} netfilter").stdout)
    os.kill(victim, signal.SIGKILL)
    process.wait(5)
    assert "edgeprobe" not in tables(filtered)


def traced(device, act):
    """The ports of the packets that are traced while something happens."""
    monitor = device.start("nft", "monitor", "trace", stdout=subprocess.PIPE, text=True, cwd="/")
    time.sleep(0.5)
    act()
    time.sleep(0.3)
    monitor.send_signal(signal.SIGINT)
    words = monitor.communicate(timeout=5)[0].split()
    return {int(words[index + 1]) for index, word in enumerate(words) if word in ("sport", "dport")}


def test_nobody_elses_packets_are_traced(filtered):
    process = tracer(filtered)
    others = traced(filtered, lambda: connect(filtered, OTHER))
    own = traced(filtered, lambda: connect(filtered, PORT))
    process.communicate(timeout=10)
    assert not others, others
    assert own == {PORT, 5671}, own


def test_a_run_traces_its_own_connections_alone(filtered, check):
    """Somebody else, as edgeHub would, connects to the same hub all the while."""
    beside = filtered.start("sh", "-c", f"while :; do timeout 1 socat -u OPEN:/dev/null TCP4:{Site.CLOUD}:5671,sourceport={OTHER},reuseaddr; done",
                            stderr=subprocess.DEVNULL)
    try:
        results = []
        ports = traced(filtered, lambda: results.append(check(user=None)))
    finally:
        os.killpg(beside.pid, signal.SIGKILL)
        beside.wait(5)
    result = results[0]
    seen = [o for o in result.report["observations"] if o["probe"] == "fwd.trace"]
    assert len(seen) == 1 and seen[0]["outcome"] == "seen", result.explain()
    own = {trace["connection"]["port"] for trace in seen[0]["evidence"]["traces"]}
    assert own and ports <= own | {5671}, (ports, own)
    assert OTHER not in own


def test_no_trace_asks_the_kernel_for_nothing(filtered, check):
    results = []
    assert not traced(filtered, lambda: results.append(check("--no-trace", user=None)))
    seen = [o for o in results[0].report["observations"] if o["probe"] == "fwd.trace"]
    assert [(o["outcome"], o["code"]) for o in seen] == [("skipped", "excluded")], seen
