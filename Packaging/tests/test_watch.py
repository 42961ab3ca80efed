"""The script that the services run, in every shell that a device may have as /bin/sh, with a program that says what it is told to."""

import os
import shlex
import shutil
import signal
import stat
import subprocess
import textwrap
import time

import pytest

SHELLS = [shell for shell in (["dash"], ["bash", "--posix"], ["busybox", "sh"]) if shutil.which(shell[0])]
PROGRAM = """\
#!/bin/sh
# Writes the reports it is asked for, ends with the code in the file beside it, and keeps what it was called with.
here=$(dirname "$0")
printf '%s\\n' "$*" >>"$here/calls"
if [ "$1" = compare ]; then
    [ -s "$2" ] && [ -s "$3" ] || exit 66
    echo "compared"
    exit "$(cat "$here/compared")"
fi
code=$(cat "$here/code")
[ -e "$here/slow" ] && { trap 'code=143' TERM; echo started >"$here/started"; sleep 5 & wait $!; }
for word in "$@"; do
    case $word in
    json=*) [ -e "$here/silent" ] || echo '{}' >"${word#json=}" ;;
    text=*) [ -e "$here/silent" ] || echo 'a report' >"${word#text=}" ;;
    prometheus=*) [ -e "$here/silent" ] || echo 'edgeprobe_info{hub="h"} 1' >"${word#prometheus=}" ;;
    esac
done
exit "$code"
"""


class Device:
    def __init__(self, folder, shell, script):
        self.folder, self.shell, self.script = folder, shell, script
        self.state = folder / "state"
        self.program = folder / "edgeprobe"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)
        self.says(0)
        (folder / "compared").write_text("0")

    def says(self, code, compared=0):
        (self.folder / "code").write_text(str(code))
        (self.folder / "compared").write_text(str(compared))

    def environment(self, **more):
        return {"PATH": os.environ["PATH"], "STATE_DIRECTORY": str(self.state), "EDGEPROBE_PROGRAM": str(self.program), **more}

    def runs(self, *options, **environment):
        return subprocess.run([*self.shell, str(self.script), *options], env=self.environment(**environment),
                              capture_output=True, text=True, timeout=30)

    @property
    def reports(self):
        return sorted(path.name for path in (self.state / "reports").glob("*.json"))

    @property
    def metrics(self):
        return (self.state / "metrics/edgeprobe.prom").read_text()

    def metric(self, name):
        values = [line.split()[1] for line in self.metrics.splitlines() if line.startswith(f"edgeprobe_watch_{name} ")]
        return float(values[0]) if values else None


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[0])
def device(request, tmp_path, packaging):
    return Device(tmp_path, request.param, packaging / "service/watch")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_run_is_printed_and_kept(device):
    run = device.runs("--hub", "a hub")
    assert (run.returncode, run.stderr) == (0, "")
    assert "a report" in run.stdout
    assert len(device.reports) == 1
    assert (device.state / "latest.json").read_text() == "{}\n"
    assert (device.folder / "calls").read_text().splitlines()[0].endswith("--hub a hub")


def test_a_report_is_its_owners_and_the_metrics_are_anybodys(device):
    device.runs()
    assert mode(device.state / "reports") == 0o700
    assert mode(device.state / "reports" / device.reports[0]) == 0o600
    assert mode(device.state / "latest.txt") == 0o600
    assert mode(device.state / "metrics") == 0o755
    assert mode(device.state / "metrics/edgeprobe.prom") == 0o644
    # The folder itself has to let the collector through.
    assert mode(device.state) == 0o755


@pytest.mark.parametrize("code", [0, 1, 2])
def test_it_ends_by_verdict(device, code):
    device.says(code)
    assert device.runs().returncode == code
    assert device.metric("exit_code") == code


def test_a_second_run_is_compared_with_the_first(device):
    device.runs()
    first = device.reports[0]
    device.says(1, compared=1)
    run = device.runs()
    assert run.returncode == 1
    assert "compared" in run.stdout
    assert (device.state / "changes.txt").read_text() == "compared\n"
    assert device.metric("worse") == 1
    assert len(device.reports) == 2
    called = (device.folder / "calls").read_text().splitlines()[-1]
    assert called.startswith("compare") and called.endswith(device.reports[1])
    assert os.path.basename(os.readlink(device.state / "latest.json")) == device.reports[1] != first


