"""Several hubs in one run: each has its row, what they share is asked and said once, and company makes no silence."""

import json
import subprocess
import tarfile

import pytest
from junitparser import Error, Failure, JUnitXml
from program import EDGEPROBE, ROOT, validate_page
from several import SeveralHubs

COUNT = 3


@pytest.fixture(scope="module")
def three(site, folder):
    hubs = SeveralHubs(site, folder, COUNT)
    yield hubs
    hubs.stop()


@pytest.fixture
def filtered(site):
    """The edge's firewall, with a rule at a time."""
    def put(rule):
        site.edge("nft", "delete", "table", "inet", "firewall", check=False)
        site.edge.filters(rule)

    yield put
    site.edge("nft", "delete", "table", "inet", "firewall", check=False)


def about(line):
    """The hubs that a report's observations are about."""
    return {o["subject"].get("host") for o in line["observations"] if o["subject"].get("service") == "hub"}


def test_three_healthy_hubs_have_no_finding_and_share_what_is_asked_of_the_device(three):
    answer = three.ask()
    assert answer.code == 0 and answer.verdicts == dict.fromkeys(three.names, "ready"), answer.text + answer.errors
    assert answer.findings() == [] and "All 3 hubs are ready." in answer.text
    assert [line["target"] for line in answer.lines] == [{"hub": name} for name in three.names]
    for line, name in zip(answer.lines, three.names):
        assert about(line) == {name} and line["verdict"] == "ready"
    # The device's own questions have one observation each, which all three lines hold.
    alone = [{o["index"] for o in line["observations"] if not {"host"} & set(o["subject"])} for line in answer.lines]
    assert alone[0] and alone[0] == alone[1] == alone[2]
    indices = [o["index"] for o in answer.report["observations"]]
    assert len(indices) == len(set(indices)) == len({i for line in answer.lines for i in
                                                     (o["index"] for o in line["observations"])})


def test_of_three_hubs_the_site_drops_one(three, filtered):
    victim = three.names[1]
    filtered(f"ip daddr {three.addresses[victim]} drop")
    answer = three.ask()
    assert answer.code == 1, answer.text + answer.errors
    assert answer.verdicts == {name: "blocked" if name == victim else "ready" for name in three.names}, answer.text
    found = answer.findings()
    assert {finding["hub"] for finding in found} == {victim} and all("hubs" not in finding for finding in found), found
    assert found[0]["cause"] == "tcp.dropped-ip" and found[0]["owner"] == "site-network", found[0]
    assert answer.report["verdict"] == "blocked" and "1 blocked, 2 ready" in answer.text
    row = next(line for line in answer.text.splitlines() if line.startswith(victim))
    assert "blocked" in row and "tcp.dropped-ip" in row and "site network" in row


def test_what_is_broken_for_all_is_one_finding(three, filtered):
    filtered("tcp dport 5671 drop")
    answer = three.ask()
    assert answer.code == 0 and set(answer.verdicts.values()) == {"degraded"}, answer.text + answer.errors
    assert [(f["cause"], f["hub"], f["hubs"]) for f in answer.findings()] == [
        ("tcp.dropped-port", three.names[0], three.names)], answer.text
    assert answer.text.count("tcp.dropped-port · ") == 1 and "all 3" in answer.text
    request = next(command["text"] for remedy in answer.findings()[0]["remedies"] for command in remedy["commands"]
                   if command["dialect"] == "request")
    assert all(name in request for name in three.names), request


def test_junit_has_a_suite_for_each_hub_as_its_own_library_reads_it(three, filtered):
    victim = three.names[2]
    filtered(f"ip daddr {three.addresses[victim]} drop")
    answer = three.ask()
    suites = list(JUnitXml.fromfile(answer.files["xml"]))
    assert [suite.name for suite in suites] == three.names
    for suite in suites:
        cases = list(suite)
        failed = [case for case in cases if any(isinstance(result, Failure) for result in case.result)]
        errors = [case for case in cases if any(isinstance(result, Error) for result in case.result)]
        assert (suite.tests, suite.failures, suite.errors) == (len(cases), len(failed), len(errors))
        assert (cases[0].name, bool(failed)) == ("verdict", suite.name == victim)
    whole = JUnitXml.fromfile(answer.files["xml"])
    assert whole.tests == sum(suite.tests for suite in suites) and whole.failures == sum(s.failures for s in suites) > 0
    failure = next(case for case in suites[2] if case.name == "verdict").result[0]
    assert failure.type == "tcp.dropped-ip"


