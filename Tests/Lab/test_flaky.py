"""A scenario that needs a second try is excused once, and said; twice in a row fails the run."""

import json
import sys
import types

import flaky
import pytest
import runner

#: What becomes of one scenario in one run: what was wrong at each try.
STEADY, FLAKY, BROKEN = [[]], [["too late"], []], [["dead"], ["dead"]]


@pytest.fixture
def lab(tmp_path, monkeypatch, capsys):
    """The runner over scenarios whose tries are given; gives its exit code and what it printed."""
    record = tmp_path / "kept" / "flaky.json"
    monkeypatch.setenv(flaky.VARIABLE, str(record))
    monkeypatch.setattr(runner, "RESULTS", str(tmp_path / "results"))

    def run(*arguments, **scenarios):
        tries = {name: iter(wrongs) for name, wrongs in scenarios.items()}
        monkeypatch.setattr(runner, "load", lambda: {name: types.SimpleNamespace(cure=None) for name in tries})
        monkeypatch.setattr(runner, "run_one", lambda nursery, name: outcome(name, next(tries[name])))
        monkeypatch.setattr(sys, "argv", ["runner.py", *arguments])
        return runner.main(), capsys.readouterr().out

    run.record = record
    return run


def outcome(name, wrong):
    return {"scenario": name, "healthy": False, "expected": [], "found": [], "right": not wrong, "curable": False,
            "incurable": False, "cured": None, "wrong": wrong, "seconds": 1.0}


def recorded(lab):
    return json.loads(lab.record.read_text())


def test_the_first_time_passes_and_is_said_and_recorded(lab):
    code, text = lab(unlucky=FLAKY, calm=STEADY)
    assert code == 0 and text.endswith("2 passed, 0 failed\n")
    assert [line.split() for line in text.splitlines() if line.startswith("flaky ")] == [
        "flaky unlucky, right only at the second try: too late".split()]
    assert recorded(lab) == {"unlucky": ["too late"]}


def test_the_second_time_in_a_row_fails_and_names_it(lab):
    lab(unlucky=FLAKY, calm=STEADY)
    code, text = lab(unlucky=[["too early"], []], calm=STEADY)
    assert code == 1 and text.endswith("1 passed, 1 failed\n")
    [sentence] = [line for line in text.splitlines() if line.startswith("unlucky was right only at its second try")]
    assert sentence.endswith("(then: too late; now: too early)")
    # Failing forgives nothing: the third time is no first time.
    assert lab(unlucky=FLAKY)[0] == 1


def test_right_at_the_first_try_in_between_is_forgotten(lab):
    lab(unlucky=FLAKY)
    assert lab(unlucky=STEADY)[0] == 0
    assert recorded(lab) == {}
    assert lab(unlucky=FLAKY)[0] == 0


def test_a_scenario_that_was_not_run_keeps_its_entry(lab):
    lab(unlucky=FLAKY, calm=STEADY)
    assert lab("calm", unlucky=STEADY, calm=STEADY)[0] == 0
    assert recorded(lab) == {"unlucky": ["too late"]}
    assert lab(unlucky=FLAKY)[0] == 1


def test_another_scenario_is_not_to_blame(lab):
    lab(unlucky=FLAKY, calm=STEADY)
    assert lab(unlucky=STEADY, calm=FLAKY)[0] == 0
    assert recorded(lab) == {"calm": ["too late"]}


def test_a_failure_is_not_flaky_and_forgives_nothing(lab):
    code, text = lab(dead=BROKEN)
    assert code == 1 and recorded(lab) == {} and "flaky" not in text
    lab(unlucky=FLAKY)
    assert lab(unlucky=BROKEN)[0] == 1
    assert recorded(lab) == {"unlucky": ["too late"]}
    assert lab(unlucky=FLAKY)[0] == 1


def test_without_a_second_try_nothing_is_flaky(lab):
    lab(unlucky=FLAKY, calm=FLAKY)
    assert lab("--fail-fast", "--jobs", "1", calm=STEADY, unlucky=BROKEN)[0] == 1
    assert recorded(lab) == {"unlucky": ["too late"]}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"a": 1}', b'{"a": "late"}', b'{"a": [1]}'])
def test_a_corrupt_record_is_ignored_with_one_sentence_and_replaced(lab, text):
    lab.record.parent.mkdir()
    lab.record.write_bytes(text)
    code, printed = lab(a=FLAKY)
    assert code == 0
    assert len([line for line in printed.splitlines() if str(lab.record) in line and "is ignored" in line]) == 1
    assert recorded(lab) == {"a": ["too late"]}


def test_no_record_yet_is_nothing_to_speak_of(lab):
    assert "is ignored" not in lab(calm=STEADY)[1]


def test_a_record_that_cannot_be_written_fails_the_run(lab):
    lab.record.mkdir(parents=True)
    with pytest.raises(SystemExit, match="cannot be written"):
        lab(unlucky=FLAKY)


def test_the_variable_chooses_the_place_and_nothing_means_the_usual_one(tmp_path):
    assert flaky.place({}, f"{tmp_path}/usual") == flaky.place({flaky.VARIABLE: ""}, f"{tmp_path}/usual") == f"{tmp_path}/usual"
    assert flaky.place({flaky.VARIABLE: f"{tmp_path}/other"}, "/usual") == f"{tmp_path}/other"


@pytest.mark.parametrize("path", ["/mnt/cache/flaky.json", "/run/flaky.json", "/dev/shm/x/../flaky.json"])
def test_a_place_that_ends_with_the_lab_is_refused(path):
    with pytest.raises(SystemExit, match="ends with the lab"):
        flaky.place({flaky.VARIABLE: path}, "/usual")


def test_a_place_that_only_begins_alike_is_not_refused():
    assert flaky.place({flaky.VARIABLE: "/mnt2/flaky.json"}, "/usual") == "/mnt2/flaky.json"
