"""Files on a file system that hangs: each costs its own deadline, is named, and takes nothing else with it."""

import json
import os
import subprocess
import sys
import time

import program
import pytest
from engine import Engine
from machine import Machine
from network import link, stop
from services import HUB

SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hanging_files.py")
FOLDER = "/run/hanging"
#: What stands where, each a mount of its own.
FILES = {
    "/etc/docker/daemon.json": '{ "live-restore": false }\n',
    "/etc/aziot/config.toml": 'hostname = "hanging"\n',
    "/etc/hosts": "127.0.0.1 localhost\n203.0.113.10 known.example\n",
    "/etc/resolv.conf": "nameserver 198.51.100.53\n",
}
#: By a path that nobody looks at unless it is named.
HOSTS = f"{FOLDER}/hosts"
OPTIONS = ("--connect-to", "::127.0.0.1:9", "--no-dps", "--no-registry", "--skip", "tcp.half-open", "--timeout", "1", "--no-ntp")
BUDGET = 3
QUESTIONS = ("read", "open", "getattr")


class HangingFiles:
    """The server in a machine, over a folder of that machine's."""

    def __init__(self, machine):
        self.process = machine.start(sys.executable, SERVER, FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "mounted\n":
            reason = self.process.communicate()[1].splitlines()[-1:]
            pytest.skip(f"this machine mounts no FUSE: {reason}")

    def hang(self, questions):
        line = " ".join(f"{os.path.basename(path)}={question}" for path, question in questions.items())
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == f"{line}\n"

    def stop(self):
        stop(self.process)


@pytest.fixture(scope="module")
def gateway(site):
    if not os.path.exists("/dev/fuse"):
        pytest.skip("there is no /dev/fuse")
    machine = Machine("hanging")
    files = None
    try:
        link(machine, site.cloud, "eth0", "hanging")
        machine.address("eth0", "198.51.100.78/24")
        machine.route("default", "via", "198.51.100.1")
        for path, text in FILES.items():
            machine.write(path, text)
            machine.write(f"{FOLDER}/{os.path.basename(path)}", text)
        files = HangingFiles(machine)
        for path in FILES:
            machine("mount", "--bind", f"{FOLDER}/{os.path.basename(path)}", path)
        engine = Engine(machine)
        engine.network("azure-iot-edge")
        engine.run("edgeAgent", options=("--volume", f"{FOLDER}/resolv.conf:/etc/resolv.conf"))
        machine.files = files
        yield machine
    finally:
        if files:
            files.stop()
        machine.remove()


def explain(result):
    """What became of the questions that have no evidence."""
    return {f"{each['probe']} {each['vantage']}: {each.get('reason') or each.get('error')}" for each in result.report["observations"]
            if each["outcome"] != "seen"}


def seen(result):
    return {(each["probe"], each["vantage"], str(each["subject"])) for each in result.report["observations"]
            if each["outcome"] == "seen"}


@pytest.fixture(scope="module")
def run(gateway, folder):
    def run():
        return program.probe(gateway, folder, *OPTIONS, "--budget", str(BUDGET), hub=HUB, user=None, timeout=BUDGET + 30)

    return run


@pytest.fixture(scope="module")
def healthy(gateway, run):
    """As it is while the file system answers."""
    result = run()
    assert not [note for note in result.report["notes"] if "did not answer" in note], result.text
    assert any(vantage == "docker:azure-iot-edge" for _, vantage, _ in seen(result)), result.text
    return seen(result)


# One that a user names, in each way that there is: the run goes on without it.
@pytest.mark.parametrize("question", QUESTIONS if os.environ.get("EDGEPROBE_NIGHTLY") == "1" else ("open", "getattr"))
@pytest.mark.parametrize("arguments, environment, told", [
    (("--engine-socket", HOSTS), {}, "did not answer in its part of the time"),
    (("--vantage", "host", "--vantage", f"netns:{HOSTS}"), {}, "did not answer in time"),
    ((), {"SSL_CERT_FILE": HOSTS}, "did not answer in time"),
    (("--log", HOSTS), {}, "did not answer in time"),
], ids=["engine", "namespace", "roots", "log"])
def test_a_named_file_that_hangs_takes_nothing_else_with_it(gateway, folder, arguments, environment, told, question):
    gateway.files.hang({"/etc/hosts": question})
    try:
        result = program.probe(gateway, folder, *OPTIONS, *arguments, "--budget", str(BUDGET), hub=HUB, user=None,
                               environment=environment, timeout=BUDGET + 30)
    finally:
        gateway.files.hang({})
    assert result.seconds < BUDGET + 5, result.seconds
    assert any(HOSTS in note and told in note for note in result.report["notes"]), result.report["notes"]
    assert any(vantage == "host" for _, vantage, _ in seen(result)), explain(result)


def test_a_signal_while_a_log_is_awaited_is_a_report_and_no_sudden_end(gateway, folder):
    report = f"{folder}/while-a-log-is-awaited.json"
    gateway.files.hang({"/etc/hosts": "read"})
    try:
        process = gateway.start(program.EDGEPROBE, "--hub", HUB, *OPTIONS, "--resolver", "none", "--no-portal", "--log", HOSTS,
                                "--budget", str(BUDGET), "--report", f"json={report}", stdout=subprocess.DEVNULL, cwd="/")
        time.sleep(1)
        process.terminate()
        assert process.wait(timeout=8) == 143
    finally:
        gateway.files.hang({})
    with open(report) as file:
        assert json.load(file)["run"]["complete"] is False


def test_a_place_for_a_report_that_hangs_is_said(gateway):
    gateway.files.hang({"/report.json": "lookup"})
    try:
        for option in (("--report", f"json={FOLDER}/report.json"), ("--bundle", f"{FOLDER}/report.json")):
            done = gateway(program.EDGEPROBE, "--hub", HUB, *OPTIONS, *option, check=False, timeout=10, cwd="/")
            assert done.returncode == 73 and "ETIMEDOUT" in done.stderr, (done.returncode, done.stderr)
    finally:
        gateway.files.hang({})


def test_a_recording_that_hangs_is_said(gateway):
    gateway.files.hang({"/etc/hosts": "read"})
    try:
        done = gateway(program.EDGEPROBE, "diagnose", HOSTS, check=False, timeout=10, cwd="/")
        assert done.returncode == 64 and "cannot be read" in done.stderr, (done.returncode, done.stderr)
    finally:
        gateway.files.hang({})


# Each file hangs at another question; in the night each at each.
@pytest.mark.parametrize("turn", range(len(QUESTIONS) if os.environ.get("EDGEPROBE_NIGHTLY") == "1" else 1))
def test_a_file_that_hangs_costs_its_own_deadline_and_is_named(gateway, healthy, run, turn):
    gateway.files.hang({path: QUESTIONS[(place + turn) % len(QUESTIONS)] for place, path in enumerate(FILES)})
    try:
        result = run()
    finally:
        gateway.files.hang({})
    assert result.seconds < BUDGET + 5, result.seconds
    notes = "\n".join(result.report["notes"])
    for path in FILES:
        assert f"{path} did not answer in time" in notes, notes
    assert "/etc/resolv.conf of the container edgeAgent does not answer" in notes, notes
    # What is lost was seen from the container's network.
    lost = {(probe, vantage) for probe, vantage, subject in healthy - seen(result)}
    assert {vantage for _, vantage in lost} <= {"docker:azure-iot-edge"}, (lost, explain(result))


AUTOMOUNT = "/run/automount"


@pytest.fixture(scope="module")
def automounted():
    """A machine that has nothing else that may hang: files are asked about directly, unless an automount is known for one."""
    machine = Machine("automounted")
    try:
        script = os.path.join(os.path.dirname(SERVER), "hanging_automount.py")
        process = machine.start(sys.executable, script, AUTOMOUNT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
        if process.stdout.readline() != "mounted\n":
            pytest.skip(f"this machine mounts no autofs: {process.communicate()[1].splitlines()[-1:]}")
        # A way there that no table of mounts shows.
        machine("ln", "-sfn", AUTOMOUNT, "/run/by-a-link")
        yield machine
        process.communicate()
    finally:
        machine.remove()


@pytest.mark.parametrize("folder_of", [AUTOMOUNT, "/run/by-a-link"])
def test_an_automount_that_hangs_is_a_place_like_any_other_that_does(automounted, folder_of):
    done = automounted(program.EDGEPROBE, "diagnose", f"{folder_of}/x/y.json", check=False, timeout=15, cwd="/")
    assert done.returncode == 64 and "cannot be read" in done.stderr, (done.returncode, done.stderr)
    done = automounted(program.EDGEPROBE, "--hub", HUB, *OPTIONS, "--report", f"json={folder_of}/x/y.json", check=False, timeout=15,
                       cwd="/")
    assert done.returncode == 73 and "ETIMEDOUT" in done.stderr, (done.returncode, done.stderr)
    done = automounted(program.EDGEPROBE, "plan", "--hub", HUB, "--config-root", "/sys", "--log", f"{folder_of}/x", check=False,
                       timeout=20, cwd="/")
    assert done.returncode in (0, 64), (done.returncode, done.stderr)
