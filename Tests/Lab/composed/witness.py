"""Clients that nobody here wrote use the hub, each transport at once: curl, the Azure device SDK, Qpid Proton.

Usage: witness.py SETTINGS, a JSON object with hub, roots, device, key, transports, proxy, patience, and places: for each vantage the
process whose network, resolv.conf and hosts file it has, or null. It writes a JSON object: for each vantage and transport,
whether the hub served it, and how that was seen. What hangs is told as silent when the patience ends.
"""

import ctypes
import json
import logging
import os
import ssl
import subprocess
import sys
import threading
import time


def https(settings, proxy):
    """The hub's own header in its answer, whatever the status, to a request as large as those that register modules."""
    body = json.dumps({"moduleId": "witness", "managedBy": "IotEdge", "padding": " " * 3000})
    by = ["--proxy", proxy] if proxy else ["--noproxy", "*"]
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--cacert", settings["roots"], "--dump-header", "-", "--output", "/dev/null",
         "--max-time", str(settings["patience"]), "--request", "PUT", "--header", "Content-Type: application/json", "--data", body,
         *by, f"https://{settings['hub']}/devices/witness?api-version=2021-04-12"],
        text=True, capture_output=True)
    if done.returncode != 0:
        raise OSError(done.stderr.strip())
    if "iothub-errorcode:" not in done.stdout.lower():
        raise OSError(f"no header of the hub's: {done.stdout.splitlines()[:1]}")


def device(settings, proxy, websockets):
    """The device SDK is let in with the key of a device that the hub knows."""
    from azure.iot.device import IoTHubDeviceClient, ProxyOptions
    more = {}
    if proxy:
        import socks
        host, _, port = proxy.removeprefix("http://").rpartition(":")
        more["proxy_options"] = ProxyOptions(socks.HTTP, host, int(port))
    with open(settings["roots"]) as roots:
        client = IoTHubDeviceClient.create_from_symmetric_key(
            symmetric_key=settings["key"], hostname=settings["hub"], device_id=settings["device"], websockets=websockets,
            server_verification_cert=roots.read(), connection_retry=False, **more)
    client.connect()
    if not client.connected:
        raise OSError("not connected")


def amqp(settings, _):
    """Qpid Proton opens a connection under the name of one of the hub's gateways."""
    import cproton
    from proton import SSLDomain
    from proton.utils import BlockingConnection
    domain = SSLDomain(SSLDomain.MODE_CLIENT)
    domain.set_trusted_ca_db(settings["roots"])
    domain.set_peer_authentication(SSLDomain.VERIFY_PEER_NAME)
    # It would speak TLS 1.0 as well; no module does.
    cproton.pn_ssl_domain_set_protocols(domain._domain, "TLSv1.2 TLSv1.3")
    opened = BlockingConnection(f"amqps://{settings['hub']}:5671", ssl_domain=domain, timeout=settings["patience"],
                                allowed_mechs="ANONYMOUS", reconnect=False)
    hold_against_the_hub(opened.conn.remote_container)


def amqp_ws(settings, proxy):
    """Proton's protocol engine inside the WebSocket of a library."""
    from proton import Connection, Transport
    from websockets.sync.client import connect
    context = ssl.create_default_context(cafile=settings["roots"])
    with connect(f"wss://{settings['hub']}/$iothub/websocket", ssl=context, subprotocols=["AMQPWSB10"], proxy=proxy,
                 open_timeout=settings["patience"]) as socket:
        if socket.subprotocol != "AMQPWSB10":
            raise OSError(f"subprotocol {socket.subprotocol}")
        connection, transport = Connection(), Transport()
        connection.container, connection.hostname = "witness", settings["hub"]
        transport.sasl().allowed_mechs("ANONYMOUS")
        transport.bind(connection)
        connection.open()
        deadline = time.monotonic() + settings["patience"]
        while not connection.state & connection.REMOTE_ACTIVE:
            while transport.pending() > 0:
                data = transport.peek(transport.pending())
                socket.send(data)
                transport.pop(len(data))
            transport.push(socket.recv(timeout=max(0.1, deadline - time.monotonic())))
        hold_against_the_hub(connection.remote_container)


def hold_against_the_hub(name):
    if not (name or "").startswith("DeviceGateway_"):
        raise OSError(f"opened by {name!r}, which is no hub")


