"""Attaches a program to an interface that drops TCP packets of a port, for as long as this process lives.

Usage: xdp.py INTERFACE PORT [ingress|egress]. Without the last word it is for XDP, and the port is where packets come from;
with it, it is for tc (TCX), and on the way out the port is where they go to. Says `attached` when it is.
bpf(2) by hand: no compiler of BPF is needed for thirteen instructions.
"""

import ctypes
import os
import platform
import signal
import socket
import struct
import sys

BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
LOAD, LINK = 5, 28
#: The kind of program, where it is attached, and its verdicts (linux/bpf.h): XDP_DROP and XDP_PASS, TC_ACT_SHOT and TC_ACT_OK.
XDP = (6, 37, 1, 2)
TCX = {"ingress": (3, 46, 2, 0), "egress": (3, 47, 2, 0)}
libc = ctypes.CDLL(None, use_errno=True)


def bpf(command, attributes):
    buffer = ctypes.create_string_buffer(attributes, max(len(attributes), 128))
    result = libc.syscall(BPF, command, buffer, len(buffer))
    if result < 0:
        raise OSError(ctypes.get_errno(), f"bpf({command})")
    return result


def instruction(code, target=0, source=0, offset=0, value=0):
    return struct.pack("<BBhi", code, source << 4 | target, offset, value)


def program(port, data, offset, drop, onward):
    network = socket.htons(port)
    return b"".join([
        instruction(0x61, 2, 1, data),          # r2 = data
        instruction(0x61, 3, 1, data + 4),      # r3 = end of data
        instruction(0xbf, 4, 2),                # r4 = r2
        instruction(0x07, 4, value=38),         # r4 += 38
        instruction(0x2d, 4, 3, 6),             # shorter than that: pass
        instruction(0x71, 5, 2, 23),            # r5 = protocol
        instruction(0x55, 5, 0, 4, 6),          # not TCP: pass
        instruction(0x69, 5, 2, offset),        # r5 = source or destination port
        instruction(0x55, 5, 0, 2, network),    # another: pass
        instruction(0xb7, 0, value=drop),
        instruction(0x95),
        instruction(0xb7, 0, value=onward),
        instruction(0x95),
    ])


def main():
    interface, port = sys.argv[1], int(sys.argv[2])
    hook = sys.argv[3] if len(sys.argv) > 3 else None
    kind, place, drop, onward = TCX[hook] if hook else XDP
    # Where struct xdp_md and struct __sk_buff have the packet; where TCP has its ports behind an IP header without options.
    code = ctypes.create_string_buffer(program(port, 76 if hook else 0, 36 if hook == "egress" else 34, drop, onward))
    licence = ctypes.create_string_buffer(b"GPL")
    loaded = bpf(LOAD, struct.pack("<IIQQIIQII", kind, 13, ctypes.addressof(code), ctypes.addressof(licence), 0, 0, 0, 0, 0))
    # XDP in generic mode: veth's own wants a program at both ends.
    bpf(LINK, struct.pack("<IIII", loaded, socket.if_nametoindex(interface), place, 0 if hook else 2))
    print("attached", flush=True)
    signal.pause()


main()
