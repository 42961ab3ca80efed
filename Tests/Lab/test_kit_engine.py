"""The engine is a real one, obeys its files, and goes without a trace."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from engine import Engine
from kit import pair
from leases import ControlGroup


@pytest.fixture(scope="module")
def setting():
    with pair("203.0.113.10/24") as (device, cloud):
        device.resolvers("203.0.113.10")
        engine = Engine(device, {"log-driver": "json-file"})
        engine.network(mtu=1400)
        yield device, engine


def test_a_module_reaches_the_cloud_through_the_engine(setting):
    device, engine = setting
    module = engine.run("edgeHub")
    assert "mtu 1400" in module("ip", "link", "show", "eth0").stdout
    assert module("ping", "-c1", "-W2", "203.0.113.10").returncode == 0
    assert os.readlink(f"/proc/{module.pid}/ns/net") != os.readlink(f"/proc/{device.holder.pid}/ns/net")
    assert device("stat", "-c", "%F", "/var/run/docker.sock").stdout.strip() == "socket"


def test_settings_and_resolvers_are_read_again_by_a_restart(setting):
    device, engine = setting
    module = engine.run("plain", "bridge")
    assert module("cat", "/etc/resolv.conf").stdout.strip() == "nameserver 203.0.113.10"
    engine.configure({"dns": ["203.0.113.99"]})
    device.shell("systemctl restart docker")
    assert engine.run("later", "bridge")("cat", "/etc/resolv.conf").stdout.strip() == "nameserver 203.0.113.99"
    assert module.pid, "a module comes back after the engine was restarted"


def test_a_setting_it_cannot_have_is_reported():
    with pair() as (device, _), pytest.raises(RuntimeError, match="no-such-setting"):
        Engine(device, {"no-such-setting": True})


def test_two_engines_run_at_the_same_time():
    def modules(_):
        with pair() as (device, _):
            engine = Engine(device)
            engine.network(subnet="172.30.0.0/24", gateway="172.30.0.1")
            engine.run("edgeHub")
            both.wait(20)
            return engine("ps", "--format", "{{.Names}}").stdout.strip()

    both = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(modules, range(2))) == ["edgeHub", "edgeHub"]


def test_what_a_killed_lab_left_is_removed_and_what_others_hold_is_not():
    script = ("import glob, os, sys; sys.path.insert(0, sys.argv[1])\nfrom leases import ControlGroup\n"
              "group = ControlGroup()\nos.makedirs(f'/sys/fs/cgroup/{sys.argv[2]}{group.name}/child')\n"
              "print(group.name, flush=True)\nsys.stdin.read()\n")
    hierarchy = "" if os.path.exists("/sys/fs/cgroup/cgroup.procs") else "pids/"
    labs = [subprocess.Popen([sys.executable, "-c", script, os.path.dirname(__file__), hierarchy], text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    killed, living = (f"/sys/fs/cgroup/{hierarchy}{lab.stdout.readline().strip()}" for lab in labs)
    labs[0].send_signal(signal.SIGKILL)
    labs[0].wait()
    stranger = f"/sys/fs/cgroup/{hierarchy}edgeprobe-lab-stranger"
    os.mkdir(stranger)
    try:
        ControlGroup().remove()
        assert [os.path.exists(path) for path in (killed, living, stranger)] == [False, True, True]
    finally:
        labs[1].kill()
        labs[1].wait()
        ControlGroup().remove()
        os.rmdir(stranger)
        for lab in labs:
            lab.stdin.close()
            lab.stdout.close()
    assert not os.path.exists(living)


def test_starting_takes_no_time():
    with pair() as (device, _):
        start = time.monotonic()
        Engine(device)
        assert time.monotonic() - start < 3, "0.4 s on an idle machine"
