"""Runs that somebody wants to end: in whatever they are, they end at once, with what they have or with nothing."""

import contextlib
import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import termios
import time

import pytest
from program import EDGEPROBE
from services import HUB

#: Everything leads to a place where nobody answers, so that a run lasts for its budget.
SILENCE = ("--hub", HUB, "--connect-to", "::198.51.100.254:443", "--resolver", "none", "--no-dps", "--no-registry", "--no-portal",
           "--no-ntp", "--skip", "tcp.half-open", "--skip", "device", "--skip", "ports", "--vantage", "host", "--config-root", "/sys",
           "--budget", "20")


@pytest.fixture
def start(site):
    """Starts a program on the device, by its own name in the process table; whoever asks for its output reads it."""
    started = []

    def start(*arguments, **options):
        # Whoever runs the tests may have had hang-ups ignored.
        process = site.device.start("env", "--default-signal=HUP,INT,TERM", EDGEPROBE, *arguments, cwd="/",
                                    **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options})
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def workers(process):
    listed = subprocess.run(["pgrep", "-P", str(process.pid)], text=True, capture_output=True).stdout.split()
    found = []
    for pid in map(int, listed):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", "rb") as file:
            found += [pid] if b"worker" in file.read().split(b"\0") else []
    return found


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


def awaits_input(pid):
    """A thread is in read(0, …), whose number is 0 here and 63 on arm64."""
    calls = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/syscall") as file:
            calls.append(file.read().split()[:2])
    return any(call in (["0", "0x0"], ["63", "0x0"]) for call in calls)


def ended(process, within):
    start = time.monotonic()
    output, errors = process.communicate(timeout=within)
    assert time.monotonic() - start < within, errors
    return output, errors


