"""The embedded hub as the lab's faithful hub: MQTT, AMQP, WebSockets, HTTPS, provisioning and a registry on one address."""

import base64
import os
import subprocess

from network import stop
from program import EDGEPROBE
from services import HUB

DATA = "eastus.data.mcr.microsoft.com"
DEVICE = "lab-device"
KEY = base64.b64encode(b"a key of the lab's own, 32 bytes.").decode()


class EmulatedHub:
    """`edgeprobe emulate-hub` in one host, on the real ports."""

    def __init__(self, host, folder, address, *arguments, name=HUB):
        os.makedirs(folder, exist_ok=True)
        self.root = f"{folder}/root.pem"
        self.log = open(f"{folder}/log", "w")
        self.process = host.start(
            EDGEPROBE, "emulate-hub", "--listen", address, "--hub", name, "--root-file", self.root,
            "--device", f"{DEVICE}:{KEY}", *arguments, stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        assert line, open(self.log.name).read()
        os.chmod(self.root, 0o644)

    def stop(self):
        stop(self.process)
        self.log.close()
