#!/usr/bin/env python3
"""Asks all reports of a fleet a question, on DuckDB (one machine) or on Spark (this machine or a cluster).

The questions are the files of questions/, the views they stand on those of views/, duckdb/ and spark/: plain SQL, which
any client of the engine may read in the same order (`VIEWS`). This program only reads them in and prints what comes back.

Usage: ask.py --reports FOLDER verdict-by-site-and-day root-causes
       ask.py --reports FOLDER --gather PARQUET           once a day; then: ask.py --gathered PARQUET silent-gateways
       ask.py --engine spark --reports FOLDER shared-hops
"""

import argparse
import csv
import datetime
import glob
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
QUESTIONS = sorted(path.stem for path in (HERE / "questions").glob("*.sql"))
VIEWS = [
    "ENGINE/reports.sql", "ENGINE/asked.sql", "views/no-inventory.sql", "views/runs.sql", "views/latest_runs.sql",
    "views/gateways.sql", "ENGINE/findings.sql", "ENGINE/transports.sql", "ENGINE/rungs.sql", "ENGINE/hops.sql",
    "ENGINE/certificates.sql", "views/appearances.sql",
]


def statements(file):
    """The statements of a file, without its comments; each ends with a semicolon at the end of a line."""
    lines = [line for line in (HERE / file).read_text().splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in re.split(r";$", "\n".join(lines), flags=re.MULTILINE) if statement.strip()]


class Unanswerable(Exception):
    """What was given cannot be asked; the sentence says why."""


def laid_out(folder):
    """The patterns of the reports of a folder, and of nothing that is being written beside them.

    A folder whose name is no day or site would end every question with an engine's words for it.
    """
    days = [day for day in sorted(pathlib.Path(folder).glob("day=*")) if day.is_dir()]
    for day in days:
        try:
            datetime.date.fromisoformat(day.name.removeprefix("day="))
        except ValueError:
            raise Unanswerable(f"{day}: a folder of a day is named day=2026-11-29.") from None
        for site in day.iterdir():
            if site.is_dir() and not site.name.startswith(".") and (
                    not site.name.startswith("site=") or site.name.count("=") != 1):
                raise Unanswerable(f"{site}: a folder of a site is named site=NAME, without another =.")
    below = f"{glob.escape(str(folder))}/day=*/site=*/[!.]*.json"
    patterns = [f"{below}{packed}" for packed in ("", ".gz", ".zst") if next(glob.iglob(below + packed), None)]
    if not patterns:
        raise Unanswerable(f"{folder} has no report laid out as day=2026-11-29/site=NAME/ANYTHING.json.")
    return patterns


class DuckDB:
    name = "duckdb"

    def __init__(self, memory=None, threads=None):
        import duckdb

        self.errors = (Unanswerable, duckdb.Error)
        self.connection = duckdb.connect()
        # Nothing here needs an extension from anywhere.
        self.connection.execute("SET autoinstall_known_extensions = false")
        self.connection.execute("SET preserve_insertion_order = false")
        if memory:
            self.connection.execute(f"SET memory_limit = '{memory}'")
        if threads:
            self.connection.execute(f"SET threads = {int(threads)}")
        self.run("duckdb/macros.sql")

    def set(self, name, value):
        if name == "reports" and pathlib.Path(value).is_dir():
            value = laid_out(value)
        self.connection.execute(f"SET VARIABLE {name} = ?", [value if isinstance(value, list) else str(value)])

    def run(self, file):
        for statement in statements(file):
            result = self.connection.execute(statement)
        return [column[0] for column in result.description or []], result.fetchall()


class Spark:
    name = "spark"

    def __init__(self, memory=None, threads=None):
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        self.errors = (Unanswerable, PySparkException)

        builder = SparkSession.builder.appName("edgeprobe-fleet").config("spark.sql.session.timeZone", "UTC")
        # Many small files: a task opens as many as fill it.
        builder = builder.config("spark.sql.files.openCostInBytes", 65536)
        if threads:
            builder = builder.master(f"local[{int(threads)}]").config("spark.sql.shuffle.partitions", int(threads))
            builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
        if memory:
            builder = builder.config("spark.driver.memory", memory)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")

    def set(self, name, value):
        self.session.conf.set(name, str(value))

    def run(self, file):
        for statement in statements(file):
            result = self.session.sql(statement)
        return result.columns, [tuple(row) for row in result.collect()]


