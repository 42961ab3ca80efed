"""A proxy that says 200 to every CONNECT; to names it dislikes it is then itself. Usage: page_proxy.py ADDRESS PORT page|close|silent|bare|length NAME ...

The others are carried where they want to go.
"""

import asyncio
import sys

ADDRESS, PORT, MODE, *NAMES = sys.argv[1:]
PAGE = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><title>Access Denied (policy_denied)</title></html>"


async def carry(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()


async def serve(reader, writer):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split()
        if method != "CONNECT":
            writer.write(PAGE)
            return writer.close()
        host, port = target.rsplit(":", 1)
        writer.write({"bare": b"HTTP/1.0 200\r\n\r\n", "length": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nVia: 1.1 bluecoat\r\nConnection: keep-alive\r\n\r\n"}.get(
            MODE, b"HTTP/1.1 200 Connection established\r\n\r\n"))
        await writer.drain()
        if any(host.endswith(name) for name in NAMES):
            await reader.read(65536)
            if MODE == "page":
                writer.write(PAGE)
                await writer.drain()
            elif MODE == "silent":
                await asyncio.sleep(60)
            return writer.close()
        onward_reader, onward_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(carry(reader, onward_writer), carry(onward_reader, writer))
    except (OSError, EOFError, ValueError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, ADDRESS, int(PORT))
    await server.serve_forever()


asyncio.run(main())
