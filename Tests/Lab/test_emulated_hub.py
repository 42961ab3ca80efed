"""The embedded hub in the cloud: the probes find it healthy, and clients that nobody here wrote can use it."""

import base64
import contextlib
import json
import os
import socket
import subprocess
import sys
import time

import pytest
from conftest import assert_healthy
from emulator import DEVICE, KEY
from machine import Machine
from network import DelayedLink
from program import EDGEPROBE, NOBODY
from services import HUB


def test_a_healthy_network_yields_no_finding(check):
    result = check()
    assert_healthy(result)
    assert result.transports["mqtt"] == (True, "connack-5")
    assert result.transports["amqp"] == (True, "amqp-open")


def test_a_healthy_network_with_a_slow_round_trip_costs_only_round_trips(check, site):
    """200 ms of round trip: one ladder's round trips decide, not the sum of all ladders."""
    far = Machine("far")
    slow = DelayedLink(far, site.cloud, "192.168.77.1/24", "192.168.77.2/24", 0.1)
    site.cloud("iptables", "-t", "nat", "-A", "PREROUTING", "-i", "slow1", "-p", "udp", "-j", "DNAT", "--to", site.RESOLVER)
    far.route("203.0.113.0/24", "via", "192.168.77.2")
    far.resolvers(site.RESOLVER)
    try:
        # The slowest ladder: DNS, TCP, TLS 1.2 (two, as the real hub), upgrade, AMQP header, OPEN: seven round trips.
        round_trips = 7
        # What else the machine does makes a run longer, never shorter.
        for _ in range(3):
            result = check("--no-registry", machine=far)
            assert_healthy(result)
            longest = max(o["startedAtSeconds"] + o["durationSeconds"] for o in result.report["observations"])
            if longest < 1.3 * round_trips * 0.2:
                break
        else:
            pytest.fail(f"{longest} s\n{result.explain()}")
    finally:
        slow.remove()
        far.remove()


def test_root_gets_the_same_verdict(check):
    assert_healthy(check(user=None))


def test_a_descriptor_limit_of_64_is_enough_or_said(check):
    result = check(prefix=["prlimit", "--nofile=64:64"])
    assert result.code in (0, 2), result.explain()
    assert "Fatal" not in result.errors


def test_a_budget_of_one_second_ends_with_a_report(check, site):
    with site.edge.filtered("drop"):
        result = check("--budget", "1")
    assert result.seconds < 4
    assert result.report["run"]["complete"] is False
    assert result.code in (1, 2), result.explain()


def test_without_a_resolv_conf_the_report_says_so(check):
    bare = Machine("bare")
    bare("rm", "/etc/resolv.conf")
    result = check("--no-dps", "--no-registry", machine=bare)
    bare.remove()
    assert result.verdict in ("blocked", "inconclusive"), result.explain()
    assert result.code in (1, 2)


def spawn(site, *arguments):
    return site.device.start(EDGEPROBE, *arguments, user=NOBODY, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             cwd="/")


def workers(process):
    """The process ids of a run's workers, below whatever wraps it."""
    found, queue = [], [process.pid]
    while queue:
        parent = queue.pop()
        listed = subprocess.run(["pgrep", "-P", str(parent)], text=True, capture_output=True).stdout.split()
        for child in map(int, listed):
            queue.append(child)
            # One that ends meanwhile is no worker any more.
            with contextlib.suppress(FileNotFoundError), open(f"/proc/{child}/cmdline") as file:
                if "\0worker" in file.read():
                    found.append(child)
    return found


