"""What a Windows host's event log says, exported there as text and read here: its registry is out of reach."""

import time

from cures import *
from isolation import FOLDER
from scenario import *

FILE = f"{FOLDER}/iotedged.txt"


def exported(*messages):
    """As `Get-WinEvent … | format-table -autosize -wrap` writes it, in a session of German Windows."""
    def broken(lab):
        with open(FILE, "w") as file:
            file.write("\nTimeCreated         Message\n-----------         -------\n")
            for number, message in enumerate(messages):
                ago = time.time() - 600 + 10 * number
                file.write(f"{time.strftime('%d.%m.%Y %H:%M:%S', time.localtime(ago))} {message}\n")
    return broken


READ = asking("--log", FILE)

scenario(
    "windows-events-module-404", "The daemon of a Windows host does not find the module that calls it.",
    broken=exported("info: edgelet_http::logging -- [mgmt] - - - [] \"GET /modules HTTP/1.1\" 200 OK",
                    "info: edgelet_http::logging -- [work] - - - [] \"POST /modules/meter/genid/1/sign?api-version=2018-06-28 HTTP/1.1\" 404 30"),
    asked=READ, expect=ready(warning("log.module-404", owner="hub-configuration")),
    cure=incurable("how a module is started stands in its image"))

scenario(
    "windows-events-of-a-healthy-host", "The daemon of a Windows host says what it says where all is well.",
    broken=exported("info: iotedged -- Initializing hsm...", "info: edgelet_core::watchdog -- Edge runtime is running."),
    asked=READ, expect=ready())

scenario(
    "windows-events-port-taken", "The engine of a Windows host may not publish a port, as the log has it in another language.",
    broken=exported("warn: edgelet_utils::logging -- Could not start module edgeHub",
                    "warn: edgelet_utils::logging --     caused by: failed to create endpoint edgeHub on network nat: hnsCall failed in "
                    "Win32: Der Port ist schon vorhanden. (0x803b0013)"),
    asked=READ, expect=ready(warning("log.port-allocated", owner="device")),
    cure=incurable("what holds the port is on a Windows host"))
