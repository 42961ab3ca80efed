"""After a fix: `edgeprobe verify` repeats what failed, and says of each finding whether it is gone."""

import json
import re

import pytest
from program import EDGEPROBE, NOBODY


@pytest.fixture
def verify(site, hub):
    def run(path, *arguments):
        return site.device(EDGEPROBE, "verify", path, "--ca-file", hub.root, "--resolver", "none", "--no-portal", *arguments,
                           user=NOBODY, check=False, timeout=60, cwd="/", env={"LANG": "C.UTF-8", "SSL_CERT_FILE": hub.root})

    return run


@pytest.fixture
def filtered(site):
    """The edge's firewall, with a rule at a time."""
    def put(rule=None):
        site.edge("nft", "delete", "table", "inet", "firewall", check=False)
        if rule:
            site.edge.filters(rule)

    yield put
    put()


def states(done):
    return [finding["state"] for finding in json.loads(done.stdout)["findings"]]


def test_a_finding_is_there_then_gone_then_another(check, verify, filtered):
    filtered("tcp dport 5671 drop")
    result = check()
    assert result.causes == ["tcp.dropped-port"], result.explain()
    path = f"{result.folder}/report.json"

    still = verify(path)
    assert still.returncode == 1 and "[1] STILL THERE" in still.stdout, still.stdout + still.stderr
    assert states(verify(path, "--format", "json")) == ["still-there"]

    filtered()
    gone = verify(path)
    assert gone.returncode == 0 and "[1] GONE" in gone.stdout, gone.stdout + gone.stderr
    again, all_of_them = map(int, re.search(r"(\d+) of the report's\s+(\d+) questions", gone.stdout).groups())
    assert 0 < again < all_of_them

    filtered("tcp dport 5671 reject with icmpx admin-prohibited")
    another = verify(path, "--format", "json")
    assert another.returncode == 1 and states(another) == ["another"], another.stdout + another.stderr
    assert [cause["cause"] for cause in json.loads(another.stdout)["findings"][0]["now"]] == ["tcp.admin-prohibited"]


def test_what_cannot_be_measured_is_not_gone(check, verify, filtered):
    filtered("tcp dport 5671 drop")
    path = f"{check().folder}/report.json"
    filtered()
    done = verify(path, "--skip", "tcp")
    assert done.returncode == 2 and "NOT MEASURED" in done.stdout, done.stdout + done.stderr


def test_a_healthy_report_asks_nothing(check, verify):
    done = verify(f"{check().folder}/report.json")
    assert done.returncode == 0 and "no finding that calls for a change" in " ".join(done.stdout.split()), done.stdout + done.stderr


def test_the_fixes_of_a_report_are_printed_later(check, site, filtered):
    filtered("tcp dport 5671 drop")
    result = check()
    path = f"{result.folder}/report.json"
    done = site.device(EDGEPROBE, "fix", "--finding", "1", "--dialect", "nftables", path, user=NOBODY, check=False, cwd="/")
    command = next(c["text"] for r in result.report["findings"][0]["remedies"] for c in r["commands"] if c["dialect"] == "nftables")
    assert done.returncode == 0 and f"\n\n{command}\n\n" in done.stdout + "\n", done.stdout + done.stderr


def test_a_file_that_a_report_names_is_opened_only_where_the_user_names_it(check, verify, filtered):
    filtered("tcp dport 5671 drop")
    folder = check().folder
    with open(f"{folder}/report.json") as file:
        report = json.load(file)
    for observation in report["observations"]:
        if observation["vantage"] == "host":
            observation["vantage"] = "netns:/dev/null"
    with open(f"{folder}/of-a-file.json", "w") as file:
        json.dump(report, file)
    done = verify(f"{folder}/of-a-file.json")
    assert done.returncode == 64 and "--vantage" in done.stderr, (done.returncode, done.stderr)
    named = verify(f"{folder}/of-a-file.json", "--vantage", "netns:/dev/null")
    assert named.returncode == 2 and "NOT MEASURED" in named.stdout, named.stdout + named.stderr