def is_running(pid):
    """Not merely waiting to be reaped: what loses its parent is inherited by the lab's first process, which reaps nobody."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for_worker(process):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if pids := workers(process):
            return pids
        time.sleep(0.02)
    raise AssertionError("no worker appeared")


@pytest.mark.parametrize("number,code", [(2, 130), (15, 143)])
def test_an_interruption_still_writes_the_partial_report(hub, site, number, code):
    with site.edge.filtered("drop"):
        process = spawn(site, "--hub", HUB, "--resolver", "none", "--no-portal", "--report", "json=-")
        pids = wait_for_worker(process)
        parent = int(subprocess.run(["ps", "-o", "ppid=", "-p", str(pids[0])], text=True, capture_output=True).stdout)
        time.sleep(0.5)
        os.kill(parent, number)
        output, errors = process.communicate(timeout=20)
    report = json.loads(output)
    assert process.returncode == code, errors
    assert report["run"]["complete"] is False
    assert not [pid for pid in pids if is_running(pid)]


def test_a_worker_killed_in_the_middle_still_ends_in_a_report(hub, site):
    with site.edge.filtered("drop"):
        process = spawn(site, "--hub", HUB, "--resolver", "none", "--no-portal", "--report", "json=-")
        [pid] = wait_for_worker(process)
        time.sleep(0.3)
        os.kill(pid, 9)
        output, errors = process.communicate(timeout=20)
    report = json.loads(output)
    assert process.returncode == 2 and report["verdict"] == "inconclusive", errors + output
    failed = [o for o in report["observations"] if o["outcome"] == "failed"]
    assert failed and "signal 9" in failed[0]["reason"]


def test_a_parent_that_is_killed_leaves_no_worker(hub, site):
    with site.edge.filtered("drop"):
        process = spawn(site, "--hub", HUB, "--resolver", "none", "--no-portal")
        pids = wait_for_worker(process)
        parent = int(subprocess.run(["ps", "-o", "ppid=", "-p", str(pids[0])], text=True, capture_output=True).stdout)
        os.kill(parent, 9)
        process.communicate(timeout=20)
        deadline = time.monotonic() + 5
        while any(map(is_running, pids)) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert not [pid for pid in pids if is_running(pid)]


def sdk():
    return pytest.importorskip("azure.iot.device", reason="the package azure-iot-device is not installed")


@pytest.mark.parametrize("websockets", [False, True], ids=["mqtt", "mqtt-ws"])
def test_the_device_sdk_connects_and_sends(hub, site, websockets):
    sdk()
    script = f"""
import sys
from azure.iot.device import IoTHubDeviceClient
client = IoTHubDeviceClient.create_from_symmetric_key(
    symmetric_key="{KEY}", hostname="{HUB}", device_id="{DEVICE}", websockets={websockets},
    server_verification_cert=open("{hub.root}").read())
client.connect()
assert client.connected
client.send_message("hello")
print("twin", client.get_twin())
client.shutdown()
"""
    done = site.device(sys.executable, "-c", script, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "twin" in done.stdout


def test_the_device_sdk_is_refused_with_a_wrong_key(hub, site):
    sdk()
    wrong = base64.b64encode(b"another key, not the device's ...").decode()
    script = f"""
from azure.iot.device import IoTHubDeviceClient, exceptions
client = IoTHubDeviceClient.create_from_symmetric_key(
    symmetric_key="{wrong}", hostname="{HUB}", device_id="{DEVICE}",
    server_verification_cert=open("{hub.root}").read(), connection_retry=False)
try:
    client.connect()
except exceptions.CredentialError:
    print("refused")
finally:
    client.shutdown()
"""
    done = site.device(sys.executable, "-c", script, check=False, timeout=60)
    assert "refused" in done.stdout, done.stdout + done.stderr


def test_qpid_proton_opens_a_session_and_a_link(hub, site):
    pytest.importorskip("proton", reason="python3-qpid-proton is not installed")
    script = f"""
from proton import SSLDomain
from proton.utils import BlockingConnection
domain = SSLDomain(SSLDomain.MODE_CLIENT)
domain.set_trusted_ca_db("{hub.root}")
domain.set_peer_authentication(SSLDomain.VERIFY_PEER_NAME)
connection = BlockingConnection("amqps://{HUB}:5671", ssl_domain=domain, timeout=10, allowed_mechs="ANONYMOUS")
print("open", connection.conn.remote_container)
receiver = connection.create_receiver("$cbs")
print("link")
connection.close()
"""
    done = site.device(sys.executable, "-c", script, check=False, timeout=60)
    assert "open DeviceGateway_" in done.stdout and "link" in done.stdout, done.stdout + done.stderr