class Fleet:
    """The reports of a folder, or what was gathered from one, with the views over them."""

    def __init__(self, engine, reports=None, gathered=None, inventory=None, whole_files=False, **asked):
        self.engine = engine
        for name, value in {"reports": reports, "gathered": gathered, "inventory": inventory, **asked}.items():
            if value is not None:
                engine.set(name, value)
        if whole_files:
            engine.run(f"{engine.name}/whole-files.sql")
        engine.run(f"{engine.name}/{'documents' if gathered is None else 'gathered'}.sql")
        for view in VIEWS + ["ENGINE/unread.sql"]:
            engine.run(view.replace("ENGINE", engine.name))
        if inventory is not None:
            engine.run(f"{engine.name}/inventory.sql")
            engine.run("views/gateways.sql")

    def ask(self, question):
        return self.engine.run(f"questions/{question}.sql")

    def gather(self, folder):
        self.engine.set("gathered", folder)
        self.engine.run(f"{self.engine.name}/gather.sql")


def shown(value):
    """A value as a cell. A certificate's issuer is a stranger's text: it moves no cursor of a terminal."""
    text = "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def table(columns, rows):
    cells = [[shown(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in [columns, *cells]]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def answer(engine, given, chosen, folder, as_csv):
    fleet = Fleet(engine, **given)
    if folder:
        fleet.gather(folder)
    for question in chosen:
        columns, rows = fleet.ask(question)
        if as_csv:
            csv.writer(sys.stdout).writerows([columns, *rows])
        else:
            print(f"{question}\n{table(columns, rows)}\n")


def day(text):
    return datetime.date.fromisoformat(text)


def main():
    parser = argparse.ArgumentParser(description="Asks all reports of a fleet a question.", epilog="Questions: " + ", ".join(QUESTIONS))
    parser.add_argument("questions", nargs="*", metavar="QUESTION", choices=[*QUESTIONS, []], help="one of those below")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--reports", metavar="FOLDER", help="reports as day=2026-11-29/site=NAME/ANYTHING.json")
    source.add_argument("--gathered", metavar="FOLDER", help="what --gather wrote")
    parser.add_argument("--gather", metavar="FOLDER", help="write the reports there, as Parquet")
    parser.add_argument("--since", type=day, metavar="DAY", help="only reports of this day and later ones are read")
    parser.add_argument("--today", type=day, metavar="DAY", help="answer as of this day")
    parser.add_argument("--inventory", metavar="CSV", help="the gateways that there should be: site,device")
    parser.add_argument("--expiring-within-days", type=int, metavar="N", help="30")
    parser.add_argument("--silent-after-days", type=int, metavar="N", help="2")
    parser.add_argument("--whole-files", action="store_true", help="DuckDB: leave out files that are no JSON")
    parser.add_argument("--memory", metavar="SIZE", help="the engine's limit, such as 2g")
    parser.add_argument("--threads", type=int, metavar="N", help="the engine's threads; Spark then runs on this machine")
    parser.add_argument("--csv", action="store_true", help="comma-separated values, not tables")
    given = vars(parser.parse_args())
    chosen, folder, as_csv = given.pop("questions"), given.pop("gather"), given.pop("csv")
    engine = {"duckdb": DuckDB, "spark": Spark}[given.pop("engine")](given.pop("memory"), given.pop("threads"))
    if given["whole_files"] and engine.name == "spark":
        parser.error("--whole-files: Spark leaves them out by itself.")
    try:
        answer(engine, given, chosen, folder, as_csv)
    except engine.errors as error:
        # Of what an engine says, the first line has the file and what is wrong with it.
        print(f"{parser.prog}: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main())
