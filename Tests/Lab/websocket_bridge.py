"""Carries AMQP between WebSocket frames on port 9002 and the broker's plain port 5672."""

import asyncio

import websockets


async def carry(socket):
    reader, writer = await asyncio.open_connection("127.0.0.1", 5672)

    async def outwards():
        while data := await reader.read(65536):
            await socket.send(data)
        await socket.close()

    async def inwards():
        async for message in socket:
            writer.write(message if isinstance(message, bytes) else message.encode())
            await writer.drain()
        writer.close()

    await asyncio.gather(outwards(), inwards(), return_exceptions=True)


async def main():
    async with websockets.serve(carry, "127.0.0.1", 9002, subprotocols=["AMQPWSB10"]):
        await asyncio.Future()


asyncio.run(main())
