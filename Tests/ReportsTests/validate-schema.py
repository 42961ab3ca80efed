#!/usr/bin/env python3
"""Holds JSON reports against the schema: validate-schema.py SCHEMA REPORT..."""
import json
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("the Python package jsonschema is not installed")
    sys.exit(77)

if len(sys.argv) < 3:
    print(__doc__)
    sys.exit(64)

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)

errors = 0
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for error in sorted(validator.iter_errors(report), key=lambda error: list(error.absolute_path)):
        place = "/".join(str(part) for part in error.absolute_path) or "(top)"
        print(f"{path}: {place}: {error.message[:300]}")
        errors += 1
sys.exit(1 if errors else 0)