@pytest.mark.parametrize("number, code", [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_run_with_a_partial_report(start, number, code):
    process = start(*SILENCE, "--format", "json")
    wait_until(lambda: workers(process))
    os.kill(process.pid, number)
    output, errors = ended(process, 4)
    assert process.returncode == code, errors
    assert json.loads(output)["run"]["complete"] is False


def test_a_second_signal_ends_a_run_at_once(start):
    process = start(*SILENCE, "--format", "json")
    # A worker that does not stop is given two seconds.
    for worker in wait_until(lambda: workers(process)):
        os.kill(worker, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGTERM)
    time.sleep(0.2)
    assert process.poll() is None
    os.kill(process.pid, signal.SIGTERM)
    output, _ = ended(process, 1)
    assert (process.returncode, output) == (143, b"")


#: An engine that takes every question and answers none.
ENGINE = """
import socket, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(64)
print("listening", flush=True)
time.sleep(60)
"""


def test_a_signal_ends_a_run_whose_engine_is_slow(site, start):
    engine = site.device.start("python3", "-c", ENGINE, "/run/lab/slow.sock", stdout=subprocess.PIPE)
    try:
        assert engine.stdout.readline() == b"listening\n"
        arguments = [each for each in SILENCE if each not in ("--vantage", "host", "--config-root", "/sys")]
        process = start(*arguments, "--engine-socket", "/run/lab/slow.sock", "--format", "json")
        time.sleep(0.5)
        os.kill(process.pid, signal.SIGTERM)
        output, errors = ended(process, 3)
        assert process.returncode == 143, errors
        assert json.loads(output)["run"]["complete"] is False
    finally:
        engine.kill()
        engine.wait()
        engine.stdout.close()


def test_a_signal_ends_a_run_that_waits_for_its_input_or_for_a_reader(start):
    for option in ("--log", "--hubs"):
        waiting = start(*SILENCE, option, "-", stdin=subprocess.PIPE)
        wait_until(lambda: awaits_input(waiting.pid))
        os.kill(waiting.pid, signal.SIGTERM)
        assert waiting.wait(timeout=2) == 143
    # Longer than the pipe, in which nobody reads.
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    stuck = start("demo", "--format", "json", stdout=writing)
    os.close(writing)
    try:
        wait_until(lambda: select.select([reading], [], [], 0.1)[0])
        time.sleep(0.3)
        assert stuck.poll() is None
        os.kill(stuck.pid, signal.SIGTERM)
        assert stuck.wait(timeout=2) == 143
    finally:
        os.close(reading)


def asks_to_be_told_of(process, number):
    """The program has begun, and has the signal handed to it."""
    with contextlib.suppress(OSError), open(f"/proc/{process.pid}/status") as file:
        caught = next(line.split()[1] for line in file if line.startswith("SigCgt:"))
        return int(caught, 16) >> (number - 1) & 1


@pytest.mark.parametrize("number, code", [(signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_while_the_program_starts_is_heard(start, number, code):
    process = start(*SILENCE, "--format", "json")
    end = time.monotonic() + 5
    while not asks_to_be_told_of(process, number):
        assert process.poll() is None and time.monotonic() < end
    os.kill(process.pid, number)
    output, errors = ended(process, 5)
    assert process.returncode == code, errors
    assert json.loads(output)["run"]["complete"] is False


def test_a_signal_while_the_program_starts_ends_what_measures_nothing(start):
    process = start("explain", "dns.filtered")
    while not asks_to_be_told_of(process, signal.SIGTERM):
        assert process.poll() is None
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=5)
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_while_reports_are_written_loses_none(start, folder, number, code):
    names = [f"{folder}/{number}.{form}" for form in ("json", "html", "markdown", "junit", "text")]
    reports = [word for name in names for word in ("--report", f"{name.rsplit('.')[-1]}={name}")]
    for _ in range(5):
        for name in [*names, f"{folder}/{number}.tar.gz"]:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        process = start("demo", *reports, "--bundle", f"{folder}/{number}.tar.gz", stdout=subprocess.DEVNULL)
        while not os.path.exists(names[0]):
            assert process.poll() is None
            time.sleep(0.0005)
        os.kill(process.pid, number)
        # What was written by then is no signal's business.
        assert process.wait(timeout=5) in (0, code)
        assert all(os.path.exists(name) for name in [*names, f"{folder}/{number}.tar.gz"])


@pytest.mark.parametrize("times", [1, 2])
def test_a_hang_up_ends_a_run_that_waits_for_a_reader(start, times):
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    stuck = start("demo", "--format", "json", stdout=writing)
    os.close(writing)
    try:
        wait_until(lambda: select.select([reading], [], [], 0.1)[0])
        time.sleep(0.3)
        for _ in range(times):
            os.kill(stuck.pid, signal.SIGHUP)
        assert stuck.wait(timeout=2) == 129
    finally:
        os.close(reading)


def test_a_slow_reader_of_a_pipe_that_does_not_block_gets_the_whole_report(start):
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writing, False)
    process = start("demo", "--format", "json", stdout=writing)
    os.close(writing)
    text = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while piece := pipe.read(4096):
            text += piece
            time.sleep(0.002)
    assert process.wait(timeout=5) == 0
    assert json.loads(text)["verdict"] == "ready"


@pytest.fixture
def stopped_terminal():
    """One whose other end reads nothing any more, as a stopped one or a hanging connection has it: its buffer is full."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.set_blocking(theirs, False)
    for _ in range(20):
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(theirs, b"x" * 64)
        time.sleep(0.05)
    os.set_blocking(theirs, True)
    yield theirs
    os.close(ours)
    os.close(theirs)


def test_a_terminal_that_takes_nothing_keeps_no_report_from_its_file(start, folder, stopped_terminal):
    report = f"{folder}/beside-a-stopped-terminal.json"
    process = start(*SILENCE[:-1], "2", "--report", f"json={report}", stdout=subprocess.DEVNULL, stderr=stopped_terminal)
    code = process.wait(timeout=30)
    with open(report) as file:
        verdict = json.load(file)["verdict"]
    # How far it came within its budget is the machine's business.
    assert (code, verdict) in ((1, "blocked"), (2, "inconclusive"))


def test_a_signal_ends_a_run_at_a_terminal_that_takes_nothing(start, folder, stopped_terminal):
    report = f"{folder}/ended-at-a-stopped-terminal.json"
    process = start(*SILENCE, "--report", f"json={report}", stdout=subprocess.DEVNULL, stderr=stopped_terminal)
    wait_until(lambda: workers(process))
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=10) == 143
    with open(report) as file:
        assert json.load(file)["run"]["complete"] is False


def test_a_bundle_that_nobody_reads_keeps_no_report_from_its_file(start, folder):
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    report = f"{folder}/beside-a-bundle.json"
    process = start("demo", "--bundle", f"/proc/self/fd/{writing}", "--report", f"json={report}", stdout=subprocess.DEVNULL,
                    pass_fds=(writing,))
    os.close(writing)
    try:
        wait_until(lambda: os.path.exists(report))
        # What takes nothing is given up, and said.
        assert process.wait(timeout=45) == 73
        assert b"bundle" in process.stderr.read()
    finally:
        os.close(reading)


def test_a_secret_stands_in_the_process_list_for_no_longer_than_a_start_takes(start):
    process = start(*SILENCE, "--proxy", "http://bob:CANARYs3cret@198.51.100.254:9")
    spent, looks = 0, 0
    while looks < 200 and process.poll() is None:
        with open(f"/proc/{process.pid}/cmdline", "rb") as file, open(f"/proc/{process.pid}/schedstat") as times:
            words = file.read()
            if b"CANARYs3cret" in words and b"--default-signal" not in words:
                # Of the program's own: a busy machine makes the clock's longer.
                spent = int(times.read().split()[0]) / 1e9
        looks += 1
        time.sleep(0.002)
    assert looks == 200 and spent < 0.1, (looks, spent)
