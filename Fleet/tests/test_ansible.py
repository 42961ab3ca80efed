"""The role: what ansible-lint says of it, and a fleet of three gateways of the lab, asked over SSH."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from generated_fleet import ROOT

FOLDER = ROOT / "Fleet/ansible"
TOOLS = pathlib.Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "PATH": f"{TOOLS}:{os.environ['PATH']}", "ANSIBLE_HOST_KEY_CHECKING": "False", "NO_COLOR": "1"}

if not (TOOLS / "ansible-lint").exists():
    pytest.skip("Ansible is not installed", allow_module_level=True)


def test_ansible_lint_finds_nothing_wrong_with_it_in_production():
    done = subprocess.run(
        ["ansible-lint", "--offline", "--profile", "production", "-q", "."], cwd=FOLDER, env=ENVIRONMENT,
        capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # It is what it reads the role with, and nothing of ours.
    shutil.rmtree(FOLDER / ".ansible", ignore_errors=True)


def test_every_default_has_its_specification():
    defaults = yaml.safe_load((FOLDER / "roles/edgeprobe/defaults/main.yml").read_text())
    options = yaml.safe_load((FOLDER / "roles/edgeprobe/meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    assert set(defaults) == set(options)
    assert all(defaults[name] == option["default"] for name, option in options.items() if "default" in option)


def test_what_is_installed_as_root_never_lies_where_others_may_write():
    """A file that somebody else made there first stays theirs when it is overwritten: copy keeps the owner."""
    tasks = (FOLDER / "roles/edgeprobe/tasks/install.yml").read_text()
    assert "/var/cache/edgeprobe" in tasks and not re.search(r"/tmp\b", tasks)
    folder = next(task for step in yaml.safe_load(tasks) for task in step.get("block", []) if "ansible.builtin.file" in task)
    assert folder["ansible.builtin.file"]["mode"] == "0700"


def test_a_program_that_is_not_there_or_does_not_start_is_no_verdict(tmp_path):
    """This machine as three gateways, without a right and without a network."""
    (tmp_path / "no-program").write_text("no program")
    (tmp_path / "no-program").chmod(0o755)
    (tmp_path / "silent").write_text("#!/bin/sh\nexit 2\n")
    (tmp_path / "silent").chmod(0o755)
    inventory = {"gateways": {
        "vars": {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "edgeprobe_become": False,
                 "edgeprobe_hub": "myhub.azure-devices.net", "edgeprobe_site": "plant-1", "edgeprobe_reports": f"{tmp_path}/reports"},
        "hosts": {name: {"edgeprobe_path": f"{tmp_path}/{name}"} for name in ("absent", "no-program", "silent")}}}
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory))
    done = subprocess.run(
        ["ansible-playbook", "-i", f"{tmp_path}/inventory.yml", FOLDER / "gateways.yml"], cwd=tmp_path,
        env={**ENVIRONMENT, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=240)
    assert done.returncode != 0
    found = {row[1]: row[2:] for row in rows(tmp_path / "reports")[1:]}
    assert {row[0] for row in found.values()} == {"no-report"}, done.stdout + done.stderr
    # As much as the table has room for.
    assert found["absent"][1].startswith("Find edgeprobe: set edgeprobe_package or edgeprobe_binary")
    assert found["no-program"][1].startswith("Run edgeprobe: ")


@pytest.fixture
def fleet(network, binary, tmp_path):
    """One gateway is well, the second one's own firewall drops AMQP, the third is switched off."""
    import services
    from emulator import DATA, EmulatedHub
    from isolation import FOLDER as OPEN_FOLDER
    from services import DPS, HUB, REGISTRY

    hosts, started = network
    office = hosts["office"]
    names = dict.fromkeys((HUB, DPS, REGISTRY, DATA), "198.51.100.254")
    resolver = services.unbound(office, f"{tmp_path}/names", "198.51.100.254", names)
    # Workers of the program are nobody, and a folder of pytest is only root's to enter.
    hub = EmulatedHub(office, f"{OPEN_FOLDER}/hub", "198.51.100.254")
    hosts["gateway-2"].nft("table inet own {\nchain output {\ntype filter hook output priority 0;\ntcp dport 5671 drop\n}\n}\n")

    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    for name in ("host", "office"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    (tmp_path / "sshd.conf").write_text(
        f"HostKey {tmp_path}/host\nAuthorizedKeysFile {tmp_path}/office.pub\nPermitRootLogin prohibit-password\n"
        "StrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp internal-sftp\n")
    for number in (1, 2):
        hosts[f"gateway-{number}"].resolvers("198.51.100.254")
        # Its own programs and its own name: what is installed on one gateway is on no other, nor on this machine.
        with open(tmp_path / f"sshd-{number}.log", "w") as log:
            started.append(hosts[f"gateway-{number}"].start(
                "unshare", "--mount", "--uts", "sh", "-e", "-c",
                f"mount -t tmpfs tmpfs /usr/local; mkdir /usr/local/bin; hostname gateway-{number};"
                f" exec /usr/sbin/sshd -D -e -f {tmp_path}/sshd.conf", stdout=log, stderr=log))
    inventory = {"gateways": {
        "vars": {
            "ansible_user": "root", "ansible_ssh_private_key_file": f"{tmp_path}/office", "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_ssh_common_args": "-o UserKnownHostsFile=/dev/null -o ConnectTimeout=5 -o ServerAliveInterval=2 -o ControlMaster=no",
            "edgeprobe_hub": HUB, "edgeprobe_binary": binary, "edgeprobe_become": False, "edgeprobe_reports": f"{tmp_path}/reports",
            # Each gateway's own store has the root that the lab's hub ends at.
            "edgeprobe_environment": {"SSL_CERT_FILE": hub.root},
            "edgeprobe_arguments": ["--ca-file", hub.root, "--resolver", "none", "--no-portal", "--no-ntp"]},
        "hosts": {
            f"gateway-{number}": {"ansible_host": f"198.51.100.{number}", "edgeprobe_site": f"plant-{(number + 1) // 2}"}
            for number in (1, 2, 3)}}}
    (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory))

    def play(*arguments, playbook=FOLDER / "gateways.yml"):
        return office(
            str(TOOLS / "ansible-playbook"), "-i", f"{tmp_path}/inventory.yml", str(playbook), *arguments,
            check=False, timeout=240, env={**ENVIRONMENT, "HOME": str(tmp_path)}, cwd=tmp_path)

    yield play, tmp_path / "reports"
    hub.stop()
    resolver.stop()


