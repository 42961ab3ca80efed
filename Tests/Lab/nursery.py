"""Runs scenarios in namespaces of their own, out of one process that has read all of them: none of them starts Python anew.

A process with threads must not be forked (fork(2)), which is why the runner's threads ask one that has none.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
import traceback

import isolation
from network import CLONE_NEWNET, run

CLONE_NEWNS, CLONE_NEWPID = 0x00020000, 0x20000000
PR_SET_PDEATHSIG = 1
MOST = 65536
LIBC = ctypes.CDLL(None, use_errno=True)


class Nursery:
    """Forks a process for each call of `work` with the call's arguments; made before the first thread."""

    def __init__(self, work):
        self.work = work
        self.requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.fork() == 0:
            self.requests.close()
            with ending():
                self.serve(theirs)
        theirs.close()

    def alone(self, *arguments, log, patience):
        """The exit code of `work(*arguments)` in namespaces of its own, or that of a kill once patience is at an end."""
        reading, writing = os.pipe()
        with open(log, "w") as output, os.fdopen(reading, "rb", buffering=0) as answers:
            socket.send_fds(self.requests, [json.dumps(arguments).encode()], [writing, output.fileno()])
            os.close(writing)
            pid = int(answers.readline())
            if not select.select([answers], [], [], patience)[0]:
                # Its process namespace ends with it.
                os.kill(pid, signal.SIGKILL)
                return -signal.SIGKILL
            return int(answers.readline() or -signal.SIGKILL)

    def serve(self, requests):
        # Whoever waits for a scenario reads its end from the pipe; its process is nobody's to collect.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with_parent()
        left = os.readlink("/proc/self/ns/net")
        while True:
            request, descriptors, _, _ = socket.recv_fds(requests, MOST, 2)
            if not request:
                return
            answers, output = descriptors
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                requests.close()
                with ending():
                    self.keep(json.loads(request), left, answers, output)
            os.close(answers)
            os.close(output)

    def keep(self, arguments, left, answers, output):
        """Holds the namespaces of one call, and tells how it ended."""
        die_with_parent()
        os.write(answers, b"%d\n" % os.getpid())
        for descriptor in (sys.stdout, sys.stderr):
            os.dup2(output, descriptor.fileno())
        # One of nothing, as whoever starts a command for somebody else gives it.
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), sys.stdin.fileno())
        if LIBC.unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        child = os.fork()
        if child == 0:
            os.close(answers)
            os.close(output)
            with ending():
                die_with_parent()
                run("mount", "--make-rprivate", "/")
                run("mount", "-t", "proc", "-o", "nosuid,nodev,noexec", "proc", "/proc")
                isolation.refuse_uplink(left)
                isolation.furnish()
                self.work(*arguments)
        _, status = os.waitpid(child, 0)
        os.write(answers, b"%d\n" % os.waitstatus_to_exitcode(status))


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def ending():
    """A forked process ends here, and never in the code of the one that it was."""
    code = 1
    try:
        yield
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
