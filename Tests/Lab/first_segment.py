"""A transparent box that reads what the first segment of a hello has, and judges by that: closes or keeps what is no whole record.

Usage: first_segment.py PORT close|swallow; connections come redirected, to where they meant to go (SO_ORIGINAL_DST).
"""

import asyncio
import socket
import struct
import sys

from carrying import carry

SO_ORIGINAL_DST = 80
SILENCE = 60


async def pass_on(reader, writer, kind):
    client = writer.get_extra_info("socket")
    try:
        # One read: a segment, since the sender's link sends each by itself.
        begin = await reader.read(1460)
    except OSError:
        return
    if len(begin) < 5 or len(begin) < 5 + struct.unpack("!H", begin[3:5])[0]:
        if kind == "swallow":
            await asyncio.sleep(SILENCE)
        writer.close()
        return
    _, port, address = struct.unpack("!HH4s8x", client.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
    onward_reader, onward_writer = await asyncio.open_connection(socket.inet_ntoa(address), port)
    onward_writer.write(begin)
    await asyncio.gather(carry(reader, onward_writer), carry(onward_reader, writer))


async def main(port, kind):
    server = await asyncio.start_server(lambda r, w: pass_on(r, w, kind), "0.0.0.0", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