def test_the_page_and_the_metrics_are_well_formed(three):
    answer = three.ask()
    validate_page(answer.files["html"])
    assert all(name in answer.page for name in three.names)
    metrics = answer.read("prom")
    families = [line.split()[2] for line in metrics.splitlines() if line.startswith("# TYPE")]
    assert len(families) == len(set(families))
    for name in three.names:
        assert f'edgeprobe_verdict{{hub="{name}",verdict="ready"}} 1' in metrics


def diagnosed(path, *arguments):
    return subprocess.run([EDGEPROBE, "diagnose", path, *arguments], text=True, capture_output=True)


def test_a_report_about_several_is_judged_again_one_by_one(three, filtered, tmp_path):
    filtered(f"ip daddr {three.addresses[three.names[1]]} drop")
    answer = three.ask()
    lines = tmp_path / "lines.ndjson"
    lines.write_text("".join(json.dumps(line) + "\n" for line in answer.lines))
    for path in (answer.files["json"], str(lines)):
        unchosen = diagnosed(path)
        assert unchosen.returncode == 64 and "choose one with --hub NAME" in unchosen.stderr, unchosen.stderr
        stranger = diagnosed(path, "--hub", "nobody.azure-devices.net")
        assert stranger.returncode == 64 and "none of them" in stranger.stderr, stranger.stderr
        for name, verdict in answer.verdicts.items():
            again = diagnosed(path, "--hub", name, "--format", "json")
            document = json.loads(again.stdout)
            assert (document["verdict"], document["target"]["hub"]) == (verdict, name), again.stderr
    fix = subprocess.run([EDGEPROBE, "fix", answer.files["json"], "--hub", three.names[1]], text=True, capture_output=True)
    assert fix.returncode == 0 and three.addresses[three.names[1]] in fix.stdout, fix.stderr
    for chosen in (["--hub", three.names[0]], []):
        same = subprocess.run([EDGEPROBE, "compare", answer.files["json"], str(lines), *chosen], text=True, capture_output=True)
        assert same.returncode == 0, same.stdout + same.stderr
    assert "Nothing changed at 3 of 3 hubs." in same.stdout


def test_what_became_worse_of_one_hub_is_told(three, filtered, tmp_path):
    before = tmp_path / "before.json"
    before.write_text(json.dumps(three.ask().report))
    filtered(f"ip daddr {three.addresses[three.names[1]]} drop")
    later = subprocess.run([EDGEPROBE, "compare", str(before), three.ask().files["json"]], text=True, capture_output=True)
    assert later.returncode == 1 and "for the worse: at 1 of 3 hubs." in later.stdout, later.stdout + later.stderr
    assert "READY -> BLOCKED" in later.stdout and f"New  {three.names[1]}" in later.stdout


def test_verify_takes_one_of_several(three, filtered):
    victim = three.names[1]
    filtered(f"ip daddr {three.addresses[victim]} drop")
    answer = three.ask()

    def verify(*arguments):
        return three.site.device(EDGEPROBE, "verify", answer.files["json"], "--ca-file", three.hub.root, "--resolver", "none",
                                 "--no-portal", *arguments, check=False, timeout=60, cwd="/", env=three.environment)

    still = verify("--hub", victim)
    assert still.returncode == 1 and "STILL THERE" in still.stdout, still.stdout + still.stderr
    assert verify().returncode == 64


def test_redacted_no_format_names_a_hub(three, tmp_path):
    answer = three.ask("--redact")
    for name in three.names[1:]:
        assert name not in json.dumps(answer.lines)
        for ending in answer.files:
            assert name not in answer.read(ending), ending
    assert len({line["target"]["hub"] for line in answer.lines}) == COUNT
    assert [row["hub"] for row in answer.report["target"]["hubs"]] == [line["target"]["hub"] for line in answer.lines]


def test_a_bundle_has_the_line_of_each_hub(three):
    path = f"{three.folder}/ticket.tar.gz"
    assert three.ask("--bundle", path).code == 0
    with tarfile.open(path) as archive:
        files = {name.rsplit("/", 1)[-1]: name for name in archive.getnames()}
        lines = archive.extractfile(files["report.ndjson"]).read().decode().splitlines()
        request = " ".join(archive.extractfile(files["rules-request.txt"]).read().decode().split())
    assert [json.loads(line)["target"]["hub"] for line in lines] == three.names
    assert {"report.txt", "report.json", "report.html", "report.md", "report.prom", "report.xml", "plan.txt"} <= set(files)
    assert all(f"outbound TCP 443, 5671 to {name}" in request for name in three.names), request
    assert "From the gateway device" in request and f"on eth0" in request and "UDP 53" in request, request