def test_reports_that_cannot_be_compared_say_nothing_of_change(device):
    device.runs()
    device.says(0, compared=65)
    assert device.runs().returncode == 0
    assert device.metric("worse") is None


def test_the_last_reports_are_kept(device):
    device.runs()
    for hour in range(10, 16):
        (device.state / f"reports/20250101T{hour}0000Z.json").write_text("{}")
    device.runs(EDGEPROBE_KEEP="4")
    assert device.reports[:2] == ["20250101T140000Z.json", "20250101T150000Z.json"] and len(device.reports) == 4
    assert os.path.basename(os.readlink(device.state / "latest.json")) == device.reports[-1]


def test_the_newest_report_is_kept_though_the_clock_was_set_back(device):
    device.runs()
    for year in (2097, 2098, 2099):
        (device.state / f"reports/{year}0101T000000Z.json").write_text("{}")
    device.runs(EDGEPROBE_KEEP="2")
    kept = os.path.basename(os.readlink(device.state / "latest.json"))
    assert kept in device.reports and len(device.reports) == 2


def test_reports_of_a_time_to_come_go_first_and_new_ones_are_not_lost_to_them(device):
    for year in (2097, 2098, 2099):
        (device.state / "reports").mkdir(parents=True, exist_ok=True)
        (device.state / f"reports/{year}0101T000000Z.json").write_text("{}")
    for _ in range(4):
        device.runs(EDGEPROBE_KEEP="3")
    assert len(device.reports) == 3 and not any(name > "2097" for name in device.reports)


def test_stopped_runs_do_not_displace_what_the_next_is_compared_with(device):
    device.runs()
    latest, text = os.readlink(device.state / "latest.json"), (device.state / "latest.txt").stat().st_mtime_ns
    device.says(143)
    for _ in range(3):
        device.runs(EDGEPROBE_KEEP="2")
    assert os.readlink(device.state / "latest.json") == latest and (device.state / "latest.json").exists()
    assert (device.state / "latest.txt").stat().st_mtime_ns == text
    device.says(0)
    device.runs(EDGEPROBE_KEEP="2")
    assert device.metric("worse") == 0


def test_what_changed_before_is_not_kept_where_nothing_could_be_compared(device):
    device.runs()
    device.runs()
    assert (device.state / "changes.txt").exists()
    device.says(0, compared=65)
    device.runs()
    assert not (device.state / "changes.txt").exists()


def test_a_clock_that_was_ahead_makes_no_future_of_the_last_good_run(device):
    device.runs()
    (device.state / "last-ready").write_text("4102444800\n")
    device.says(1)
    device.runs()
    assert abs(device.metric("last_ready_timestamp_seconds") - time.time()) < 60


def test_a_full_disk_is_an_error_and_no_empty_metrics(device):
    if os.geteuid() != 0:
        pytest.skip("a small file system takes root")
    device.state.mkdir()
    script = shlex.join([*device.shell, str(device.script)])
    run = subprocess.run(
        ["unshare", "--mount", "sh", "-c",
         f"mount -t tmpfs -o size=64k tmpfs {device.state} && {script} && cd {device.state}/metrics && cp edgeprobe.prom before &&"
         f" dd if=/dev/zero of=../fill bs=4k; {script}; echo it ended with $?; cmp edgeprobe.prom before && echo as before"],
        env=device.environment(), capture_output=True, text=True, timeout=60)
    assert "it ended with 73\nas before" in run.stdout, run.stdout + run.stderr


def test_files_of_others_are_left_alone(device):
    device.runs()
    others = [device.state / "reports" / name for name in ("site A.json", "1 Zone.json")]
    for other in others:
        other.write_text("mine")
    for _ in range(3):
        device.runs(EDGEPROBE_KEEP="2")
    assert [other.read_text() for other in others] == ["mine"] * 2


