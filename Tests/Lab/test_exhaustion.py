"""Where a machine gives less than it usually does: the run says so, and neither traps nor waits for ever."""

import json
import os
import subprocess
import sys
import uuid

import pytest
from program import EDGEPROBE
from services import HUB

#: A run in which every question fails at once.
NOWHERE = ("--hub", HUB, "--connect-to", "::127.0.0.1:9", "--resolver", "none", "--no-dps", "--no-registry", "--no-portal", "--no-ntp",
           "--skip", "tcp.half-open", "--budget", "2", "--timeout", "1")
#: A user that nobody else's processes count for.
LONELY = 61_237
#: What no run says, whatever is missing.
TROUBLE = ("Fatal error", "Trap", "crash", "Illegal instruction", "Segmentation fault")


def assert_sane(done):
    assert done.returncode in (0, 1, 2, 70, 73), (done.returncode, done.stderr)
    assert not any(word in done.stderr + done.stdout for word in TROUBLE), done.stderr
    if done.returncode in (70, 73):
        assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("edgeprobe: "), done.stderr
    else:
        assert done.stdout.startswith("{") and done.stdout.rstrip().endswith("}"), (done.stdout[-300:], done.stderr)


@pytest.mark.parametrize("limit", [1, 8, 16, 24, 30, 40])
def test_few_processes_of_a_user_are_said_or_enough(site, limit):
    done = site.device("setpriv", f"--reuid={LONELY}", f"--regid={LONELY}", "--clear-groups", "prlimit", f"--nproc={limit}", EDGEPROBE,
                       *NOWHERE, "--format", "json", check=False, timeout=20, cwd="/")
    assert_sane(done)
    # Those that are needed at the start are asked for at the start.
    assert limit > 16 or (done.returncode == 70 and "threads" in done.stderr), (done.returncode, done.stderr)


@pytest.fixture
def group(site):
    hierarchy = "/sys/fs/cgroup" if os.path.exists("/sys/fs/cgroup/cgroup.procs") else "/sys/fs/cgroup/pids"
    path = f"{hierarchy}/edgeprobe-test-{uuid.uuid4().hex[:8]}"
    try:
        os.mkdir(path)
    except OSError as error:
        pytest.skip(f"no control group of one's own: {error}")
    try:
        if not os.path.exists(f"{path}/pids.max"):
            pytest.skip("control groups here count no processes")
        yield path
    finally:
        os.rmdir(path)


@pytest.mark.parametrize("limit", [1, 4, 16, 26, 40])
def test_few_processes_of_a_control_group_are_said_or_enough(site, group, limit):
    with open(f"{group}/pids.max", "w") as file:
        file.write(str(limit))
    # The shell is one of them until it becomes the program.
    done = site.device("sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh", EDGEPROBE, *NOWHERE, "--format", "json", check=False,
                       timeout=20, cwd="/")
    assert_sane(done)
    assert limit > 16 or (done.returncode == 70 and "threads" in done.stderr), (done.returncode, done.stderr)


#: Runs a program with so many namespaces of its own to measure from.
NAMESPACES = """
count=$1; shift
for _ in $(seq "$count"); do unshare --net sleep 60 & started="$started $!"; done
sleep 0.5
for each in $started; do set -- "$@" --vantage "netns:/proc/$each/ns/net"; done
code=0; "$@" || code=$?
kill $started
exit $code
"""


def measured_from(report):
    return {vantage for vantage in (each["vantage"] for each in report["observations"]) if vantage != "host"}


@pytest.mark.parametrize("count, limit", [(2, 52), (5, 53), (8, 52), (8, 54), (8, 57), (8, 62), (8, 64), (8, 110)])
def test_few_files_for_many_vantages_are_said_or_enough(site, count, limit):
    done = site.device("sh", "-c", NAMESPACES, "sh", str(count), "prlimit", f"--nofile={limit}", EDGEPROBE, *NOWHERE, "--vantage", "host",
                       "--format", "json", check=False, timeout=30, cwd="/")
    assert_sane(done)
    assert "EMFILE" not in done.stdout, done.stdout
    if done.returncode in (0, 1, 2):
        report = json.loads(done.stdout)
        assert len(measured_from(report)) + sum("Not measured from netns:" in note for note in report["notes"]) == count, report["notes"]


@pytest.mark.parametrize("count, limit", [(2, 26), (2, 32), (2, 44), (7, 26), (7, 32), (7, 60)])
def test_few_threads_for_many_vantages_are_said_or_enough(site, group, count, limit):
    with open(f"{group}/pids.max", "w") as file:
        file.write(str(limit))
    done = site.device("sh", "-c", NAMESPACES, "sh", str(count), "sh", "-c", f'echo $$ >{group}/cgroup.procs && exec "$@"', "sh", EDGEPROBE,
                       *NOWHERE, "--vantage", "host", "--format", "json", check=False, timeout=30, cwd="/")
    assert_sane(done)
    assert "unable to create thread" not in done.stderr.lower(), done.stderr
    if done.returncode in (0, 1, 2):
        lost = [each for each in json.loads(done.stdout)["observations"] if each["outcome"] == "failed" and each.get("code") == "worker"]
        assert not lost, (lost[0], done.stderr)


