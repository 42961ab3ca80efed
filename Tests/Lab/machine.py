"""A whole machine: a host that keeps its own files, name and services beside its own network."""

import contextlib
import os
import signal
import subprocess

from network import Host, run, stop

STANDINS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "standins")
#: Not /usr/local/bin: what somebody put there is not what a gateway has.
PATH = f"/run/lab/bin:{STANDINS}:/usr/sbin:/usr/bin:/sbin:/bin"
UNITS = "/run/lab/units"

# Built in a mount namespace of its own, so every mount ends with it. /run comes first: the others keep their changes there.
# sysfs is mounted anew because it shows the network of whoever mounted it; the control groups are carried over to it.
FURNISH = """
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lab/units /run/lab/cgroup /run/lock
for tree in etc root usr var; do
    mkdir -p /run/lab/upper/$tree /run/lab/work/$tree
    mount -t overlay overlay -o lowerdir=/$tree,upperdir=/run/lab/upper/$tree,workdir=/run/lab/work/$tree /$tree
done
rm -rf /etc/docker /etc/systemd/system/docker.service.d /etc/aziot /etc/iotedge /etc/resolv.conf \
    /root/.docker /var/lib/docker /var/lib/aziot /var/lib/iotedge /var/log/journal
# A machine that is a container itself would say that the gateway is one.
[ ! -e /.dockerenv ] || mount --bind /dev/null /.dockerenv
mkdir -p /etc/docker /var/lib/docker
mount -t tmpfs -o mode=710 tmpfs /var/lib/docker
mount --rbind /sys/fs/cgroup /run/lab/cgroup
mount -t sysfs sysfs /sys
mount --rbind /run/lab/cgroup /sys/fs/cgroup
umount --lazy /run/lab/cgroup
hostname "$1"
echo "$1" > /etc/hostname
printf '127.0.0.1 localhost\\n127.0.1.1 %s\\n::1 localhost\\n' "$1" > /etc/hosts
: > /etc/resolv.conf
"""


class Machine(Host):
    """A host with a private /etc, /root, /usr, /run and /var, a hostname, and units that its `systemctl` knows.

    What the machine underneath has installed is there; what it has configured for Docker and IoT Edge is not. Changes
    last as long as the machine.
    """

    def __init__(self, name):
        self.holder = None
        #: Control groups that live in the machine underneath, and go with this one.
        self.groups = []
        super().__init__(name)

    def _enter(self):
        if self.holder is None:
            script = f"set -e\n{FURNISH}\necho furnished\nexec sleep infinity >/dev/null 2>&1"
            self.holder = subprocess.Popen(
                ["nsenter", f"--net=/run/netns/{self.name}", "unshare", "--mount", "--uts", "--propagation", "private",
                 "sh", "-c", script, "sh", self.name],
                start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if self.holder.stdout.readline() != "furnished\n":
                raise RuntimeError(f"{self.name} could not be furnished: {self.holder.communicate()[1]}")
        return ["nsenter", f"--target={self.holder.pid}", "--mount", "--uts", "--net"]

    def __call__(self, *command, user=None, **options):
        """Runs a command in the machine, as root or as an ordinary user without any capability."""
        options.setdefault("env", ENVIRONMENT)
        return run(*self._enter(), *becoming(user), *command, **options)

    def start(self, *command, user=None, **options):
        options["env"] = {**(options.get("env") or ENVIRONMENT), "PATH": PATH}
        return subprocess.Popen([*self._enter(), *becoming(user), *command], start_new_session=True, **options)

    def shell(self, text, **options):
        """Applies commands as a report prints them: as root, up to the first that fails."""
        return self("sh", "-e", "-c", text, **options)

    def write(self, path, text, mode=None):
        self("sh", "-ec", 'mkdir -p "$(dirname "$1")"; cat > "$1"; [ -z "$2" ] || chmod "$2" "$1"', "sh", path, mode or "",
             input=text)

    def read(self, path):
        return self("cat", path).stdout

    def resolvers(self, *addresses, options=""):
        lines = [f"nameserver {address}" for address in addresses] + ([options] if options else [])
        # It may be a link to what a resolver of the machine's own keeps.
        self("rm", "-f", "/etc/resolv.conf")
        self.write("/etc/resolv.conf", "".join(f"{line}\n" for line in lines))

    def knows(self, names):
        """Lines of /etc/hosts, which containers do not inherit."""
        self.write("/etc/hosts", self.read("/etc/hosts") + "".join(f"{address} {name}\n" for name, address in names.items()))

    def unit(self, name, command, ready="true"):
        """Declares a service that `systemctl` starts and stops: a shell command that becomes it, and one that awaits it."""
        self.write(f"{UNITS}/{name}/start", f"#!/bin/sh\nexec {command}\n", mode="755")
        self.write(f"{UNITS}/{name}/ready", f"#!/bin/sh\n{ready}\n", mode="755")

    def bus(self):
        """Starts the machine's D-Bus, the unit `dbus`, for what needs one."""
        self("mkdir", "-p", "/run/dbus")
        self.unit("dbus", "dbus-daemon --system --nofork --nopidfile --nosyslog", ready="[ -S /run/dbus/system_bus_socket ]")
        self("systemctl", "start", "dbus")

    def log(self, name):
        return self.read(f"{UNITS}/{name}/log")

    def processes(self):
        """Everything that runs in the machine and is no container: what shares its files."""
        files = os.readlink(f"/proc/{self.holder.pid}/ns/mnt")
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/ns/mnt") == files:
                    yield int(pid)

    def remove(self):
        """Switches the machine off: nothing in it gets to say goodbye."""
        if self.holder is not None:
            for pid in self.processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            stop(self.holder)
            self.holder.stdout.close()
            self.holder.stderr.close()
        for group in self.groups:
            group.remove()
        super().remove()


ENVIRONMENT = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8"}


def becoming(user):
    if user is None:
        return []
    return ["setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups", "--inh-caps", "-all",
            "--bounding-set", "-all", "--"]
