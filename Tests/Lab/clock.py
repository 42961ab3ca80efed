"""Time servers: a real chronyd that believes in another hour."""

import os

from services import Service


def chrony(host, folder, address, offset=0):
    """Serves time on udp/123 that is so many seconds ahead of this machine's; it never touches a clock itself.

    What the kernel stamps on a packet knows nothing of the offset: chronyd finds it implausible and uses its own clock.
    """
    os.makedirs(folder, exist_ok=True)
    config = f"{folder}/chrony.conf"
    with open(config, "w") as file:
        file.write(f"local stratum 2\nallow all\nbindaddress {address}\ncmdport 0\nbindcmdaddress /\n"
                   f"pidfile {folder}/chronyd.pid\n")
    command = ["chronyd", "-x", "-n", "-u", "root", "-f", config]
    if offset:
        command = ["faketime", "-f", f"{offset:+g}s", *command]
    return Service(host, folder, *command, ready=("udp", 123))
