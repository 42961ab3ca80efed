"""One DNS question on the wire, for proofs; prints the code and how many answers there are, or a word.

Usage: question.py RESOLVER udp|tcp NAME [SECONDS]
"""

import socket
import struct
import sys


def main(resolver, transport, name, patience="1"):
    question = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0" + struct.pack("!HH", 1, 1)
    message = struct.pack("!6H", 4711, 0x0100, 1, 0, 0, 0) + question
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET6 if ":" in resolver else socket.AF_INET, kind) as channel:
        channel.settimeout(float(patience))
        try:
            channel.connect((resolver, 53))
            channel.sendall(struct.pack("!H", len(message)) + message if transport == "tcp" else message)
            answer = channel.recv(65535)
        except TimeoutError:
            return "silent"
        except OSError as failure:
            return type(failure).__name__
    answer = answer[2:] if transport == "tcp" else answer
    if len(answer) < 12:
        return "nothing"
    return f"rcode {answer[3] & 15} answers {struct.unpack('!H', answer[6:8])[0]}"


print(main(*sys.argv[1:]))
