#!/usr/bin/env python3
"""Writes the manual from what the program says of itself: a page for each command, and one for all causes.

    Packaging/manual.py BINARY FOLDER

Pages that no command describes stand in Packaging/manual and are copied. All are mdoc(7), which man-db and mandoc print alike.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import time

WRITTEN = pathlib.Path(__file__).resolve().parent / "manual"
EXIT_CODES = [
    ("0", "Ready or degraded; with --strict only ready without a warning."),
    ("1", "Blocked: at least one finding of severity error."),
    ("2", "Inconclusive: something that is needed could be neither proven nor refuted."),
    ("64", "The command line was wrong."),
    ("70", "Internal error."),
    ("73", "A report could not be written. This overrides the verdict."),
    ("129, 130, 143", "The terminal was gone, interrupted, terminated; a partial report was still written."),
]
# What the exit code of a command says; of the others it tells no more than whether something went wrong.
CODES = {
    **dict.fromkeys(("run", "demo", "diagnose"), EXIT_CODES),
    "compare": [("0", "Nothing changed for the worse."), ("1", "Something did.")],
    "verify": [
        ("0", "All findings are gone."),
        ("1", "Something still stands in the way."),
        ("2", "Something could not be measured."),
        *(code for code in EXIT_CODES if code[0] in ("64", "70")),
        ("129, 130, 143", "The terminal was gone, interrupted, terminated."),
    ],
}
ENVIRONMENT = [
    ("https_proxy , HTTPS_PROXY , NO_PROXY", "The proxy, where neither the command line nor the device's configuration names one."),
    ("DOCKER_HOST", "Where the container engine listens."),
    ("LC_ALL , LC_CTYPE , LANG", "Text is kept to ASCII, and English, in a locale without Unicode."),
    ("LC_ALL , LC_MESSAGES , LANG", "The language of what people read, where neither --lang nor EDGEPROBE_LANG names one."),
    ("EDGEPROBE_LANG", "The language of what people read, for services: en or ko."),
    ("NO_COLOR", "No colour on a terminal."),
]
FILES = [
    ("/etc/aziot/config.toml , /etc/iotedge/config.yaml", "The configuration of IoT Edge; the defaults of hub, proxy, transport and id scope."),
    ("/etc/docker/daemon.json", "The configuration of the container engine."),
    ("/etc/default/edgeprobe", "Options of the services; see edgeprobe-watch(8)."),
]
# The line that apropos(1) finds, where the first words of a command's own description are none.
SUMMARIES = {
    "explain": "what a cause or a symptom means, and what removes it",
    "verify": "whether a fix helped",
    "guide": "how things are done on an IoT Edge device",
    "demo": "the whole suite against an embedded hub",
}
EXAMPLES = {
    "run": [
        ("As root, from the host and its containers, with a report for later and one archive for a ticket:",
         "sudo edgeprobe --hub myhub.azure-devices.net \\\n    --report json=report.json --bundle ticket.tar.gz"),
        ("All hubs of a list, told of round by round:",
         "edgeprobe --hubs hubs.txt --report ndjson=- |\n    jq -r '[.target.hub, .verdict] | @tsv'"),
        ("A rollout's gate, for systems that read JUnit's XML:", "edgeprobe --hubs hubs.txt --report junit=hubs.xml"),
        ("For somebody else's eyes:", "edgeprobe --hub myhub.azure-devices.net --redact --format markdown"),
    ],
    "plan": [("", "edgeprobe plan --hub myhub.azure-devices.net")],
    "rules": [("", "edgeprobe rules --hub myhub.azure-devices.net --dialect nftables")],
    "demo": [("What a port that is closed looks like:", "edgeprobe demo --fault closed-5671")],
    "diagnose": [("", "edgeprobe diagnose report.json --format markdown")],
    "fix": [("", "edgeprobe fix report.json --finding 1 --dialect nftables")],
    "verify": [("", "sudo edgeprobe verify report.json")],
    "compare": [("", "edgeprobe compare before.json now.json")],
    "explain": [("A cause:", "edgeprobe explain tcp.dropped-port"),
                ("A line of a log:", "edgeprobe explain port is already allocated")],
    "guide": [("", "edgeprobe guide container-dns --host linux")],
    "list": [("", "edgeprobe list causes")],
}


def escaped(text):
    """Text as roff prints it: no line begins a request, names are not hyphenated, hyphens can be copied."""
    words = text.split()
    words = ["\\%" * bool(re.search(r"\w[-:=/_.][A-Za-z]", word)) + word.replace("\\", "\\e").replace("-", "\\-") for word in words]
    text = " ".join(words)
    return "\\&" + text if text[:1] in (".", "'") else text


def sentences(text):
    """Each sentence begins a line, as mdoc wants it, so that the formatter chooses the space before it."""
    lines = []
    for sentence in re.split(r"(?<=[.!?:]) (?=[A-Z'])", " ".join(text.split())):
        lines += wrapped(sentence)
    return lines


def wrapped(text):
    return [escaped(line) for line in textwrap.wrap(text, 70, break_long_words=False, break_on_hyphens=False)]


def example(line):
    """A command line, flush with the others; one of several lines stays as it is."""
    if "\n" not in line:
        return [f".Dl {escaped(line)}"]
    lines = [part.replace("\\", "\\e").replace("-", "\\-") for part in line.split("\n")]
    return [".Bd -literal -offset indent -compact"] + lines + [".Ed"]


def argument(text):
    """One argument of a macro; what looks like punctuation or a macro is none."""
    return '"' + escaped(text).replace('"', '\\(dq') + '"'


def run(binary, *arguments):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    return subprocess.run([binary, *arguments], check=True, capture_output=True, text=True, env=environment).stdout


def page(title, section, name, summary, body, version):
    day = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    date = time.strftime("%B ", day) + str(day.tm_mday) + time.strftime(", %Y", day)
    head = [f".Dd {date}", f".Dt {title.upper()} {section}", f".Os edgeprobe {version}",
            ".Sh NAME", f".Nm {name}", f".Nd {escaped(summary.rstrip('.'))}"]
    return "\n".join(head + body) + "\n"


def listed(entries, width="Ds"):
    lines = [f".Bl -tag -width {width}"]
    for head, texts in entries:
        lines += [head] + texts
    return lines + [".El"]


def references(names):
    lines = [f".Xr {name} {section} ," for name, section in names]
    lines[-1] = lines[-1].removesuffix(" ,")
    return [".Sh SEE ALSO"] + lines


def switches(item):
    return ["".join(["-" if name["kind"] == "long" else "", name["name"]]) for name in item["names"]]


def item_of(option):
    """The head of an option in a list: all its names, and what it takes."""
    value = f" Ar {argument(option['valueName'])}" if option["kind"] == "option" else ""
    parts = [f"Fl {escaped(name)}{value}" for name in switches(option)]
    return ".It " + " , ".join(parts)


def described(option):
    texts = [text for text in (option.get("abstract"), option.get("discussion")) if text]
    lines = []
    for text in texts:
        lines += sentences(text)
    said = " ".join(texts)
    values = option.get("allValues", [])
    if values and not all(value in said for value in values):
        lines.append("One of:")
        lines += wrapped(", ".join(values) + ".")
    default = option.get("defaultValue")
    if default and option["kind"] != "flag":
        whole = default[:-2] if re.fullmatch(r"[0-9]+[.]0", default) else default
        lines.append(f"The default is {escaped(whole)}.")
    return lines


def pairs(options):
    """--dps and --no-dps have one text: one entry with both names."""
    merged = []
    for option in options:
        last = merged[-1] if merged else None
        if last and option["kind"] == last["kind"] == "flag" and option.get("abstract") == last.get("abstract"):
            last["names"] = last["names"] + option["names"]
        else:
            merged.append(dict(option))
    return merged


def command_page(command, version):
    name = command["commandName"]
    shown = [item for item in command.get("arguments", []) if item.get("shouldDisplay")]
    places = [item for item in shown if item["kind"] == "positional"]
    options = pairs([item for item in shown if item["kind"] != "positional"])
    synopsis = [".Sh SYNOPSIS", ".Nm edgeprobe", f".Cm {name}"]
    if len(options) > 8:
        synopsis.append(".Op Ar options")
    else:
        for option in options:
            if switches(option) in (["-version"], ["h", "-help"]):
                continue
            value = f" Ar {argument(option['valueName'])}" if option["kind"] == "option" else ""
            synopsis.append(f".Op Fl {escaped(switches(option)[0])}{value}" + (" ..." if option["isRepeating"] else ""))
    for place in places:
        form = f"Ar {argument(place['valueName'])}" + (" ..." if place["isRepeating"] else "")
        synopsis.append(f".Op {form}" if place["isOptional"] else f".{form}")
    body = synopsis + [".Sh DESCRIPTION"] + sentences(command["abstract"])
    # A command without any is found by the tests.
    examples = EXAMPLES.get(name, [])
    if command.get("discussion"):
        told = re.sub(r"(Examples?|An example): .*", "", command["discussion"], flags=re.S)
        body += [".Pp"] + sentences(told) if told.strip() else []
    if places:
        body += [".Pp", "The arguments are:"] + listed(
            [(f".It Ar {argument(place['valueName'])}", described(place)) for place in places])
    if options:
        body += [".Sh OPTIONS"] + listed([(item_of(option), described(option)) for option in options])
    body += [".Sh EXIT STATUS"]
    if codes := CODES.get(name):
        body += listed([(f".It {code}", sentences(text)) for code, text in codes], "129")
    else:
        body += [".Ex -std edgeprobe"]
    body += [".Sh EXAMPLES"] if examples else []
    for text, line in examples:
        body += (sentences(text) if text else []) + example(line)
    also = [("edgeprobe", 1), ("edgeprobe-report", 5), ("edgeprobe-causes", 7)]
    summary = re.split(r"[;(]|: ", command["abstract"])[0].strip()
    return page(f"edgeprobe-{name}", 1, f"edgeprobe-{name}", SUMMARIES.get(name, lowered(summary)), body + references(also), version)


def lowered(text):
    return text[0].lower() + text[1:]


def overview(root, commands, version):
    first, about = root["abstract"].split("\n\n", 1)
    notes = root["discussion"].split("\n\n")
    body = [".Sh SYNOPSIS", ".Nm", ".Op Cm run", ".Fl \\-hub Ar hub", ".Op Ar options", ".Nm", ".Ar command", ".Op Ar options",
            ".Sh DESCRIPTION"] + sentences(about) + [".Pp"] + sentences(notes[0])
    body += [".Pp", "An ordinary user gets every finding about the host;", "as root, a run also measures from the container engine's",
             "networks and names the firewall rule that drops a packet.",
             "What was not asked for want of rights is said.",
             ".Sh COMMANDS", "Each has a page of its own,", ".Xr edgeprobe\\-run 1", "and so on."]
    body += listed([(f".It Cm {command['commandName']}", sentences(command["abstract"])) for command in commands], "diagnose")
    body += [".Sh ENVIRONMENT"] + listed([(f".It Ev {name}", sentences(text)) for name, text in ENVIRONMENT])
    body += [".Sh FILES"] + listed([(f".It Pa {name}", sentences(text)) for name, text in FILES])
    body += [".Sh EXIT STATUS"] + listed([(f".It {code}", sentences(text)) for code, text in EXIT_CODES], "129")
    body += [".Pp", ".Cm compare", "exits with 0 where nothing changed for the worse, else with 1."]
    body += [".Sh EXAMPLES"]
    for text, line in [("See the whole suite at work, without any network:", "edgeprobe demo"),
                       *EXAMPLES["run"][:1],
                       ("Its fixes, to be pasted, and whether they helped:", "edgeprobe fix report.json"),
                       ("", "sudo edgeprobe verify report.json")]:
        body += (sentences(text) if text else []) + example(line)
    also = [(f"edgeprobe-{command['commandName']}", 1) for command in commands]
    also = sorted(also) + [("edgeprobe-report", 5), ("edgeprobe-causes", 7), ("edgeprobe-watch", 8)]
    summary = "what stands between an Azure IoT Edge device and its hub"
    return page("edgeprobe", 1, "edgeprobe", summary, body + references(also), version)


HEADINGS = ("Evidence", "Seen as", "Not", "Note", "Explains", "Owner", "See", "Fix")
# A heading fills its column; a sentence that begins with the same word does not.
SECTION = re.compile(r"^    (" + "|".join(f"{heading:10}" for heading in HEADINGS) + r")(\S.*)")


def sections(text):
    """The parts of an explanation up to its fix, by their headings; each a list of paragraphs."""
    meaning, parts, current = [], {}, None
    for line in text.splitlines()[1:]:
        found = SECTION.match(line)
        if found:
            heading = found[1].strip()
            if heading == "Fix":
                break
            current = parts.setdefault(heading, [])
            current.append(found[2])
        elif current is not None and line.startswith(" " * 14):
            current.append(line.strip())
        elif current is None and line.startswith("    "):
            meaning.append(line.strip())
    return " ".join(meaning), parts


def causes_page(binary, version):
    causes = [line.split()[0] for line in run(binary, "list", "causes").splitlines()]
    body = [".Sh DESCRIPTION", "Every finding of", ".Xr edgeprobe 1", "names one of these causes.",
            "What stands under", ".Em Not", "looks alike, with what tells it apart.",
            "How a cause is removed is printed by", ".Ql edgeprobe explain Ar cause ,",
            "with the values of a report by", ".Xr edgeprobe\\-fix 1 .",
            ".Sh CAUSES"]
    for cause in causes:
        meaning, parts = sections(run(binary, "explain", cause))
        if not meaning or "Evidence" not in parts or "Owner" not in parts:
            sys.exit(f"explain {cause}: no meaning, evidence or owner in what it prints")
        body += [f".Ss {escaped(cause)}"] + sentences(meaning) + [".Bl -tag -width Evidence"]
        for heading in ("Evidence", "Not", "Explains", "Owner"):
            if heading not in parts:
                continue
            body.append(f".It {heading}")
            if heading == "Not":
                # Each look-alike begins with its name.
                alike = re.split(r" (?=[a-z0-9]+\.[a-z0-9-]+: )", " ".join(parts["Not"]))
                for index, text in enumerate(alike):
                    body += ([".br"] if index else []) + sentences(text)
            else:
                body += sentences(" ".join(parts[heading]))
        body.append(".El")
    return page("edgeprobe-causes", 7, "edgeprobe-causes", "what can stand between an IoT Edge gateway and its hub",
                body + references([("edgeprobe", 1), ("edgeprobe-explain", 1), ("edgeprobe-report", 5)]), version)


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    version = run(binary, "--version").split()[0]
    root = json.loads(run(binary, "--experimental-dump-help"))["command"]
    commands = [command for command in root["subcommands"]
                if command.get("shouldDisplay") and command["commandName"] != "help"]
    pages = {"edgeprobe.1": overview(root, commands, version), "edgeprobe-causes.7": causes_page(binary, version)}
    for command in commands:
        pages[f"edgeprobe-{command['commandName']}.1"] = command_page(command, version)
    date = pages["edgeprobe.1"].splitlines()[0]
    for written in sorted(WRITTEN.iterdir()):
        text = written.read_text(encoding="utf-8")
        pages[written.name] = text.replace(".Dd $Mdocdate$", date).replace(".Os edgeprobe", f".Os edgeprobe {version}")
    for name, text in pages.items():
        place = folder / f"man{name[-1]}" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    print(f"Manual: {len(pages)} pages.")


if __name__ == "__main__":
    main()