def rows(reports):
    return [re.split(r"  +", line) for line in (reports / "table.txt").read_text().splitlines()]


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="it needs namespaces")
def test_a_fleet_is_asked_over_ssh_and_judged_by_policy(fleet):
    play, reports = fleet
    done = play()
    said = done.stdout + done.stderr
    assert (reports / "table.txt").exists(), said
    assert rows(reports) == [
        ["SITE", "GATEWAY", "VERDICT", "CAUSE", "OWNER"],
        ["plant-1", "gateway-1", "ready", "-", "-"],
        ["plant-1", "gateway-2", "degraded", "host.output-dropped", "device"],
        ["plant-2", "gateway-3", "no-report", "not reached", "-"],
    ], said
    assert "plant-1  gateway-2  degraded   host.output-dropped  device" in done.stdout
    assert done.returncode != 0 and "1 of 3 gateways: gateway-3" in said

    # The reports lie where Fleet/sql looks for them, and are whole.
    collected = sorted(reports.glob("day=*/site=*/*.json"))
    assert [path.parent.name for path in collected] == ["site=plant-1"] * 2
    for path in collected:
        report = json.loads(path.read_text())
        assert path.parent.parent.name == f"day={report['run']['startedAt'][:10]}"
        assert path.name == f"{report['device']['hostname']}-{report['run']['id']}.json"
    ask = pytest.importorskip("ask")
    verdicts = ask.Fleet(ask.DuckDB(), reports=reports).ask("verdict-by-site-and-day")[1]
    assert [row[2:] for row in verdicts] == [(2, 1, 1, 0, 0)]

    # Without the one that is switched off: degraded is no failure, unless the policy says so.
    assert play("--limit", "gateway-1,gateway-2").returncode == 0
    for policy in ({"edgeprobe_fail_on": ["degraded"]}, {"edgeprobe_fail_on_causes": ["host.output-dropped"]}):
        done = play("--limit", "gateway-1,gateway-2", "--extra-vars", json.dumps(policy))
        assert done.returncode != 0 and "1 of 2 gateways: gateway-2" in done.stdout + done.stderr
    # A run that gives no report is a row, and the others are asked all the same.
    done = play("--limit", "gateway-1,gateway-2", "--extra-vars", json.dumps({"edgeprobe_arguments": ["--no-such-option"]}))
    assert done.returncode != 0 and {row[2] for row in rows(reports)[1:]} == {"no-report"}
    assert all("Run edgeprobe: edgeprobe: " in row[3] for row in rows(reports)[1:])
    # What it was run with may have a password, and is not printed where it fails.
    done = play("--limit", "gateway-1", "--extra-vars", json.dumps(
        {"edgeprobe_arguments": ["--proxy", "http://gateway:hunter2@proxy.example:3128", "--no-such-option"]}))
    assert done.returncode != 0 and "hunter2" not in done.stdout + done.stderr
    # A name that is no folder's would put reports where Fleet/sql does not look.
    play("--limit", "gateway-1", "--extra-vars", json.dumps({"edgeprobe_site": "plant/7"}))
    assert rows(reports)[1][2] == "no-report" and not list(reports.glob("day=*/site=plant/*"))

    # With --check a gateway is asked all the same: nothing of it is changed by that.
    done = play("--limit", "gateway-1", "--check")
    assert done.returncode == 0 and rows(reports)[1][:3] == ["plant-1", "gateway-1", "ready"], done.stdout + done.stderr
    # One that is lost during its run has no report, not the one that was collected before.
    loses = reports.parent / "loses"
    loses.write_text("#!/bin/sh\nip link set eth0 down\n")
    done = play("--limit", "gateway-1", "--extra-vars", json.dumps({"edgeprobe_binary": str(loses)}))
    assert done.returncode != 0 and rows(reports)[1][2] == "no-report", done.stdout + done.stderr
    assert "not reached any more" in rows(reports)[1][3]


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="it needs namespaces")
def test_a_batch_is_not_judged_by_those_that_were_not_asked_yet(fleet, tmp_path):
    play, reports = fleet
    (tmp_path / "batches.yml").write_text(yaml.safe_dump([
        {"hosts": "gateways", "gather_facts": False, "serial": 1, "roles": [{"role": str(FOLDER / "roles/edgeprobe")}]}]))
    done = play("--limit", "gateway-1,gateway-2", playbook=tmp_path / "batches.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [row[1:3] for row in rows(reports)[1:]] == [["gateway-1", "ready"], ["gateway-2", "degraded"]]
