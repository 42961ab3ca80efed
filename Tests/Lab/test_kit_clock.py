"""A time server tells the hour it was given, in every stamp of its answer."""

import struct
import subprocess
import sys
import time

import pytest
from clock import chrony
from kit import pair

SERVER, SINCE_1900 = "203.0.113.123", 2208988800
# RFC 5905, 7.3: a client's request, and the fields of the answer that say where the server's clock stands.
ASK = """
import socket, sys
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
asking.settimeout(2)
asking.sendto(bytes([0x23]) + bytes(47), (sys.argv[1], 123))
sys.stdout.buffer.write(asking.recv(48))
"""


@pytest.fixture(scope="module")
def setting():
    with pair(f"{SERVER}/24") as hosts:
        yield hosts


@pytest.mark.parametrize("offset", [0, 900, -86400 * 400])
def test_the_offset_is_in_both_stamps(setting, tmp_path, offset):
    device, cloud = setting
    server = chrony(cloud, f"{tmp_path}/chrony", SERVER, offset)
    try:
        process = device.start(sys.executable, "-c", ASK, SERVER, stdout=subprocess.PIPE)
        answer = process.communicate(timeout=5)[0]
        leap_and_mode, stratum = answer[:2]
        assert leap_and_mode >> 6 == 0 and leap_and_mode & 7 == 4 and stratum == 2
        for stamp in struct.unpack("!QQ", answer[32:48]):
            assert abs((stamp >> 32) - SINCE_1900 - time.time() - offset) < 2
    finally:
        server.stop()
