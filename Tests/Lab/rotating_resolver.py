"""Answers for a name, in small letters, with one address of several in turn, as a balancer does; hands all else on.

Usage: rotating_resolver.py ADDRESS UPSTREAM NAME TTL ADDRESS[,ADDRESS ...]
"""

import asyncio
import socket
import struct
import sys

COUNT = {"asked": 0}


def question(message):
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode("ascii", "replace"))
        at += 1 + message[at]
    return ".".join(labels).lower(), struct.unpack_from("!H", message, at + 1)[0], message[12:at + 5]


async def answer(message, upstream, name, ttl, addresses):
    asked, kind, section = question(message)
    if asked == name:
        records = b""
        if kind == 1:
            address = addresses[COUNT["asked"] % len(addresses)]
            COUNT["asked"] += 1
            records = struct.pack("!HHHIH4s", 0xC00C, 1, 1, ttl, 4, socket.inet_aton(address))
        return message[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if records else 0, 0, 0) + section.lower() + records
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        await loop.sock_connect(out, (upstream, 53))
        await loop.sock_sendall(out, message)
        return await asyncio.wait_for(loop.sock_recv(out, 65535), 5)


class Questions(asyncio.DatagramProtocol):
    def __init__(self, *settings):
        self.settings, self.tasks = settings, set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, message, client):
        async def reply():
            self.transport.sendto(await answer(message, *self.settings), client)
        task = asyncio.ensure_future(reply())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def main(address, upstream, name, ttl, addresses):
    settings = (upstream, name, int(ttl), addresses.split(","))

    async def stream(reader, writer):
        try:
            while True:
                message = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
                reply = await answer(message, *settings)
                writer.write(len(reply).to_bytes(2, "big") + reply)
                await writer.drain()
        except (OSError, EOFError):
            pass
        writer.close()

    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Questions(*settings), local_addr=(address, 53))
    server = await asyncio.start_server(stream, address, 53)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