def test_a_reader_that_goes_away_is_a_report_that_could_not_be_written(three):
    named = " ".join(f"--hub {name}" for name in three.names)
    command = " ".join(three.command(named, "--report", "ndjson=-"))
    done = three.site.device("bash", "-c", f"{command} | true; exit ${{PIPESTATUS[0]}}", check=False, timeout=60, cwd="/",
                             env=three.environment)
    assert done.returncode == 73 and "ndjson report could not be written to standard output" in done.stderr, done.stderr


def test_what_is_one_hub_by_two_spellings_is_asked_once(three):
    answer = three.ask("--hub", three.names[0], "--hub", f"https://{three.names[0].upper()}/path")
    assert len(answer.lines) == 1 and "hubs" not in answer.report["target"]


# --hubs FILE

KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I="


@pytest.fixture
def listed(three):
    """Runs with a list of hubs in a file."""
    def run(text, *arguments, **options):
        path = f"{three.folder}/hubs.txt"
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return three.run("--hubs", path, *arguments, **options), path

    return run


def test_a_file_names_hubs_with_comments_keys_and_duplicates(three, listed):
    text = (f"\ufeff# all of them\r\n\r\n{three.names[0]}\r\n  {three.names[1]}   # the second\n"
            f"HostName={three.names[2]};SharedAccessKeyName=owner;SharedAccessKey={KEY}\n{three.names[0]}\n")
    done, _ = listed(text, "--report", "ndjson=-")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["target"]["hub"] for line in done.stdout.splitlines()] == three.names
    assert KEY not in done.stdout + done.stderr


def test_standard_input_names_hubs(three):
    done = three.run("--hubs", "-", "--report", "ndjson=-", input="\n".join(three.names))
    assert [json.loads(line)["target"]["hub"] for line in done.stdout.splitlines()] == three.names, done.stderr


@pytest.mark.parametrize("text, said", [
    ("myhub.azure-devices.net\nno name at all\n", "line 2 of "),
    ("# nothing\n\n", "names no hub"),
    ("", "names no hub"),
    ("\n\nmyhub\n", "line 3 of "),
    (f"{KEY}\n", "that is a key and no host name"),
    ("myhub.service.azure-devices.net\n", "line 1 of "),
    ("".join(f"h{n}.azure-devices.net\n" for n in range(1001)), "1001 hubs are more than the 1000"),
    ("#" * (1 << 20) + "\n" + "myhub.azure-devices.net\n", "longer than 1 MiB"),
    (b"\xff\xfe\x00\n", "line 1 of "),
])
def test_what_is_wrong_with_a_file_is_one_sentence_with_its_line(listed, text, said):
    done, path = listed(text)
    assert done.returncode == 64 and done.stdout == "", done.stdout + done.stderr
    assert said in done.stderr and done.stderr.count("\n") == 1 and KEY not in done.stderr, done.stderr


def test_a_file_that_is_none_is_said_to_be(three):
    for path in ("/nowhere/hubs.txt", "/", "/dev/zero"):
        done = three.run("--hubs", path)
        assert done.returncode == 64 and path in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_plan_contacts_all_of_them_and_rules_takes_one(three, listed):
    done, path = listed("\n".join(three.names))
    listing = three.site.device(EDGEPROBE, "plan", "--hubs", path, check=False, cwd="/", env=three.environment)
    assert listing.returncode == 0 and all(name in listing.stdout for name in three.names), listing.stderr
    rules = three.site.device(EDGEPROBE, "rules", "--hubs", path, check=False, cwd="/", env=three.environment)
    assert rules.returncode == 64 and "one hub at a time" in rules.stderr


# Company


@pytest.fixture(scope="module")
def many(site, folder, three):
    three.stop()
    hubs = SeveralHubs(site, folder, 24)
    yield hubs
    hubs.stop()


def test_a_firewall_that_counts_new_connections_has_no_hub_found_silent(many, filtered):
    filtered("tcp flags & (syn | ack) == syn limit rate over 60/second burst 40 packets drop")
    answer = many.ask("--pace", "400", "--at-once", "24", "--timeout", "5")
    # It does lose SYNs, and what was sent again may be told of; that is no silence.
    assert set(answer.verdicts.values()) <= {"ready", "degraded"}, answer.text + answer.errors
    assert all("tcp.lossy" in str(finding) for finding in answer.findings()), answer.text


def test_one_uplink_that_is_broken_is_one_finding_for_all(many, filtered):
    filtered("ip daddr != 203.0.113.53 drop")
    answer = many.ask()
    assert answer.code == 1 and set(answer.verdicts.values()) == {"blocked"}, answer.text + answer.errors
    shared = [finding for finding in answer.findings() if finding["severity"] == "error" and "hubs" in finding]
    assert shared and shared[0]["hubs"] == many.names, answer.text
    assert len(answer.findings()) < 6, answer.text