def test_a_run_without_a_report_leaves_no_metrics_of_its_own(device):
    device.runs()
    assert "edgeprobe_info" in device.metrics
    (device.folder / "silent").touch()
    device.says(64)
    run = device.runs()
    # Whoever reads the journal is told where the options stand.
    assert run.returncode == 64 and "EDGEPROBE_OPTIONS in /etc/default/edgeprobe" in run.stderr
    assert "edgeprobe_info" not in device.metrics
    assert device.metric("exit_code") == 64
    assert device.metric("last_ready_timestamp_seconds") is not None
    assert (device.state / "latest.json").exists()


def test_it_remembers_when_a_run_was_last_ready(device):
    device.says(1)
    device.runs()
    assert device.metric("last_ready_timestamp_seconds") is None
    device.says(0)
    device.runs()
    ready = device.metric("last_ready_timestamp_seconds")
    assert abs(ready - time.time()) < 60
    device.says(1)
    device.runs()
    assert device.metric("last_ready_timestamp_seconds") == ready


def test_every_metric_is_described_once(device):
    device.runs()
    device.runs()
    names = [line.split()[0] for line in device.metrics.splitlines() if line.startswith("edgeprobe_watch_")]
    assert len(names) == len(set(names)) == 4
    for name in names:
        assert device.metrics.count(f"# HELP {name} ") == device.metrics.count(f"# TYPE {name} gauge\n") == 1


@pytest.mark.parametrize("keep", ["", "1", "0", "-3", "many", "2 3", "99999"])
def test_a_number_of_reports_that_is_none_is_said(device, keep):
    run = device.runs(EDGEPROBE_KEEP=keep) if keep else device.runs()
    if keep:
        assert run.returncode == 64 and "EDGEPROBE_KEEP" in run.stderr
        assert not device.state.exists()
    else:
        assert run.returncode == 0


def test_a_program_that_is_missing_shows_in_the_metrics(device):
    device.runs()
    run = device.runs(EDGEPROBE_PROGRAM="/nonexistent/edgeprobe")
    assert run.returncode == 127
    assert device.metric("exit_code") == 127


def test_a_stopped_run_is_kept_and_compared_with_nothing(device):
    device.runs()
    latest = os.readlink(device.state / "latest.json")
    (device.folder / "slow").touch()
    script = subprocess.Popen([*device.shell, str(device.script)], env=device.environment(), start_new_session=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (device.folder / "started").exists():
        time.sleep(0.02)
    # As systemd stops a service: every process of it.
    os.killpg(script.pid, signal.SIGTERM)
    script.communicate(timeout=20)
    assert script.returncode == 143
    assert len(device.reports) == 2
    assert os.readlink(device.state / "latest.json") == latest
    assert device.metric("exit_code") == 143 and device.metric("worse") is None


def test_nothing_is_left_of_a_run_that_was_killed(device):
    device.runs()
    (device.state / ".run.killed").mkdir()
    device.runs()
    assert sorted(path.name for path in device.state.iterdir()) == [
        "changes.txt", "last-ready", "latest.json", "latest.txt", "metrics", "reports"]


def test_a_folder_that_cannot_be_written_is_an_error_of_its_own(device):
    device.state.write_text("in the way")
    assert device.runs().returncode == 73


def test_the_real_program_is_called_as_it_understands(tmp_path, packaging, program):
    if os.geteuid() != 0:
        pytest.skip("a network namespace of its own takes root")
    environment = {"PATH": os.environ["PATH"], "STATE_DIRECTORY": str(tmp_path), "EDGEPROBE_PROGRAM": str(program)}
    for _ in range(2):
        run = subprocess.run(["unshare", "--net", "sh", str(packaging / "service/watch"), "--hub", "myhub.azure-devices.net",
                              "--vantage", "host", "--no-logs"], env=environment, capture_output=True, text=True, timeout=60)
        assert run.returncode == 1, run.stderr
    assert "STILL BLOCKED" in run.stdout
    metrics = (tmp_path / "metrics/edgeprobe.prom").read_text()
    assert 'verdict="blocked"} 1' in metrics and "edgeprobe_watch_worse 0" in metrics
