"""What each process of a run holds and can still reach: on a real device, of root's run and of an ordinary user's."""

import json
import os
import threading
import time

import pytest
from program import EDGEPROBE, NOBODY

WORKERS = ("host-worker", "container-worker")


def accounts(device, user):
    printed = device(EDGEPROBE, "account", "--reading", "/etc/shadow", "--reading", "/etc/hosts", "--writing", "/etc/edgeprobe-new",
                     "--writing", "/tmp/edgeprobe-new", user=user, cwd="/")
    return json.loads(printed.stdout)


@pytest.mark.parametrize("user", [None, NOBODY], ids=["root", "ordinary user"])
def test_what_talks_to_the_network_holds_nothing(site, user):
    seen = accounts(site.device, user)
    for role in WORKERS:
        account = seen[role]
        held = {name: mask for name, mask in account["capabilities"].items() if int(mask, 16) and (user is None or name != "CapBnd")}
        assert not held, (role, held)
        assert account["hasNoNewPrivileges"] and account["seccomp"] == 2 and not account["mayBeInspected"], (role, account)
        # Pipes to the parent, and what its threads wake each other by.
        assert all(name.startswith("pipe:") or name == "/dev/null" for name in account["descriptors"][:3]), (role, account["descriptors"])
        assert all(name.startswith("anon_inode:") for name in account["descriptors"][3:]), (role, account["descriptors"])
        assert account["coreLimits"] == [0, 0], (role, account)
        assert account["reads"] == {"/etc/shadow": "EACCES", "/etc/hosts": "ok"}, (role, account["reads"])
        assert set(account["writes"].values()) == {"EACCES"}, (role, account["writes"])
        assert account["calls"]["execve"] == "EPERM" and account["calls"]["clone"] == "EPERM", (role, account["calls"])


def test_of_roots_run_each_is_another_user(site):
    seen = accounts(site.device, None)
    users = [seen[role]["users"][0] for role in (*WORKERS, "netfilter")]
    assert 0 not in users and len(set(users)) == 3, users
    assert all(len(set(seen[role]["users"])) == 1 and not seen[role]["furtherGroups"] for role in seen), seen
    assert seen["netfilter"]["capabilities"]["CapEff"] == "0000000000003000"
    assert seen["parent"]["capabilities"]["CapEff"] == "0000000000000000"


def status(process):
    with open(f"/proc/{process}/status") as file:
        seen = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    return {**seen, "streams": {os.readlink(f"/proc/{process}/fd/{number}") for number in range(3)}}


def watch(found, isOver):
    """Every process of a run as long as it lives, by the word behind the program's name."""
    while not isOver.is_set():
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline") as file:
                    words = file.read().split("\0")
                if words[0] not in (EDGEPROBE, "/proc/self/exe") or "emulate-hub" in words:
                    continue
                role = words[words.index("--role") + 1] if "--role" in words else "parent"
                # A fork of it tries out how many threads there may be, before anything is given up, and ends.
                with open(f"/proc/{status(name)['PPid']}/cmdline") as file:
                    if role == "parent" and file.read().split("\0")[0] == words[0]:
                        continue
                # As long as it has one thread it may not be through with giving up.
                if len(os.listdir(f"/proc/{name}/task")) > 1:
                    found.setdefault(role, {})[int(name)] = status(name)
            except (FileNotFoundError, ProcessLookupError, IndexError):
                continue
        time.sleep(0.005)


def test_a_real_run_is_what_the_accounts_say(site, check):
    found, isOver = {}, threading.Event()
    watcher = threading.Thread(target=watch, args=(found, isOver))
    watcher.start()
    try:
        check(user=None)
    finally:
        isOver.set()
        watcher.join()
    assert {"parent", "host-worker", "netfilter"} <= set(found), set(found)
    streams = set().union(*(seen["streams"] for seen in found["parent"].values()))
    for role, processes in found.items():
        for seen in processes.values():
            isParent, isNetfilter = role == "parent", role == "netfilter"
            assert (seen["Uid"].split()[0] == "0") == isParent, (role, seen["Uid"])
            assert seen["CapEff"] == ("0000000000003000" if isNetfilter else "0000000000000000"), (role, seen["CapEff"])
            assert isParent or (seen["NoNewPrivs"], seen["Seccomp"]) == ("1", "2"), (role, seen)
            # Nothing of what the parent reads and writes, which may be a terminal.
            assert isParent or not seen["streams"] & streams - {"/dev/null"}, (role, seen["streams"], streams)


#: Starts a program as on a kernel that has none of some system calls.
WITHOUT = """
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
def step(code, whenTrue, whenFalse, value):
    return struct.pack("HBBI", code, whenTrue, whenFalse, value)
steps = step(0x20, 0, 0, 0) + b"".join(step(0x15, 0, 1, int(n)) + step(6, 0, 0, 0x50026) for n in sys.argv[1].split(","))
steps = ctypes.create_string_buffer(steps + step(6, 0, 0, 0x7fff0000))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(steps.raw) // 8, ctypes.addressof(steps)))
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0, ctypes.get_errno()
os.execv(sys.argv[2], sys.argv[2:])
"""
#: landlock_create_ruleset and seccomp, as x86-64 numbers them.
LANDLOCK, SECCOMP = 444, 317


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of system calls")
@pytest.mark.parametrize("call,note", [(LANDLOCK, "has no Landlock"), (SECCOMP, "no filter of system calls")])
def test_what_a_kernel_lacks_is_said_and_the_rest_given_up(site, check, call, note):
    prefix = ("python3", "-c", WITHOUT, str(call))
    plan = site.device(*prefix, EDGEPROBE, "plan", "--hub", "hub.example.com", cwd="/").stdout
    assert note in plan, plan
    result = check(user=None, prefix=prefix)
    assert any(note in line for line in result.report["notes"]), result.report["notes"]
    seen = json.loads(site.device(*prefix, EDGEPROBE, "account", "--reading", "/etc/shadow", cwd="/").stdout)
    for role in WORKERS:
        assert seen[role]["reads"]["/etc/shadow"] == "EACCES" and 0 not in seen[role]["users"], seen[role]
        assert not any(int(mask, 16) for mask in seen[role]["capabilities"].values()), seen[role]
