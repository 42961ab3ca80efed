"""The OCI image in a real engine, with the command lines of Packaging/README.md: it finds what the program finds beside it."""

import glob
import json
import os
import re
import subprocess

import pytest
import program
from engine import Engine
from services import HUB

IMAGES = glob.glob(os.environ.get("EDGEPROBE_IMAGE") or f"{program.ROOT}/.build/dist/edgeprobe-*-oci-*.tar")
README = f"{program.ROOT}/Packaging/README.md"
#: What a container cannot know of the host; the rest of a finding is the same.
WORDS = ("cause", "severity", "owner", "confidence", "vantage")


@pytest.fixture(scope="module")
def engine(site):
    if len(IMAGES) != 1:
        pytest.skip(f"{len(IMAGES)} images where Packaging/image.sh puts one (.build/dist), or at EDGEPROBE_IMAGE")
    engine = Engine(site.device)
    engine.network()
    engine.run("edgeHub")
    yield engine
    engine.stop()


@pytest.fixture(scope="module")
def image(engine):
    """The name that the engine gives the image of the archive."""
    said = engine("load", "--input", IMAGES[0]).stdout
    name = re.search(r"^Loaded image: (\S+)$", said, re.MULTILINE)[1]
    of = engine("inspect", "--format", '{{index .Config.Labels "org.opencontainers.image.revision"}}', name).stdout.strip()
    commit = subprocess.run([f"{program.ROOT}/Packaging/commit.sh", "hash"], check=True, capture_output=True, text=True).stdout.strip()
    if of != commit and "EDGEPROBE_IMAGE" not in os.environ:
        pytest.skip(f"the image is of another commit, {of}: Packaging/image.sh makes one of this one's packages")
    return name


def documented(which, image):
    """The options of a command line of the manual, up to the image; they stand in the order of the text."""
    text = open(README, encoding="utf-8").read().replace("\\\n", " ")
    lines = re.findall(r"^docker run (.*) edgeprobe:VERSION (.*)$", text, re.MULTILINE)
    before, after = lines[which]
    return before.split(), [word for word in after.split() if word not in ("--hub", "myhub.azure-devices.net")]


def run(engine, image, which, hub, folder, *arguments):
    """A run in a container; this lab's root and the place of the report are all that is added."""
    before, after = documented(which, image)
    out = f"{folder}/image{next(program.NUMBERS)}"
    os.makedirs(out)
    os.chmod(out, 0o777)
    engine.machine("mkdir", "-p", "/etc/aziot", "/etc/docker")
    process = engine("run", *before, "--volume", f"{hub.root}:/root.pem:ro", "--volume", f"{out}:/out", "--env", "SSL_CERT_FILE=/root.pem",
                     image, "--hub", HUB, *after, "--ca-file", "/root.pem", "--resolver", "none", "--no-portal", *arguments,
                     "--report", "json=/out/report.json", "--report", "text=-", check=False, timeout=120)
    if not os.path.exists(f"{out}/report.json"):
        raise RuntimeError(f"no report, exit code {process.returncode}\n{process.stdout}{process.stderr}")
    document = program.json.load(open(f"{out}/report.json", encoding="utf-8"))
    program.validate(document)
    return program.Result(process, document, 0, out)


def said(result):
    """What the findings say, but for where the report itself was made."""
    return sorted(tuple(str(finding.get(word)) for word in WORDS) for finding in result.report["findings"])


def test_the_image_says_its_version(engine, image):
    """That of the package which it is made of: a tag has no tilde."""
    version = engine("run", "--rm", image, "--version").stdout.split()[0]
    label = '{{index .Config.Labels "org.opencontainers.image.version"}}'
    assert version == engine("inspect", "--format", label, image).stdout.strip()
    assert image.split(":")[1] == version.replace("~", "-")


def test_without_any_right_it_finds_what_a_user_of_the_host_does(engine, image, hub, check, site, folder):
    with site.edge.filtered("tcp dport 5671 drop"):
        beside = check("--vantage", "host")
        within = run(engine, image, 0, hub, folder)
    assert "tcp.dropped-port" in beside.causes, beside.explain()
    assert said(within) == said(beside), within.explain() + beside.explain()
    assert (within.code, within.usable("host")) == (beside.code, beside.usable("host"))


def test_with_all_of_them_it_finds_what_root_of_the_host_does(engine, image, hub, check, site, folder):
    """The rule that drops, on the device itself, and what containers get, are beyond a user of the host."""
    site.device.nft("table inet site {\n chain out {\n type filter hook output priority 0;\n tcp dport 5671 drop\n }\n"
                    " chain through {\n type filter hook forward priority 0;\n tcp dport 8883 drop\n }\n}\n")
    try:
        beside = check(user=None)
        within = run(engine, image, 1, hub, folder)
    finally:
        site.device("nft", "delete", "table", "inet", "site")
    assert {"host.output-dropped", "fwd.dropped"} <= {f["cause"] for f in beside.report["findings"]}, beside.explain()
    assert said(within) == said(beside), within.explain() + beside.explain()
    assert within.vantages == beside.vantages, within.explain() + beside.explain()


def test_as_a_module_it_measures_from_the_modules_network_and_leaves_its_report_in_a_volume(engine, image, hub, site):
    """As the deployment in the manual has it; this lab's root is all that is added."""
    text = open(README, encoding="utf-8").read()
    module = json.loads(re.search(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1].rstrip().rstrip(","))
    options = json.loads(module["settings"]["createOptions"])
    arguments = [HUB if word == "myhub.azure-devices.net" else word for word in options["Cmd"]]
    volumes = [part for bind in options["HostConfig"]["Binds"] for part in ("--volume", bind)]
    ended = engine("run", "--rm", "--network", "azure-iot-edge", *volumes, "--volume", f"{hub.root}:/root.pem:ro", "--env", "SSL_CERT_FILE=/root.pem",
                   image, *arguments, "--ca-file", "/root.pem", "--resolver", "none", "--no-portal", check=False, timeout=120)
    name = options["HostConfig"]["Binds"][0].split(":")[0]
    place = engine("volume", "inspect", "--format", "{{.Mountpoint}}", name).stdout.strip()
    report = json.loads(site.device.read(f"{place}/report.json"))
    program.validate(report)
    assert (report["verdict"], ended.returncode) == ("ready", 0), ended.stdout + ended.stderr
    # From in here whether there is an engine is not known, and its absence is no news.
    assert not [finding for finding in report["findings"] if finding["severity"] != "info"], report["findings"]
