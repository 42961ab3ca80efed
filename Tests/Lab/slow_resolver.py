"""Hands every DNS question on after a wait, as a resolver does whose own way out is a satellite or that has to search.

Usage: slow_resolver.py ADDRESS UPSTREAM[,UPSTREAM ...] SECONDS

Of several upstreams each question goes to the next one in turn, as a pool of resolvers behind one address does.
"""

import asyncio
import collections
import socket
import sys


async def answer(transport, question, client, upstream, delay):
    await asyncio.sleep(delay)
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setblocking(False)
        await loop.sock_connect(asking, (upstream, 53))
        await loop.sock_sendall(asking, question)
        reply = await asyncio.wait_for(loop.sock_recv(asking, 65535), 5)
    transport.sendto(reply, client)


class Questions(asyncio.DatagramProtocol):
    def __init__(self, upstream, delay):
        self.upstreams, self.delay, self.tasks, self.asked = upstream.split(","), delay, set(), collections.Counter()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, question, client):
        # The name and the type take turns each by themselves: what else is asked changes nothing.
        about = question[12:question.find(b"\0", 12) + 3]
        turn = self.asked[about] % len(self.upstreams)
        self.asked[about] += 1
        # Each a little later than the one before it, so that answers come in the order of the turns.
        delay = self.delay + 0.02 * turn
        task = asyncio.ensure_future(answer(self.transport, question, client, self.upstreams[turn], delay))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def answer_stream(reader, writer, upstream, delay):
    """The same over TCP: each message behind its length (RFC 1035 section 4.2.2)."""
    try:
        question = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
        await asyncio.sleep(delay)
        asked, asking = await asyncio.open_connection(upstream, 53)
        asking.write(len(question).to_bytes(2, "big") + question)
        reply = await asked.readexactly(int.from_bytes(await asked.readexactly(2), "big"))
        writer.write(len(reply).to_bytes(2, "big") + reply)
        await writer.drain()
        asking.close()
    except (OSError, EOFError):
        pass
    writer.close()


async def main(address, upstream, delay):
    first = upstream.split(",")[0]
    await asyncio.start_server(lambda reader, writer: answer_stream(reader, writer, first, float(delay)), address, 53)
    await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Questions(upstream, float(delay)), local_addr=(address, 53))
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
