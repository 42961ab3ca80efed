"""A machine's journal, in systemd's own files, as journald leaves it."""

import os
import time

from stubs import ROOT

LIBRARIES = f"{ROOT}/usr/lib/x86_64-linux-gnu"


class Journal:
    """Written by systemd-journal-remote, in which each entry has the fields that journald trusts."""

    #: Whether `fetch-resolved` was run.
    available = os.path.exists(f"{ROOT}/lib/systemd/systemd-journal-remote")

    def __init__(self, machine):
        self.machine = machine
        self.boot = open("/proc/sys/kernel/random/boot_id").read().strip().replace("-", "")
        self.entries = []

    def say(self, unit, *messages, ago=600, every=10, **fields):
        """A unit's messages, the last one some seconds ago; `kernel` is the kernel."""
        own = {"_TRANSPORT": "kernel"} if unit == "kernel" else {"_SYSTEMD_UNIT": f"{unit}.service", "SYSLOG_IDENTIFIER": unit}
        for index, message in enumerate(messages):
            self.entries.append((time.time() - ago - (len(messages) - 1 - index) * every, {**own, **fields, "MESSAGE": message}))
        return self

    def close(self):
        """Makes the file, whose folder has the machine's id."""
        folder = f"/var/log/journal/{self.machine.read('/etc/machine-id').strip()}"
        self.machine("mkdir", "-p", folder)
        text = ""
        for number, (moment, fields) in enumerate(sorted(self.entries, key=lambda entry: entry[0]), 1):
            head = {"__REALTIME_TIMESTAMP": int(moment * 1e6), "__MONOTONIC_TIMESTAMP": number * 1000, "_BOOT_ID": self.boot}
            text += "".join(f"{name}={value}\n" for name, value in {**head, **fields}.items()) + "\n"
        self.machine("env", f"LD_LIBRARY_PATH={LIBRARIES}:{LIBRARIES}/systemd", f"{ROOT}/lib/systemd/systemd-journal-remote",
                     f"--output={folder}/system.journal", "-", input=text)


def stamp(ago):
    """A time as IoT Edge's daemons write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago))


def serilog(ago):
    """A time as edgeAgent and edgeHub write it."""
    return time.strftime("%Y-%m-%d %H:%M:%S.000 +00:00", time.gmtime(time.time() - ago))
