"""Tab offers what fits, with the name of a command and without one: run is the default."""

import shutil
import subprocess

import pytest

# As bash asks for it.
ASK = """
. "$0"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
_edgeprobe edgeprobe "${*: -1}" "${@: -2:1}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def share(packaging, program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("staged")
    subprocess.run([packaging / "stage.sh", program, folder, "/usr"], check=True, capture_output=True)
    return folder / "usr/share"


@pytest.mark.parametrize("line, offered", [
    ("edgeprobe dia", {"diagnose"}), ("edgeprobe run --on", {"--only"}), ("edgeprobe --on", {"--only"}),
    ("edgeprobe --hub a.azure-devices.net --only tcp.c", {"tcp.connect"}), ("edgeprobe --format mark", {"markdown"}),
    ("edgeprobe --strict --dialect nft", {"nftables"}), ("edgeprobe --hub a.azure-devices.net --report jun", {"junit=report.xml"}),
    ("edgeprobe rules --dialect nft", {"nftables"}), ("edgeprobe explain tcp.dropped-p", {"tcp.dropped-port"}),
    ("edgeprobe --vers", {"--version"}), ("edgeprobe list --on", set()),
])
def test_bash(share, line, offered):
    script = share / "bash-completion/completions/edgeprobe"
    said = subprocess.run(["bash", "-c", ASK, script, *line.split()], check=True, capture_output=True, text=True)
    assert {word.strip() for word in said.stdout.splitlines()} - {""} == offered, said.stderr


def test_bash_offers_commands_where_nothing_was_begun(share):
    script = share / "bash-completion/completions/edgeprobe"
    said = subprocess.run(["bash", "-c", ASK, script, "edgeprobe", ""], check=True, capture_output=True, text=True)
    assert {"run", "diagnose"} <= {word.strip() for word in said.stdout.splitlines()}


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh")
def test_zsh_reads_its_script(share):
    subprocess.run(["zsh", "-n", share / "zsh/site-functions/_edgeprobe"], check=True)
