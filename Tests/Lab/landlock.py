"""Runs a command that may connect to some TCP ports alone: a security module's rule, as SELinux and AppArmor have theirs.

Usage: landlock.py PORT[,PORT...] COMMAND...
"""

import ctypes
import os
import struct
import sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_NET_PORT = 2
CONNECT_TCP = 2
PR_SET_NO_NEW_PRIVS = 38


def call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"system call {number}")
    return result


def confine(ports):
    # struct landlock_ruleset_attr: file system, network.
    rules = call(CREATE_RULESET, struct.pack("QQ", 0, CONNECT_TCP), 16, 0)
    for port in ports:
        call(ADD_RULE, rules, RULE_NET_PORT, struct.pack("QQ", CONNECT_TCP, port), 0)
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call(RESTRICT_SELF, rules, 0)
    os.close(rules)


if __name__ == "__main__":
    confine([int(port) for port in sys.argv[1].split(",")])
    os.execvp(sys.argv[2], sys.argv[2:])
