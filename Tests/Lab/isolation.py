"""The lab's first act: proves that no packet can leave, gives the lab files of its own, then becomes the command.

Usage: isolation.py NETWORK_NAMESPACE_LEFT COMMAND [ARGUMENT ...]
"""

import os
import subprocess
import sys

from network import run

#: Where a lab keeps its files: a mount of its own over a folder that every machine has (hier(7)), so nothing remains.
FOLDER = "/mnt"


def refuse_uplink(left=None):
    """The lab works in a fresh namespace only: not the one it started in, and nothing in it but a loopback interface."""
    links = [line.split(":")[1].strip() for line in run("ip", "-o", "link").stdout.splitlines()]
    if links != ["lo"]:
        raise SystemExit(f"The lab refuses to run here: this namespace has the interfaces {links}.")
    if left == os.readlink("/proc/self/ns/net"):
        raise SystemExit("The lab refuses to run here: it did not leave the machine's network namespace.")


def furnish():
    """Folders for files, names of namespaces and locks, as mounts that end with the lab."""
    run("ip", "link", "set", "lo", "up")
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", FOLDER)
    for folder in ("upper", "work", "lock"):
        os.makedirs(f"{FOLDER}/{folder}")
    if not os.path.isdir("/etc/netns"):
        layers = f"lowerdir=/etc,upperdir={FOLDER}/upper,workdir={FOLDER}/work"
        run("mount", "-t", "overlay", "overlay", "-o", layers, "/etc")
        os.makedirs("/etc/netns")
    run("mount", "-t", "tmpfs", "tmpfs", "/etc/netns")
    # Leases outlive a lab that is killed, by their nature.
    run("mount", "--bind", "/run/lock", f"{FOLDER}/lock")
    run("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    for folder in ("/run/lock", "/run/netns"):
        os.makedirs(folder)
    run("mount", "--move", f"{FOLDER}/lock", "/run/lock")
    run("mount", "-t", "tmpfs", "tmpfs", "/dev/shm")


def alone(script, *arguments, log, patience):
    """Runs a Python script in namespaces of its own; its exit code, or that of a kill once patience is at an end."""
    with open(log, "w") as out:
        process = subprocess.Popen(
            ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "--propagation", "private",
             sys.executable, os.path.abspath(__file__), os.readlink("/proc/self/ns/net"), sys.executable, script, *arguments],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode


if __name__ == "__main__":
    refuse_uplink(sys.argv[1])
    furnish()
    os.execvp(sys.argv[2], sys.argv[2:])
