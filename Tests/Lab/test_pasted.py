"""Every block that a report has for pasting, taken out of the text as it stands there and held against its dialect's own checker.

The reports are those of a quarter of the lab's recordings, which EDGEPROBE_SAMPLE decides, with all that may have a rare dialect,
and of all of them with EDGEPROBE_NIGHTLY=1.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess

import pasting
import pytest
from program import EDGEPROBE, ROOT

RECORDINGS = os.path.join(ROOT, "Tests", "RecordingsTests", "Recordings")
GOLDEN = os.path.join(ROOT, "Tests", "ReportsTests", "Golden")
#: Few recordings are of devices that have these, and only those say how they are told.
RARE = ("ufw", "firewalld", "windows")
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def recordings():
    """Their paths."""
    names = sorted(name for name in os.listdir(RECORDINGS) if name.endswith(".json"))
    if os.environ.get("EDGEPROBE_NIGHTLY") != "1":
        word = os.environ.get("EDGEPROBE_SAMPLE", "first")
        names = [name for name in names if name.startswith(RARE) or hashlib.sha256(f"{word} {name}".encode()).digest()[0] < 64]
    return [os.path.join(RECORDINGS, name) for name in names]


def said(*arguments):
    """What the program prints of a recording; its exit code is the verdict's."""
    done = subprocess.run([EDGEPROBE, *arguments], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert done.returncode in (0, 1, 2), (arguments, done.stderr)
    return done.stdout


def texts(path):
    """The report of a recording as text, and its fixes in every dialect that it says they are there in as well."""
    report = said("diagnose", path)
    others = re.search(r"Fixes are there in other dialects \(([^)]*)\)", " ".join(report.split()))
    return [report] + [said("fix", "--dialect", dialect, path) for dialect in (others.group(1).split(", ") if others else [])]


@functools.cache
def blocks():
    """Every block of every report, each once, by its kind."""
    golden = [open(os.path.join(GOLDEN, name)).read() for name in sorted(os.listdir(GOLDEN)) if name.endswith(".txt")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        reports = golden + [text for some in pool.map(texts, recordings()) for text in some]
    found = {}
    for report in reports:
        for kind, block in pasting.blocks(report):
            found.setdefault(kind, set()).add(block)
    return {kind: sorted(some) for kind, some in found.items()}


def of(*kinds):
    some = [(kind, block) for kind in kinds for block in blocks().get(kind, [])]
    assert some, f"no report has a block of {kinds}"
    return some


def test_every_kind_of_block_is_found():
    assert {"nftables", "iptables", "ufw", "firewalld", "shell", "json", "request", "az-nsg"} <= set(blocks())
    assert sum(map(len, blocks().values())) > len(recordings()) // 2


def test_a_shell_can_read_every_command():
    for kind, block in of("shell", "nftables", "iptables", "ufw", "firewalld", "az-nsg"):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and not done.stderr, f"{kind}\n{block}\n{done.stderr}"


def test_every_json_block_is_an_object():
    for _, block in of("json"):
        assert isinstance(json.loads(block), dict) and json.loads(block), block


@pytest.mark.parametrize("kind", ["nftables", "iptables"])
def test_the_filter_s_own_program_checks_every_rule(tmp_path, kind):
    for _, block in of(kind):
        ran = pasting.run(block, tmp_path)
        assert ran.refused == [], f"{block}\n{ran.refused}"
        assert ran.checked, f"nothing of it was checked:\n{block}\n{ran.output}"


@pytest.mark.skipif(not shutil.which("ufw"), reason="ufw is not installed")
def test_ufw_takes_every_rule(tmp_path):
    for _, block in of("ufw"):
        ran = pasting.run(block, tmp_path)
        assert ran.refused == [] and ran.checked, f"{block}\n{ran.refused}\n{ran.output}"


def test_firewalld_takes_every_rich_rule(tmp_path):
    pytest.importorskip("firewall.core.rich", reason="firewalld's Python package is not there")
    for _, block in of("firewalld"):
        ran = pasting.run(block, tmp_path)
        assert ran.refused == [] and ran.checked, f"{block}\n{ran.refused}\n{ran.output}"


def test_az_is_called_as_its_grammar_has_it(tmp_path):
    for _, block in of("az-nsg"):
        ran = pasting.run(block, tmp_path)
        assert ran.refused == [] and (ran.checked or "No service tag" in block), f"{block}\n{ran.refused}\n{ran.output}"


def test_a_request_is_prose_that_fits_a_ticket():
    for _, block in of("request"):
        lines = block.split("\n")
        assert all(len(line) <= 80 and line == line.rstrip() for line in lines), block
        assert lines[0][0] not in " -#$" and all(line.isprintable() for line in lines), block
        assert block.rstrip()[-1] in ".,:)" or " " not in lines[-1].strip(), block


def test_powershell_has_its_grammar():
    """Reports of this system have none; what `rules` prints is pasted too."""
    for hub in ("myhub.azure-devices.net",):
        pasting.check_powershell(said("rules", "--hub", hub, "--dialect", "powershell", "--config-root", "/sys"))


def test_the_checkers_refuse_what_is_wrong(tmp_path):
    for block in ("nft insert rule inet filter output ip daddr nowhere accept\n", "iptables -I OUTPUT 1 --dport x -j ACCEPT\n",
                  "az network nsg rule create --name x --priority 99999\n", "ufw prepend allow out proto tcp to nowhere port x\n"):
        assert pasting.run(block, tmp_path).refused, block
    with pytest.raises(AssertionError):
        pasting.check_powershell("New-NetFirewallRule -DisplayName 'a\n")
    with pytest.raises(AssertionError):
        pasting.check_powershell("New-NetFirewallRule -DisplayName `\n\n'a'\n")
