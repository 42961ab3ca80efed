#!/usr/bin/env python3
"""Describes the columns of a report to DuckDB and to Spark, from its JSON Schema and the paths in members.txt.

An engine that guesses columns guesses from the files that it happens to see: a member that none of them has is an error,
and 10^5 files are read twice. Described columns are NULL where a report lacks them, whatever else it has.

Usage: describe.py [--check]    writes duckdb/documents.sql and spark/documents.sql, or fails where they are out of date
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "Reports/Schema/report-1.schema.json"

# Members that the public contract names and the schema does not describe yet.
ANNOUNCED = {"findings[].hub": {"type": "string"}}

SCALARS = {"string": "text", "integer": "whole", "number": "real", "boolean": "truth"}
DUCKDB = {"text": "VARCHAR", "whole": "BIGINT", "real": "DOUBLE", "truth": "BOOLEAN", "open": "JSON"}
SPARK = {"text": "STRING", "whole": "BIGINT", "real": "DOUBLE", "truth": "BOOLEAN", "open": "STRING"}


class NotDescribed(Exception):
    """A path of members.txt that the schema does not have."""


def paths():
    lines = (HERE / "members.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def resolved(schema, node):
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
    return node


def scalar(node):
    """What a member holds, by its type or else by the values that it may have; null is what every column takes."""
    kinds = node.get("type")
    if kinds is None and ("enum" in node or "const" in node):
        values = node.get("enum", [node.get("const")])
        kinds = [{str: "string", bool: "boolean", int: "integer", float: "number"}[type(value)] for value in values]
    if kinds is None and "anyOf" in node:
        kinds = [kind for kind in ("string",) if any("pattern" in part or "enum" in part for part in node["anyOf"])]
    kinds = {kinds} if isinstance(kinds, str) else set(kinds or [])
    kinds.discard("null")
    if kinds == {"object"} and "properties" not in node:
        return "open"
    if len(kinds) != 1 or not kinds <= set(SCALARS):
        raise NotDescribed(f"no single type in {node}")
    return SCALARS[kinds.pop()]


def leaf(schema, path):
    """The type of a member, reached through the schema."""
    if path == "observations[].evidence":
        # Described where an observation was seen only, and there as any object.
        return "open"
    node = schema
    for step in path.split("."):
        name, is_list = step.removesuffix("[]"), step.endswith("[]")
        node = resolved(schema, node)
        if name not in node.get("properties", {}):
            if path in ANNOUNCED:
                return scalar(ANNOUNCED[path])
            raise NotDescribed(path)
        node = resolved(schema, node["properties"][name])
        if is_list:
            node = resolved(schema, node["items"])
    return scalar(node)


def tree(schema, members):
    """Nested dictionaries of columns; a list's name keeps its brackets."""
    root = {}
    for path in members:
        *above, last = path.split(".")
        node = root
        for step in above:
            node = node.setdefault(step, {})
        node[last] = leaf(schema, path)
    return root


def duckdb_structure(name, node):
    """What json_transform takes: JSON of the report's shape, with types for values; a list holds its items' structure."""
    inner = DUCKDB[node] if isinstance(node, str) else {
        key.removesuffix("[]"): duckdb_structure(key, value) for key, value in node.items()}
    return [inner] if name.endswith("[]") else inner


def spark_type(name, node):
    inner = SPARK[node] if isinstance(node, str) else (
        "STRUCT<" + ", ".join(f"`{key.removesuffix('[]')}`: {spark_type(key, value)}" for key, value in node.items()) + ">")
    return f"ARRAY<{inner}>" if name.endswith("[]") else inner


def duckdb(columns):
    lines = "".join(
        f"    json_transform(json->'$.{name.removesuffix('[]')}', '{json.dumps(duckdb_structure(name, node))}')"
        f" AS {name.removesuffix('[]')},\n"
        for name, node in columns.items())
    return f"""\
-- Written by describe.py from the report's JSON Schema: the reports as they are, a row for each file.
-- Which files: SET VARIABLE reports = 'FOLDER/*/*/*.json', laid out as day=2026-11-29/site=NAME/ANYTHING.json.
-- A member that a report lacks, or has with another type than described, is NULL. What is no JSON at all, such as half a
-- file, ends the query with the file's name: whole-files.sql leaves such files out.
-- read_json would take the columns as well, and twenty times as long for each small file (DuckDB 2.0).
CREATE OR REPLACE VIEW documents AS
SELECT
{lines}    filename AS file,
    day,
    site
FROM read_json_objects(
    getvariable('reports'),
    format = 'unstructured',
    filename = true,
    hive_partitioning = true,
    hive_types = {{day: DATE, site: VARCHAR}},
    maximum_object_size = 67108864
);
"""


def spark(columns):
    lines = ",\n".join(f"    {name.removesuffix('[]')} {spark_type(name, node)}" for name, node in columns.items())
    return f"""\
-- Written by describe.py from the report's JSON Schema: the reports as they are, a row for each file.
-- Which files: SET reports=FOLDER, laid out as day=2026-11-29/site=NAME/ANYTHING.json.
-- A member that a report lacks, or has with another type than described, is NULL; so are all of them in a file that is no
-- JSON, such as half of one.
CREATE OR REPLACE TEMPORARY VIEW documents (
{lines},
    day DATE,
    site STRING
) USING json OPTIONS (path '${{reports}}', multiLine 'true', mode 'PERMISSIVE', pathGlobFilter '*.json*');
"""


def main():
    columns = tree(json.loads(SCHEMA.read_text()), paths())
    wanted = {HERE / "duckdb/documents.sql": duckdb(columns), HERE / "spark/documents.sql": spark(columns)}
    stale = [file for file, text in wanted.items() if not file.exists() or file.read_text() != text]
    if sys.argv[1:] == ["--check"]:
        for file in stale:
            print(f"{file.relative_to(HERE)} is out of date: run describe.py.", file=sys.stderr)
        return 1 if stale else 0
    for file in stale:
        file.write_text(wanted[file])
    return 0


if __name__ == "__main__":
    sys.exit(main())