CLIENTS = {
    "https": https, "amqp": amqp, "amqp-ws": amqp_ws,
    "mqtt": lambda settings, proxy: device(settings, None, False), "mqtt-ws": lambda settings, proxy: device(settings, proxy, True),
}
#: MQTT and AMQP in the clear of a proxy: no client of IoT Edge sends them there.
PROXIED = {"https", "mqtt-ws", "amqp-ws"}


def ask(transport, settings, say):
    """Directly, and through the proxy where there is one: the hub serves a transport when either works."""
    failures = []
    for proxy in [settings["proxy"], None] if settings["proxy"] and transport in PROXIED else [None]:
        try:
            CLIENTS[transport](settings, proxy)
            return say(transport, True, f"through {proxy}" if proxy else "direct")
        except BaseException as failure:
            cause = failure.__cause__ or failure.__context__
            failures.append(f"{type(failure).__name__}: {failure}" + (f" ({type(cause).__name__}: {cause})" if cause else ""))
    say(transport, False, "; ".join(failures))


LIBRARIES = {"amqp": ["proton.utils"], "amqp-ws": ["proton", "websockets.sync.client"], "mqtt": ["azure.iot.device"],
             "mqtt-ws": ["azure.iot.device"], "https": []}


def enter(pid):
    """Takes a process's network, and its names as its own files; this process must not have threads yet."""
    libc = ctypes.CDLL(None, use_errno=True)

    def check(result):
        if result != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    new_mounts, new_network, private, bind = 0x20000, 0x40000000, (1 << 18) | (1 << 14), 1 << 12
    check(libc.unshare(new_mounts))
    check(libc.mount(None, b"/", None, private, None))
    place = "/run/lab/place"
    os.makedirs(place, exist_ok=True)
    check(libc.mount(b"tmpfs", place.encode(), b"tmpfs", 0, None))
    for file in ("resolv.conf", "hosts"):
        # Copied: what is mounted in another namespace cannot be bound.
        with open(f"/proc/{pid}/root/etc/{file}") as theirs, open(f"{place}/{file}", "w") as copy:
            copy.write(theirs.read())
        check(libc.mount(f"{place}/{file}".encode(), os.path.realpath(f"/etc/{file}").encode(), None, bind, None))
    with open(f"/proc/{pid}/ns/net") as network:
        check(libc.setns(network.fileno(), new_network))


def testify(settings, transports):
    """What each transport gave, at the latest when the patience ends."""
    lock, answers = threading.Lock(), {}

    def say(transport, works, how):
        with lock:
            answers.setdefault(transport, (works, how))

    threads = [threading.Thread(target=ask, args=(t, settings, say), daemon=True) for t in transports]
    deadline = time.monotonic() + settings["patience"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    for transport in transports:
        say(transport, False, f"silent for {settings['patience']} s")
    return answers


def testify_elsewhere(settings, pid, transports):
    """A process of its own in a place; gives the end of a pipe that its answers come through."""
    ours, theirs = os.pipe()
    if os.fork() == 0:
        try:
            if pid is not None:
                enter(pid)
            answers = testify(settings, transports)
        except BaseException as failure:
            answers = {t: (False, f"the witness itself failed: {failure}") for t in transports}
        os.write(theirs, json.dumps(answers).encode())
        # The SDK's threads know no end.
        os._exit(0)
    os.close(theirs)
    return ours


def main(settings):
    logging.disable()
    wanted = settings["transports"]
    # Imported once, before the patience begins: on a busy machine it takes seconds.
    for library in {library for transport in wanted for library in LIBRARIES[transport]}:
        __import__(library)
    # All clients of the SDK in a process wait for each other.
    groups = [[t for t in wanted if t != "mqtt-ws"], [t for t in wanted if t == "mqtt-ws"]]
    pipes = [(vantage, testify_elsewhere(settings, pid, group))
             for vantage, pid in settings["places"].items() for group in groups if group]
    heard = {vantage: {} for vantage in settings["places"]}
    for vantage, pipe in pipes:
        with os.fdopen(pipe) as answers:
            heard[vantage].update(json.load(answers))
    print(json.dumps(heard))


main(json.loads(sys.argv[1]))
