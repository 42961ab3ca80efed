"""A machine has files, a name and services of its own, and what is done to it stays in it."""

import os
import socket

import pytest
from machine import Machine


@pytest.fixture(scope="module")
def machine():
    machine = Machine("own")
    yield machine
    machine.remove()


def test_its_files_are_its_own(machine):
    def outside():
        return {path: open(path).read() for path in ("/etc/hosts", "/etc/resolv.conf") if os.path.exists(path)}

    before = outside()
    machine.resolvers("203.0.113.53", options="options timeout:1")
    machine.shell("echo 203.0.113.10 hub >> /etc/hosts; mkdir -p /etc/aziot; echo x > /etc/aziot/config.toml")
    assert machine.read("/etc/resolv.conf") == "nameserver 203.0.113.53\noptions timeout:1\n"
    assert "203.0.113.10" in machine("getent", "hosts", "hub").stdout
    assert not os.path.exists("/etc/aziot/config.toml")
    assert before == outside()


def test_it_knows_names(machine):
    machine.knows({"known.example": "203.0.113.11"})
    assert "203.0.113.11" in machine("getent", "hosts", "known.example").stdout


def test_its_name_and_network_are_its_own(machine):
    assert machine("hostname").stdout.strip() == "own" != socket.gethostname()
    assert machine("ls", "/sys/class/net").stdout.split() == ["lo"]
    machine.shell("sysctl -qw net.ipv4.ip_forward=1")
    assert machine.read("/proc/sys/net/ipv4/ip_forward") == "1\n"
    assert open("/proc/sys/net/ipv4/ip_forward").read() == "0\n"
    assert sorted(machine("ls", "/sys/fs/cgroup").stdout.split()) == sorted(os.listdir("/sys/fs/cgroup"))


def test_it_takes_another_name(machine):
    machine.shell("hostnamectl set-hostname other")
    assert machine("cat", "/etc/hostname", "/proc/sys/kernel/hostname").stdout.split() == ["other", "other"]
    assert "hostnamectl status" in machine.shell("hostnamectl status", check=False).stderr
    machine.shell("hostnamectl set-hostname own")


def test_a_cure_changes_nothing_outside(machine):
    for path in ("/usr/local/share/edgeprobe-lab", "/var/lib/edgeprobe-lab", "/run/edgeprobe-lab", "/etc/edgeprobe-lab"):
        machine("touch", path)
        assert machine("ls", path).stdout and not os.path.exists(path)


def test_an_ordinary_user_has_no_rights_in_it(machine):
    assert machine("sh", "-c", "id -u; grep CapBnd /proc/self/status", user=65534).stdout.split() == [
        "65534", "CapBnd:", "0000000000000000"]
    assert machine("sysctl", "-w", "net.ipv4.ip_forward=0", user=65534, check=False).returncode != 0


def test_commands_end_at_the_first_that_fails(machine):
    assert machine.shell("false\ntouch /etc/after", check=False).returncode != 0
    assert not machine("ls", "/etc/after", check=False).stdout


def test_systemctl_starts_and_stops_its_units(machine):
    machine.unit("sleeper", "sleep 1000")
    machine.shell("systemctl restart sleeper.service")
    first = machine.read("/run/lab/units/sleeper/pid")
    machine.shell("systemctl restart sleeper")
    assert machine.read("/run/lab/units/sleeper/pid") != first
    assert machine("systemctl", "is-active", "sleeper", check=False).returncode == 0
    machine.shell("systemctl disable --now sleeper")
    assert machine("systemctl", "is-active", "sleeper", check=False).returncode == 3


def test_a_drop_in_sets_the_environment_of_the_next_start(machine):
    machine.unit("talker", "sh -c 'echo proxy is $HTTPS_PROXY; sleep 1000'")
    machine.write("/etc/systemd/system/talker.service.d/proxy.conf", '[Service]\nEnvironment="HTTPS_PROXY=http://p%%40:1"\n')
    machine.shell("systemctl daemon-reload\nsystemctl restart talker")
    machine.shell("until grep -q proxy /run/lab/units/talker/log; do sleep 0.01; done")
    assert machine.log("talker") == "proxy is http://p%40:1\n"


@pytest.mark.parametrize("call", ["systemctl show docker -p Id", "systemctl mask --now sleeper", "systemctl",
                                  "systemctl restart nosuch", "systemctl stop --force sleeper"])
def test_a_call_that_systemctl_does_not_know_is_an_error_that_names_it(machine, call):
    machine.unit("sleeper", "sleep 1000")
    result = machine.shell(call, check=False)
    assert result.returncode != 0 and call in result.stderr
