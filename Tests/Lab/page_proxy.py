"""A proxy that says 200 to every CONNECT; for names it dislikes a page follows. Usage: page_proxy.py ADDRESS PORT NAME ...

The others are carried where they want to go.
"""

import asyncio
import sys

from carrying import carry

ADDRESS, PORT, *NAMES = sys.argv[1:]
PAGE = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><title>Access Denied (policy_denied)</title></html>"


async def serve(reader, writer):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split()
        if method != "CONNECT":
            writer.write(PAGE)
            return writer.close()
        host, port = target.rsplit(":", 1)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        if any(host.endswith(name) for name in NAMES):
            await reader.read(65536)
            writer.write(PAGE)
            await writer.drain()
            return writer.close()
        onward_reader, onward_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(carry(reader, onward_writer), carry(onward_reader, writer))
    except (OSError, EOFError, ValueError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, ADDRESS, int(PORT))
    await server.serve_forever()


asyncio.run(main())
