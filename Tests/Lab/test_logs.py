"""Logs from the command line: files in each of their forms, standard input, folders, and what is none of these."""

import json
import os
import types

import pytest

from journal import Journal, serilog
from program import EDGEPROBE

PULL = "Could not pull image plant.azurecr.io/meter:1: no basic auth credentials"


@pytest.fixture(scope="module")
def lab(site, check):
    """The device that all tests share, and the program on it."""
    return types.SimpleNamespace(device=site.device, probe=check)


def findings(result):
    return {f["cause"]: f for f in result.report["findings"]}


def test_a_file_in_each_form(lab):
    forms = {
        "journal.txt": f"Nov 29 10:00:00 gw aziot-edged[1]: 2026-11-29T10:00:00Z [WARN] - {PULL}\n",
        "journal.json": json.dumps({"_SYSTEMD_UNIT": "aziot-edged.service", "MESSAGE": f"2026-11-29T10:00:00Z [WARN] - {PULL}"}),
        "edgeAgent.log": f"<4> {serilog(600)} [WRN] - {PULL}\n",
        "json-file.log": json.dumps({"log": f"<4> {serilog(600)} [WRN] - Edge Agent Main() {PULL}\n", "stream": "stdout"}),
        "events.txt": f"11/29/2026 5:48:48 PM warn: edgelet_utils::logging -- {PULL[:40]}\n          {PULL[40:]}\n",
    }
    for name, text in forms.items():
        lab.device.write(f"/run/lab/{name}", text, mode="644")
        told = findings(lab.probe("--log", f"/run/lab/{name}", "--only", "device.logs"))
        assert told["log.image-401"]["subject"]["host"] == "plant.azurecr.io", name


def test_a_folder_of_a_support_bundle(lab):
    lab.device.write("/run/lab/bundle/logs/edgeAgent_log.txt", f"<4> {serilog(600)} [WRN] - {PULL}\n", mode="644")
    lab.device.write("/run/lab/bundle/inspect/edgeAgent.json", json.dumps({"Env": ["KEY=CANARY-of-the-lab"]}), mode="644")
    result = lab.probe("--log", "/run/lab/bundle", "--only", "device.logs")
    assert "log.image-401" in findings(result)
    assert "CANARY" not in json.dumps(result.report)


def test_standard_input_and_bad_input(lab):
    def run(*arguments, text=""):
        return lab.device(EDGEPROBE, "--hub", "h.example", "--only", "device.logs", "--format", "json", *arguments, input=text,
                          check=False)

    told = json.loads(run("--log", "-", text=f"2026-11-29T10:00:00Z [WARN] - iotedge: {PULL}\n").stdout)
    assert "log.image-401" in [f["cause"] for f in told["findings"]]
    for arguments, text in ((["--log", "/nowhere"], ""), (["--log", "-", "--log", "-"], ""),
                            (["--log", ""], "")):
        answer = run(*arguments, text=text)
        assert answer.returncode == 64, arguments
        assert "--log" in answer.stderr and answer.stdout == ""


def test_secrets_stay_where_they_are(lab):
    key = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k="
    lab.device.write("/run/lab/edgeAgent.log", "".join(
        f"<4> {serilog(600)} [WRN] - {line}\n" for line in (
            f"HostName=h;SharedAccessKey={key} SAS token is expired", f"pull image {key}: no basic auth credentials",
            f"https://user:{key}@r.example/v2/: unauthorized: authentication required", f"sig={key} module not found")), mode="644")
    result = lab.probe("--log", "/run/lab/edgeAgent.log", "--only", "device.logs")
    for name in os.listdir(result.folder):
        assert key[:16] not in open(f"{result.folder}/{name}").read(), name


@pytest.mark.skipif(not Journal.available, reason="Tests/Lab/fetch-resolved was not run or could not download it")
def test_an_ordinary_user_is_told_which_right_the_journal_takes(lab):
    Journal(lab.device).say("aziot-edged", f"2026-11-29T10:00:00Z [WARN] - {PULL}").close()
    try:
        told_of_the_journal(lab)
    finally:
        # The device is that of the tests to come as well.
        lab.device("rm", "-r", "/var/log/journal")


def told_of_the_journal(lab):
    result = lab.probe("--only", "device.logs")
    journal = next(o for o in result.report["observations"] if o["probe"] == "device.logs")
    assert journal["outcome"] == "skipped" and journal["code"] == "capability" and "systemd-journal" in journal["reason"]
    assert "log.image-401" in findings(lab.probe("--only", "device.logs", user=None))
    plan = lab.device(EDGEPROBE, "plan", "--hub", "h.example").stdout
    assert "systemd's journal" in plan and "--no-logs" not in plan
