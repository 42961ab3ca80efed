"""Accepts every TCP connection that is redirected here, as an accelerator does; with `forward` it also passes them on.

Usage: relay.py PORT accept|forward
"""

import asyncio
import socket
import struct
import sys

from carrying import carry

SO_ORIGINAL_DST = 80


def original(writer):
    address = writer.get_extra_info("socket").getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16)
    port, packed = struct.unpack("!2xH4s8x", address)
    return socket.inet_ntoa(packed), port


async def accept(reader, writer, mode):
    if mode == "accept":
        while await reader.read(65536):
            pass
        return writer.close()
    target = original(writer)
    try:
        far_reader, far_writer = await asyncio.open_connection(*target)
    except OSError:
        # What was said is read first: closing over unread data is a reset, and this box only hangs up.
        await reader.read(65536)
        return writer.close()
    await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer), return_exceptions=True)


async def main(port, mode):
    server = await asyncio.start_server(lambda r, w: accept(r, w, mode), None, port)
    async with server:
        await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
