"""The pages of the manual, as far as they are made without asking for every cause."""

import json
import re
import shutil
import subprocess

import manual
import pytest

EXPLANATION = """\
dns.nodata
    Not every name has an address.

    Evidence  The name exists, and has no address.

    Not       dns.nxdomain: the name does not exist. Told by the answer's code.
              dns.servfail: the resolver fails. Told by the answer's code.

    Owner     cloud

    Fix       Give it one.
"""


@pytest.fixture(scope="module")
def root(program):
    return json.loads(manual.run(program, "--experimental-dump-help"))["command"]


@pytest.fixture(scope="module")
def commands(root):
    return {command["commandName"]: command for command in root["subcommands"]
            if command["shouldDisplay"] and command["commandName"] != "help"}


@pytest.fixture(scope="module")
def pages(root, commands):
    made = {f"edgeprobe-{name}.1": manual.command_page(command, "1.2.3") for name, command in commands.items()}
    made["edgeprobe.1"] = manual.overview(root, list(commands.values()), "1.2.3")
    for path in manual.WRITTEN.iterdir():
        made[path.name] = path.read_text().replace(".Dd $Mdocdate$", ".Dd November 29, 2026")
    return made


def test_every_command_has_a_page_with_an_example(commands, pages):
    for name in commands:
        assert f".Cm {name}\n" in pages[f"edgeprobe-{name}.1"] and manual.EXAMPLES[name]


def test_every_option_that_help_shows_is_on_its_page(commands, pages):
    for name, command in commands.items():
        text = pages[f"edgeprobe-{name}.1"].replace("\\%", "").replace("\\-", "-")
        for item in command.get("arguments", []):
            if item["shouldDisplay"] and item["kind"] != "positional":
                for switch in manual.switches(item):
                    assert re.search(rf"Fl {switch}\b", text), (name, switch)


def test_every_metric_is_in_the_manual(pages):
    """The sources are asked: a report has only those that its run has something to tell of."""
    source = (manual.WRITTEN.parents[1] / "Reports/PrometheusReport.swift").read_text()
    metrics = set(re.findall(r'metric\(\s*"([a-z_]+)"', source))
    assert len(metrics) > 10
    assert metrics == set(re.findall(r"^\.It Sy edgeprobe_([a-z_]+)$", pages["edgeprobe-report.5"], re.MULTILINE))


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_finds_nothing_to_say(pages, tmp_path):
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
    run = subprocess.run(["mandoc", "-Tlint", "-Wwarning", *sorted(pages)], cwd=tmp_path, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_pages_fit_eighty_columns(pages):
    for name, text in pages.items():
        shown = subprocess.run(["mandoc", "-Tascii", "-Owidth=78"], input=text, capture_output=True, text=True, check=True).stdout
        lines = re.sub(".\x08", "", shown).splitlines()
        assert max(map(len, lines)) <= 80, (name, max(lines, key=len))


def test_an_explanation_is_taken_apart_by_its_headings():
    meaning, parts = manual.sections(EXPLANATION)
    assert meaning == "Not every name has an address."
    assert parts["Evidence"] == ["The name exists, and has no address."] and parts["Owner"] == ["cloud"]
    assert len(parts["Not"]) == 2 and "Fix" not in parts


def test_some_causes_are_taken_apart(program):
    for cause in ("tcp.dropped-port", "proxy.env-mismatch", "host.clock-skew"):
        meaning, parts = manual.sections(manual.run(program, "explain", cause))
        assert meaning.endswith(".") and {"Evidence", "Owner"} <= set(parts)


def test_the_report_page_names_every_member_of_the_schema(pages, packaging):
    schema = json.loads((packaging.parent / "Reports/Schema/report-1.schema.json").read_text())
    page = pages["edgeprobe-report.5"]
    for member in schema["properties"]:
        assert re.search(rf"^\.(It )?Sy (.*, )?{member}\b", page, re.M), member
    for member in schema["$defs"]["finding"]["required"]:
        assert re.search(rf"^\.(It )?Sy (.*, )?{member}\b", page, re.M), member


def test_text_is_never_taken_for_a_request():
    assert manual.escaped(".Sh evil") == "\\&.Sh evil"
    assert manual.escaped("'br") == "\\&'br"
    assert "\\e" in manual.escaped("a\\b")


@pytest.mark.parametrize("text", ["a.prom", "az-nsg"])
def test_names_are_not_hyphenated(text):
    assert manual.escaped(text).startswith("\\%")
