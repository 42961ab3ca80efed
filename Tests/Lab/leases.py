"""What of the lab lies outside its namespaces, and whose it is: a lease ends with the process that holds it."""

import contextlib
import fcntl
import glob
import os
import signal
import time
import uuid

LEASES = "/run/lock"


class ControlGroup:
    """A parent of control groups with a name of its own, in each hierarchy the engine may use.

    The kernel gives a lock back however its holder ends. So a lease that can be locked names groups of a lab that is
    gone, and whoever comes next removes them; groups without a lease are somebody else's.
    """

    def __init__(self):
        sweep()
        self.name = f"edgeprobe-lab-{uuid.uuid4().hex[:12]}"
        # It gets its name when it is locked: nobody sweeps it up before.
        unborn = f"{LEASES}/.{self.name}"
        self.lease = lock(unborn, os.O_CREAT)
        os.rename(unborn, f"{LEASES}/{self.name}")

    def remove(self):
        """Ends what still runs in the groups, then removes them."""
        if self.lease is None:
            return
        clear(self.name)
        os.remove(f"{LEASES}/{self.name}")
        os.close(self.lease)
        self.lease = None


def sweep():
    """Removes the groups of labs that were killed."""
    for path in glob.glob(f"{LEASES}/edgeprobe-lab-*"):
        lease = lock(path)
        if lease is not None:
            clear(os.path.basename(path))
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)
            os.close(lease)


def lock(path, flags=0):
    """An open descriptor that holds the lock of a lease, or nothing when it is held or gone."""
    try:
        lease = os.open(path, os.O_RDWR | flags, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lease)
        return None
    return lease


def clear(name):
    """Removes a name's groups from all hierarchies, those of cgroup v1 and that of v2."""
    for top in (f"/sys/fs/cgroup/{name}", *glob.glob(f"/sys/fs/cgroup/*/{name}")):
        for folder, _, _ in os.walk(top, topdown=False):
            deadline = time.monotonic() + 5
            while os.path.isdir(folder):
                with contextlib.suppress(OSError):
                    for pid in open(f"{folder}/cgroup.procs").read().split():
                        # 0 is a process of another process namespace, which this one cannot see.
                        if int(pid):
                            os.kill(int(pid), signal.SIGKILL)
                try:
                    os.rmdir(folder)
                except OSError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)
