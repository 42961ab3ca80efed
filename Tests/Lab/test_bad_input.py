"""Bad input gets one clear sentence on standard error and the contract's exit code."""

import pytest
from program import EDGEPROBE, NOBODY


@pytest.fixture
def run(site):
    def run(*arguments):
        return site.device(EDGEPROBE, *arguments, user=NOBODY, check=False, timeout=30, cwd="/")

    return run


@pytest.mark.parametrize("hub", [
    "", ".", "a..b", "-a.net", "azure-devices.net", "my hub", "x" * 64 + ".net", ("a" * 60 + ".") * 5 + "net",
    "203.0.113.10", "https://", "hub.net\x1b[31m", "https://[fd53::10]/",
])
def test_a_wrong_hub_is_a_usage_error_in_one_sentence(run, hub):
    done = run("--hub", hub)
    assert done.returncode == 64, done.stderr
    assert done.stdout == ""
    first = done.stderr.splitlines()[0]
    assert first.startswith("Error: ") or first.startswith("edgeprobe: "), done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("hub", ["https://myhub.azure-devices.net/", "myhub.azure-devices.net:8883", "MYHUB.azure-devices.net."])
def test_a_scheme_port_or_path_is_taken_off_with_a_note(run, hub):
    done = run("plan", "--hub", hub)
    assert done.returncode == 0, done.stderr
    assert "myhub.azure-devices.net" in done.stdout


@pytest.mark.parametrize("arguments", [
    ["--only", "nothing.like-it"], ["--skip", "nothing"], ["--ca-file", "/nonexistent.pem"], ["--ca-file", "/etc"],
    ["--ca-file", "/etc/hostname"], ["--deployment", "/nonexistent.json"], ["--deployment", "/etc"], ["--deployment", "/etc/hostname"], ["--upstream", "https"], ["--timeout", "0"], ["--budget", "x"], ["--proxy", "socks5://a"],
    ["--connect-to", "nonsense"], ["--resolver", "nonsense"], ["--report", "csv=/tmp/x"], ["--vantage", "moon"],
    ["--registry", "a b"],
])
def test_a_wrong_option_is_a_usage_error(run, arguments):
    done = run("--hub", "myhub.azure-devices.net", *arguments)
    assert done.returncode == 64, (done.returncode, done.stderr)
    assert done.stdout == ""
    assert done.stderr.strip()


def test_a_proxy_error_does_not_repeat_the_password(run):
    done = run("--hub", "myhub.azure-devices.net", "--proxy", "http://user:s3cr3t@host:99999")
    assert done.returncode == 64 and "s3cr3t" not in done.stderr


def test_an_unwritable_report_is_found_before_probing(run):
    done = run("--hub", "myhub.azure-devices.net", "--report", "json=/nonexistent/r.json")
    assert done.returncode == 73, done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_closed_standard_output_is_a_report_not_written(site):
    command = f"exec {EDGEPROBE} --hub myhub.azure-devices.net --budget 1 --resolver none >&-"
    done = site.device("sh", "-c", command, user=NOBODY, check=False, timeout=30, cwd="/")
    assert done.returncode == 73, (done.returncode, done.stderr)
