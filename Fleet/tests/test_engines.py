"""A hundred thousand reports, DuckDB and Spark: the same answers, and how quickly each of them gets there."""

import os
import resource
import subprocess
import sys
import time

import pytest
from generated_fleet import ANSWERS, LAST_DAY, ROOT, Fleet

pytestmark = pytest.mark.nightly
ask = pytest.importorskip("ask")
pytest.importorskip("duckdb", reason="DuckDB is not installed")
pytest.importorskip("pyspark", reason="Spark is not installed")

REPORTS = int(os.environ.get("FLEET_REPORTS", "100000"))
THREADS = 2
# What DuckDB may hold, and what a process of it may take in all; Spark's is the heap of its one process.
MEMORY, RESIDENT = "1GB", 2_000_000


@pytest.fixture(scope="module")
def fleet(binary):
    return Fleet(REPORTS, seed=17, days=40, binary=binary)


@pytest.fixture(scope="module")
def spark():
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    engine = ask.Spark(memory="2g", threads=THREADS)
    yield engine
    engine.session.stop()


def gathered_by_duckdb(reports, folder):
    """Seconds, and the largest resident size in kB of a process that does nothing else."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, str(ROOT / "Fleet/sql/ask.py"), "--reports", str(reports), "--gather", str(folder),
         "--memory", MEMORY, "--threads", str(THREADS)], check=True)
    return time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def alike(rows):
    """Rows to compare: of numbers with a point what nine digits say."""
    return [tuple(float(f"{value:.9g}") if isinstance(value, float) else value for value in row) for row in rows]


def test_both_engines_give_the_answers_that_were_built_in(fleet, reports, spark, tmp_path, capsys):
    figures = []
    duckdb_seconds, resident = gathered_by_duckdb(reports, tmp_path / "duckdb")
    began = time.monotonic()
    ask.Fleet(spark, reports=reports, today=LAST_DAY).gather(tmp_path / "spark")
    figures.append(("JSON to Parquet", duckdb_seconds, time.monotonic() - began))

    # Each reads what the other one wrote.
    on_duckdb = ask.Fleet(ask.DuckDB(MEMORY, THREADS), gathered=tmp_path / "spark", today=LAST_DAY)
    on_spark = ask.Fleet(spark, gathered=tmp_path / "duckdb", today=LAST_DAY)
    for question in ask.QUESTIONS:
        if question == "unread-files":
            continue
        seconds, answers = [], []
        for engine in (on_duckdb, on_spark):
            began = time.monotonic()
            answers.append(alike(engine.ask(question)[1]))
            seconds.append(time.monotonic() - began)
        assert answers[0] == answers[1], question
        if question in ANSWERS:
            assert answers[0] == ANSWERS[question](fleet), question
        figures.append((question, *seconds))

    with capsys.disabled():
        print(f"\n{REPORTS} reports, {THREADS} threads; DuckDB's largest resident size {resident // 1024} MB")
        print(f"{'reports a second':26}{'DuckDB':>10}{'Spark':>10}")
        for name, *seconds in figures:
            print(f"{name:26}" + "".join(f"{REPORTS / value:10.0f}" for value in seconds))
    assert resident < RESIDENT


def test_spark_answers_on_json_as_it_does_on_parquet(binary, spark, tmp_path):
    fleet = Fleet(1000, seed=13, binary=binary)
    fleet.write(tmp_path)
    half = tmp_path / f"day={LAST_DAY}/site=plant-000/half.json"
    half.write_text('{"formatVersion": 1, "run": {"id": ')
    on_json = ask.Fleet(spark, reports=tmp_path, today=LAST_DAY)
    for question, answer in ANSWERS.items():
        assert on_json.ask(question)[1] == answer(fleet), question
    assert [row[2].rsplit("/", 1)[1] for row in on_json.ask("unread-files")[1]] == ["half.json"]
