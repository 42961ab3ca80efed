"""Hands on DNS questions without EDNS0, and turns others down with a code, as resolvers do that are older than EDNS0.

Usage: old_resolver.py ADDRESS UPSTREAM CODE [question]

A reply is a header alone, or repeats the question.
"""

import socket
import sys


def turned_down(question, code, repeats):
    end = question.find(b"\0", 12) + 5
    return question[:2] + bytes([0x81, 0x80 | code, 0, 1 if repeats else 0]) + bytes(6) + (question[12:end] if repeats else b"")


def main(address, upstream, code, *repeats):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as front:
        front.bind((address, 53))
        while True:
            question, client = front.recvfrom(65535)
            if question[10:12] != b"\0\0":
                front.sendto(turned_down(question, int(code), bool(repeats)), client)
                continue
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                asking.settimeout(5)
                asking.connect((upstream, 53))
                asking.send(question)
                front.sendto(asking.recv(65535), client)


main(*sys.argv[1:])