#: Starts a program whom the kernel refuses sockets of netlink, as a container's filter may.
WITHOUT_NETLINK = """
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
def step(code, whenTrue, whenFalse, value):
    return struct.pack("HBBI", code, whenTrue, whenFalse, value)
SOCKET, NETLINK, EPERM, ALLOW = 41, 16, 0x50001, 0x7fff0000
steps = (step(0x20, 0, 0, 0) + step(0x15, 0, 3, SOCKET) + step(0x20, 0, 0, 16) + step(0x15, 0, 1, NETLINK) + step(6, 0, 0, EPERM)
         + step(6, 0, 0, ALLOW))
steps = ctypes.create_string_buffer(steps, len(steps))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps.raw) // 8, ctypes.addressof(steps)))
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0, ctypes.get_errno()
os.execv(sys.argv[1], sys.argv[1:])
"""
#: What is taken away, each in a mount namespace of the run's own.
WANTING = {
    "no /sys": ("unshare", "--mount", "sh", "-ec", 'umount --lazy /sys; exec "$@"', "sh"),
    "no tracing": ("unshare", "--mount", "sh", "-ec",
                   'mkdir -p /run/empty; for place in /sys/kernel/tracing /sys/kernel/debug; do [ ! -d $place ] || '
                   'mount --bind /run/empty $place; done; exec "$@"', "sh"),
    "nothing to write to": ("unshare", "--mount", "sh", "-ec",
                            "while read -r _ place _; do case $place in /proc* | /dev* | /mnt*) ;; *) "
                            'mount -o remount,bind,ro "$place" 2>/dev/null || :;; esac; done </proc/self/mounts; exec "$@"', "sh"),
    "a clock of its own": ("unshare", "--time", "--fork", "--kill-child", "--monotonic", "8000000", "--boottime", "8000000"),
    "no netlink": (sys.executable, "-c", WITHOUT_NETLINK),
}


@pytest.mark.parametrize("wanting", WANTING)
def test_what_else_a_machine_may_lack_leaves_a_report(site, check, wanting):
    if wanting == "no netlink" and os.uname().machine != "x86_64":
        pytest.skip("numbers of system calls")
    result = check("--no-registry", "--no-dps", user=None, prefix=WANTING[wanting], timeout=40)
    assert not any(word in result.errors for word in TROUBLE), result.errors
    assert result.code in (0, 2), result.explain()
    # The network has nothing to do with it.
    assert not result.findings("error"), result.explain()
    assert {"mqtt", "amqp", "https"} <= {name for name, (usable, _) in result.transports.items() if usable}, result.explain()
    broken = [f"{each['probe']}: {each.get('reason')}" for each in result.report["observations"]
              if each["outcome"] == "failed" and each.get("code") == "worker"]
    assert not broken, broken


def test_a_full_disk_is_a_report_not_written_and_nothing_left(site):
    script = f"""
        mkdir -p /run/small && mount -t tmpfs -o size=16k tmpfs /run/small
        code=0; {EDGEPROBE} demo --report json=/run/small/report.json --bundle /run/small/ticket.tar.gz >/dev/null || code=$?
        ls -A /run/small; exit $code"""
    done = site.device("unshare", "--mount", "sh", "-c", script, check=False, timeout=30, cwd="/")
    assert (done.returncode, done.stdout) == (73, ""), (done.stdout, done.stderr)
    assert len(done.stderr.splitlines()) == 2 and "could not be written" in done.stderr, done.stderr


def test_a_bundle_needs_no_other_program_and_no_folder_of_the_systems(site):
    script = f"""
        for program in tar gzip; do mount --bind /dev/null "$(readlink -f "$(command -v $program)")"; done
        for folder in /tmp /var/tmp; do mount --bind $folder $folder && mount -o remount,bind,ro $folder; done
        exec {EDGEPROBE} demo --bundle /run/lab/ticket.tar.gz"""
    done = site.device("unshare", "--mount", "sh", "-ec", script, check=False, timeout=30, cwd="/")
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr)
    listed = site.device(sys.executable, "-c", "import sys, tarfile; print(*tarfile.open(sys.argv[1]).getnames(), sep='\\n')",
                         "/run/lab/ticket.tar.gz").stdout
    assert "report.json" in listed and "report.ndjson" in listed, listed


#: Listens, and holds so many descriptors of one file that looking through them takes seconds.
HOARDER = """
import os, resource, socket, sys, time
listener = socket.create_server(("0.0.0.0", 8883))
limit = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 60_000)
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
for _ in range(500_000 // limit + 1):
    if os.fork() == 0:
        file = os.open("/dev/null", os.O_RDONLY)
        try:
            while True:
                os.dup(file)
        except OSError:
            os.write(1, b".")
            time.sleep(60)
print(f" {500_000 // limit + 1}", flush=True)
time.sleep(60)
"""


def test_a_user_with_half_a_million_descriptors_costs_a_run_a_second_and_is_named(site, check):
    hoarder = site.device.start("setpriv", f"--reuid={LONELY}", f"--regid={LONELY}", "--clear-groups", "python3", "-c", HOARDER,
                                stdout=subprocess.PIPE, bufsize=0)
    try:
        said = b""
        while b"\n" not in said or said.count(b".") < int(said.replace(b".", b" ")):
            said += hoarder.stdout.read(1)
        result = check("--vantage", "host", "--only", "ports", user=None)
    finally:
        os.killpg(hoarder.pid, 9)
        hoarder.wait()
        hoarder.stdout.close()
    assert result.seconds < 3, result.seconds
    seen = [evidence for evidence in result.seen("ports.check") if evidence["listeners"]]
    holders = [holder for evidence in seen for listener in evidence["listeners"] for holder in listener["holders"]]
    assert any(holder["pid"] and "python" in holder["name"] for holder in holders), result.report["observations"]
    assert any("not looked into" in note for note in result.report["notes"]), result.report["notes"]
