"""The alert rules: what promtool says of them, and a gateway's metrics on their way to an alert through the real programs."""

import json
import os
import re
import subprocess
import time
import urllib.parse

import pytest
import yaml
from generated_fleet import RECORDINGS, ROOT

FOLDER = ROOT / "Fleet/prometheus"
RULES = FOLDER / "edgeprobe.rules.yml"


def promtool(*arguments):
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)


def rules():
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def test_promtool_finds_nothing_wrong_and_every_expectation_met():
    for arguments in (
        ("check", "rules", "--lint=all", RULES), ("check", "config", FOLDER / "prometheus.yml"),
        ("test", "rules", FOLDER / "edgeprobe.rules.test.yml"),
    ):
        done = promtool(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_is_tested():
    tested = (FOLDER / "edgeprobe.rules.test.yml").read_text()
    assert [rule["alert"] for rule in rules() if not re.search(rf'(alertname: |alertname="){rule["alert"]}\b', tested)] == []


def test_the_rules_ask_for_metrics_that_are_written_and_causes_that_are_named(binary):
    written = subprocess.run(
        [binary, "diagnose", str(RECORDINGS / "amqp-dropped-edge.json"), "--format", "prometheus"],
        capture_output=True, text=True).stdout
    names = set(re.findall(r"^# TYPE (edgeprobe_\w+) gauge$", written, re.MULTILINE))
    asked = set(re.findall(r"edgeprobe_\w+", " ".join(rule["expr"] for rule in rules())))
    # The timer's service adds a few of its own, where there is one.
    watch = ROOT / "Packaging/service/watch"
    if watch.exists():
        names |= {f"edgeprobe_watch_{name}" for name in re.findall(r"^ *gauge (\w+)", watch.read_text(), re.MULTILINE)} | {
            f"edgeprobe_watch_{name}" for name in re.findall(r"&& gauge (\w+)", watch.read_text())}
    else:
        asked = {name for name in asked if not name.startswith("edgeprobe_watch_")}
    assert asked and asked <= names
    causes = {line.split()[0] for line in subprocess.run(
        [binary, "list", "causes"], capture_output=True, text=True, check=True).stdout.splitlines() if line.strip()}
    for rule in rules():
        for pattern in re.findall(r'cause=~?"([^"]+)"', rule["expr"]):
            one = re.fullmatch(r"(.*)\((.*)\)", pattern)
            named = [one[1] + part for part in one[2].split("|")] if one else [pattern]
            assert {name.replace("\\\\", "").replace("\\", "") for name in named} <= causes


def asked(monitor, path, **query):
    text = f"http://127.0.0.1:9090/api/v1/{path}?{urllib.parse.urlencode(query)}"
    done = monitor("curl", "--silent", "--max-time", "5", text, check=False)
    return json.loads(done.stdout)["data"] if done.returncode == 0 and done.stdout.startswith("{") else None


def until(question, patience=60):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"no answer within {patience} s")


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="it needs namespaces")
def test_a_runs_metrics_become_alerts_in_a_real_prometheus(network, binary, tmp_path):
    hosts, started = network
    monitor = hosts["office"]
    # The first gateway is well, the second has a hub that hides AMQP, the third never had a run.
    for number, faults in ((1, []), (2, ["--fault", "amqp-swallowed"])):
        folder = tmp_path / f"gateway-{number}"
        folder.mkdir()
        hosts[f"gateway-{number}"](binary, "demo", *faults, "--report", f"prometheus={folder}/edgeprobe.prom", check=False, timeout=120)
    (tmp_path / "gateway-3").mkdir()
    for number in (1, 2, 3):
        with open(tmp_path / f"exporter-{number}.log", "w") as log:
            started.append(hosts[f"gateway-{number}"].start(
                "prometheus-node-exporter", "--web.listen-address=:9100", "--collector.disable-defaults", "--collector.textfile",
                "--collector.time", f"--collector.textfile.directory={tmp_path}/gateway-{number}", stdout=log, stderr=log))

    # The example's own files, with these targets, and no hours to wait.
    example = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    example["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    example["scrape_configs"][0]["static_configs"] = [
        {"targets": [f"198.51.100.{number}:9100"], "labels": {"site": "plant-7"}} for number in (1, 2, 3)]
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(example))
    (tmp_path / RULES.name).write_text(re.sub(r"^(\s+for:).*", r"\1 1s", RULES.read_text(), flags=re.MULTILINE))
    with open(tmp_path / "prometheus.log", "w") as log:
        started.append(monitor.start(
            "prometheus", f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data",
            "--web.listen-address=127.0.0.1:9090", stdout=log, stderr=log))

    def value(expression):
        data = asked(monitor, "query", query=expression)
        return {result["metric"]["instance"]: float(result["value"][1]) for result in data["result"]} if data else {}

    until(lambda: len(value("up == 1")) == 3)
    verdicts = until(lambda: (found := value('edgeprobe_verdict{verdict="ready"}')) and len(found) == 2 and found)
    assert verdicts == {"198.51.100.1:9100": 1, "198.51.100.2:9100": 0}
    assert value("time() - edgeprobe_run_timestamp_seconds < 300").keys() == verdicts.keys()

    def firing():
        data = asked(monitor, "alerts")
        return {(alert["labels"]["alertname"], alert["labels"].get("instance"), alert["labels"].get("cause"))
                for alert in data["alerts"] if alert["state"] == "firing"} if data else set()

    cause = ("EdgeprobeCause", "198.51.100.2:9100", "amqp.swallowed")
    until(lambda: cause in firing() and ("EdgeprobeMissing", "198.51.100.3:9100", None) in firing())
    assert [alert for alert in firing() if alert[1] == "198.51.100.1:9100"] == []
    assert not {"EdgeprobeNobody", "EdgeprobeSilent", "EdgeprobeClock", "EdgeprobeUnread"} & {alert[0] for alert in firing()}
