"""The views and questions on DuckDB, against a fleet of a thousand reports whose answers are known beforehand."""

import json
import shutil
import subprocess
import sys

import pytest
from generated_fleet import ANSWERS, LAST_DAY, ROOT, Fleet

ask = pytest.importorskip("ask")
pytest.importorskip("duckdb", reason="DuckDB is not installed")


def asked(folder=None, **given):
    return ask.Fleet(ask.DuckDB(threads=2), **{"reports": folder, "today": LAST_DAY, **given})


@pytest.fixture(scope="module")
def fleet(binary):
    return Fleet(1000, seed=13, binary=binary)


@pytest.fixture(scope="module")
def gathered(reports, tmp_path_factory):
    folder = tmp_path_factory.mktemp("gathered")
    asked(reports).gather(folder)
    return folder


def test_the_described_columns_are_those_of_the_schema():
    done = subprocess.run([sys.executable, str(ROOT / "Fleet/sql/describe.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_view_and_question_is_read():
    files = {path.relative_to(ask.HERE).as_posix() for path in ask.HERE.rglob("*.sql")}
    engines = {f"{engine}/{name}.sql" for engine in ("duckdb", "spark")
               for name in ("documents", "gather", "gathered", "inventory", "unread")} | {"duckdb/macros.sql", "duckdb/whole-files.sql"}
    views = {view.replace("ENGINE", engine) for view in ask.VIEWS for engine in ("duckdb", "spark")}
    assert files == engines | views | {f"questions/{name}.sql" for name in ask.QUESTIONS}


def test_the_fleet_has_what_the_questions_are_about(fleet):
    for question, answer in ANSWERS.items():
        assert answer(fleet), question
    assert any(row[3] > 1 for row in fleet.shared_hops()) and any(row[2] > 1 for row in fleet.shared_issuers())


@pytest.mark.parametrize("question", ANSWERS)
def test_a_thousand_reports_give_the_answer_that_was_built_in(question, fleet, reports):
    assert asked(reports).ask(question)[1] == ANSWERS[question](fleet)


def test_what_was_gathered_gives_the_same_answers(fleet, gathered):
    of_parquet = asked(gathered=gathered)
    for question, answer in ANSWERS.items():
        assert of_parquet.ask(question)[1] == answer(fleet), question


def test_certificates_that_end_within_thirty_days_are_told(fleet, gathered):
    columns, rows = asked(gathered=gathered).ask("expiring-certificates")
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    assert sorted(
        (row["hosts"], row["not_after"].date(), row["days_left"], row["gateways"], row["sites"]) for row in told
    ) == fleet.expiring_certificates()
    assert {row["days_left"] for row in told} <= {12, 25, 29, 30} and {row["depth"] for row in told} == {0}


def test_more_days_find_more_certificates(fleet, gathered):
    within = [len(asked(gathered=gathered, expiring_within_days=days).ask("expiring-certificates")[1]) for days in (1, 30, 500)]
    assert within[0] == 0 < within[1] < within[2]


def test_the_steps_of_every_ladder_are_counted_by_site_and_service(fleet, gathered):
    columns, rows = asked(gathered=gathered).ask("slowest-rungs")
    passed = sum(
        step["end"] == "passed" for run in fleet.runs for ladder in fleet.templates[run.story].slim["ladders"]
        for step in ladder["rungs"])
    assert sum(row[columns.index("times")] for row in rows) == passed
    assert all(row[columns.index("median_seconds")] <= row[columns.index("p95_seconds")] for row in rows)


def test_only_days_since_one_are_read(fleet, reports):
    since = fleet.days[-3]
    rows = asked(reports, since=since).ask("verdict-by-site-and-day")[1]
    assert rows == [row for row in fleet.verdict_by_site_and_day() if row[1] >= since]


def test_a_listed_gateway_that_never_reported_is_silent(fleet, gathered, tmp_path):
    listed = tmp_path / "gateways.csv"
    known = fleet.runs[0].gateway
    listed.write_text(f"site,device\n{known.site},{known.device}\nplant-000,never-seen\n")
    rows = asked(gathered=gathered, inventory=listed).ask("silent-gateways")[1]
    assert rows == [("plant-000", "never-seen", None, None, None, 0), *fleet.silent_gateways()]


@pytest.mark.parametrize("text", ["device,owner,site\nnever-seen,me,plant-000\n", "site,device\r\nplant-000,never-seen\r\n"])
def test_an_inventorys_columns_are_taken_by_their_names(fleet, gathered, tmp_path, text):
    (tmp_path / "gateways.csv").write_text(text)
    rows = asked(gathered=gathered, inventory=tmp_path / "gateways.csv").ask("silent-gateways")[1]
    assert rows == [("plant-000", "never-seen", None, None, None, 0), *fleet.silent_gateways()]


def test_a_run_dated_after_today_is_no_sign_of_now(fleet, reports):
    today = fleet.days[3]
    rows = {row[:2]: row for row in asked(reports, today=today, silent_after_days=0).ask("silent-gateways")[1]}
    ahead = {}
    for run in fleet.runs:
        ahead[run.gateway.site, run.gateway.device] = ahead.get((run.gateway.site, run.gateway.device), 0) + (run.day > today)
    assert rows and all(row[5] == ahead[key] for key, row in rows.items()) and any(row[5] for row in rows.values())


def test_whole_reports_say_the_same_as_slim_ones(binary, tmp_path):
    fleet = Fleet(40, seed=2, days=10, binary=binary)
    fleet.write(tmp_path, is_whole=True)
    whole = asked(tmp_path)
    for question, answer in ANSWERS.items():
        assert whole.ask(question)[1] == answer(fleet), question


@pytest.fixture
def odd(fleet, tmp_path):
    """A folder of one report, and files that are none or lack things."""
    fleet.texts = {}
    place = tmp_path / "day=2026-11-29/site=plant-000"
    place.mkdir(parents=True)
    run = next(run for run in fleet.runs if run.story == "healthy")
    (place / "whole.json").write_text(fleet.report(run))
    bare = {"formatVersion": 1, "verdict": "ready", "device": {"hostname": "bare"}, "run": {"startedAt": "2026-11-29T01:00:00Z"}}
    (place / "bare.json").write_text(json.dumps(bare))
    (place / "other-types.json").write_text(json.dumps(
        {**bare, "device": {"hostname": "other-types", "kernel": ["6.1"]}, "findings": "none", "ladders": [{"rungs": 7}, 3],
         "observations": [{"probe": "tls.handshake", "outcome": "seen", "evidence": {"chain": "short"}, "subject": 4}, None]}))
    (place / "new-members.json").write_text(json.dumps({**bare, "device": {"hostname": "new-members", "colour": "red"}, "weather": []}))
    (place / "next-format.json").write_text(json.dumps({**bare, "formatVersion": 2}))
    (place / "list.json").write_text("[1, 2]")
    return tmp_path


def test_missing_members_and_other_types_are_null_and_no_error(odd):
    fleet = asked(odd)
    for question in ask.QUESTIONS:
        fleet.ask(question)
    assert [row[:4] for row in fleet.ask("verdict-by-site-and-day")[1]] == [("plant-000", LAST_DAY, 4, 4)]
    assert [row[2].rsplit("/", 1)[1] for row in fleet.ask("unread-files")[1]] == ["list.json", "next-format.json"]


def test_what_a_full_disk_left_and_what_names_no_gateway_or_verdict_is_unread_and_counts_nowhere(odd):
    place = odd / "day=2026-11-29/site=plant-000"
    (place / "empty.json").write_text("")
    nobody = {"formatVersion": 1, "verdict": "ready", "device": None, "run": {"startedAt": "2026-11-29T01:00:00Z"}}
    (place / "nobody.json").write_text(json.dumps(nobody))
    (place / "number.json").write_text(json.dumps({**nobody, "verdict": 7, "device": {"hostname": "number"}}))
    fleet = asked(odd)
    assert fleet.ask("verdict-by-site-and-day")[1][0][2:4] == (4, 4)
    unread = fleet.ask("unread-files")[1]
    assert [row[2].rsplit("/", 1)[1] for row in unread] == ["empty.json", "list.json", "next-format.json", "nobody.json", "number.json"]
    assert {row[:2] for row in unread} == {("plant-000", LAST_DAY)}


def test_a_report_that_was_collected_twice_is_one_run_and_no_change(odd):
    place = odd / "day=2026-11-29/site=plant-000"
    report = json.loads((place / "whole.json").read_text())
    report["findings"] = [{"cause": "tcp.dropped-port", "severity": "error", "owner": "site-network"}]
    for name in ("whole.json", "again.json"):
        (place / name).write_text(json.dumps(report))
    assert asked(odd).ask("first-appearances")[1] == []
    assert asked(odd).engine.connection.execute("SELECT count(*) FROM runs").fetchall() == [(4,)]


def test_a_redacted_report_is_no_gateway_of_its_own(odd):
    place = odd / "day=2026-11-29/site=plant-000"
    report = json.loads((place / "whole.json").read_text())
    report["device"]["hostname"], report["redaction"] = "redacted-183ea545", {"names": 3, "addresses": 11, "certificates": 5, "texts": 92}
    (place / "redacted.json").write_text(json.dumps(report))
    fleet = asked(odd)
    assert fleet.ask("verdict-by-site-and-day")[1][0][2] == 4
    assert "redacted.json" in [row[2].rsplit("/", 1)[1] for row in fleet.ask("unread-files")[1]]


def test_what_is_being_written_beside_reports_is_left_alone(odd):
    place = odd / "day=2026-11-29/site=plant-000"
    for name in (".whole.json.5f3a", ".ansible_tmp1whole.json", "whole.json.part", "whole.json~"):
        (place / name).write_text('{"formatVersion": 1, "run": {"id": ')
    (odd / "lost+found/a").mkdir(parents=True)
    (odd / "lost+found/a/b.json").write_text("{")
    assert asked(odd).ask("verdict-by-site-and-day")[1][0][2] == 4


def test_names_with_quotes_brackets_and_spaces_are_sites(odd, tmp_path):
    names = ["O'Brien", "plant 7", "[x]", "100%", "Zürich", "007"]
    folder = tmp_path / "a [folder] of*"
    for name in names:
        place = folder / f"day=2026-11-29/site={name}"
        place.mkdir(parents=True)
        shutil.copy(odd / "day=2026-11-29/site=plant-000/bare.json", place)
    for whole_files in (False, True):
        assert [row[0] for row in asked(folder, whole_files=whole_files).ask("verdict-by-site-and-day")[1]] == sorted(names)


@pytest.mark.parametrize("name,said", [
    ("day=unknown/site=plant-000", "day=unknown: a folder of a day"), ("day=2026-11-29/site=a=b", "site=a=b: a folder of a site")])
def test_a_folder_that_is_no_day_or_site_is_named(odd, name, said):
    (odd / name).mkdir(parents=True)
    with pytest.raises(ask.Unanswerable, match=said):
        asked(odd)


@pytest.mark.parametrize("arguments,said,code", [
    (["--reports", "EMPTY"], "has no report laid out as", 65), (["--reports", "EMPTY/nowhere"], "No files found", 65),
    (["--reports", "HALF"], "half.json", 65), (["--reports", "HALF", "--today", "yesterday"], "invalid day value: 'yesterday'", 2),
    (["--reports", "HALF", "--since", "29.11.2026"], "invalid day value: '29.11.2026'", 2)])
def test_what_cannot_be_asked_is_one_sentence(odd, tmp_path_factory, arguments, said, code):
    empty = tmp_path_factory.mktemp("empty")
    (odd / "day=2026-11-29/site=plant-000/half.json").write_text('{"formatVersion": 1, "run": {"id": ')
    arguments = [text.replace("EMPTY", str(empty)).replace("HALF", str(odd)) for text in arguments]
    done = subprocess.run(
        [sys.executable, str(ROOT / "Fleet/sql/ask.py"), *arguments, "root-causes"], capture_output=True, text=True)
    assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1 or code == 2


def test_a_strangers_text_moves_no_cursor():
    table = ask.table(["issuer"], [["CN=\x1b]0;title\x07\x1b[2J\n\u202eZürich"]])
    assert all(letter.isprintable() for line in table.split("\n") for letter in line) and "Zürich" in table
    assert len(table.split("\n")) == 3


def test_half_a_file_is_named_and_can_be_left_out(odd):
    half = odd / "day=2026-11-29/site=plant-000/half.json"
    half.write_text('{"formatVersion": 1, "run": {"id": ')
    with pytest.raises(Exception, match=r"half\.json"):
        asked(odd).ask("verdict-by-site-and-day")
    assert asked(odd, whole_files=True).ask("verdict-by-site-and-day")[1][0][2] == 4


def test_gathering_twice_replaces_and_does_not_double(reports, gathered, fleet, tmp_path):
    again = tmp_path / "gathered"
    shutil.copytree(gathered, again)
    asked(reports, since=fleet.days[-2]).gather(again)
    assert asked(gathered=again).ask("verdict-by-site-and-day")[1] == fleet.verdict_by_site_and_day()


def test_the_command_prints_a_table_and_values(reports):
    command = [sys.executable, str(ROOT / "Fleet/sql/ask.py"), "--reports", str(reports), "--today", str(LAST_DAY), "shared-hops"]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert table.startswith("shared-hops\naddress") and "198.18.0.1" in table
    values = subprocess.run([*command, "--csv"], capture_output=True, text=True, check=True).stdout
    assert values.startswith("address,is_private,gateways,sites,at_sites,causes\n")
