"""A catalogue as the program reads it: three lines about the language, and a line for each message (ProbeCore's Phrasebook)."""

import re
import sys

import catalogues


def hashed(message):
    """FNV-1a in 64 bits over the context, U+0004 and the message, as ProbeCore's Phrasebook has it."""
    key = (message.context + "\4" if message.context else "") + message.id
    value = 0xcbf29ce484222325
    for byte in key.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001b3) & 0xffffffffffffffff
    return value


def forms(header, path):
    """The form of a noun behind each number up to 199, from the expression of Plural-Forms."""
    found = re.fullmatch(r"nplurals=(\d+);\s*plural=(.+?);?", header.get("Plural-Forms", "nplurals=1; plural=0;"))
    if not found:
        sys.exit(f"{path}: Plural-Forms is none of gettext's")
    count, expression = int(found.group(1)), found.group(2)
    if not re.fullmatch(r"[n\d\s%<>=!&|?:()]+", expression):
        sys.exit(f"{path}: Plural-Forms has an expression that C does not have")
    python = _python(expression)
    chosen = [int(eval(python, {"__builtins__": {}}, {"n": number})) for number in range(200)]  # noqa: S307, digits and signs alone
    if not all(0 <= form < count for form in chosen):
        sys.exit(f"{path}: Plural-Forms chooses a form that is not there")
    return "".join(map(str, chosen)), count


def _python(expression):
    """An expression of C with ?: in Python's words; brackets first, then the choice that binds least."""
    groups = []

    def keep(found):
        groups.append(_choice(found.group(1)))
        return f"@{len(groups) - 1}@"

    while "(" in expression:
        expression = re.sub(r"\(([^()]*)\)", keep, expression)
    python = _choice(expression)
    while "@" in python:
        python = re.sub(r"@(\d+)@", lambda found: f"({groups[int(found.group(1))]})", python)
    return python


def _choice(expression):
    condition, question, rest = expression.partition("?")
    if question:
        yes, _, no = rest.partition(":")
        return f"(({yes}) if ({_choice(condition)}) else ({_choice(no)}))"
    return re.sub(r"!(?!=)", " not ", expression.replace("&&", " and ").replace("||", " or "))


def written(messages, header, path):
    """The lines: the language, its case, the form behind each number, then the hash of each message with its text."""
    chosen, count = forms(header, path)
    lines = [header["Language"], "uncased" if header.get("X-Capitals") == "no" else "cased", chosen]
    seen = {}
    for message in sorted(messages, key=hashed):
        key = hashed(message)
        if key in seen:
            sys.exit(f"{path}: {message.id!r} and {seen[key]!r} have one hash")
        seen[key] = message.id
        if message.plural and len(message.texts) != count:
            sys.exit(f"{path}: {message.id!r} has {len(message.texts)} forms of {count}")
        text = "\t".join(message.texts).replace("\\", "\\\\").replace("\n", "\\n")
        if text.strip():
            lines.append(f"{key:016x} {text}")
    return "\n".join(lines)
