"""A real Docker engine inside a machine, with the networks and modules of a gateway."""

import json
import tarfile
import tempfile
from ipaddress import ip_address

import foreign
from leases import ControlGroup

IMAGE = "lab/busybox"


class Engine:
    """dockerd as the machine's unit `docker`: its files are the machine's, its control groups are its own.

    `settings` is what /etc/docker/daemon.json says. It is there, as /etc/resolv.conf is, to be changed by whoever
    likes, and is read again by `restart`, as `systemctl restart docker` does.
    """

    def __init__(self, machine, settings=None):
        self.machine = machine
        group = ControlGroup()
        machine.groups.append(group)
        if settings is not None:
            self.configure(settings)
        # What a drop-in of its unit gives it besides, as systemd would.
        words = "$(sed -n 's/^ExecStart=[^ ]*dockerd//p' /etc/systemd/system/docker.service.d/*.conf 2>/dev/null)"
        command, ready = f"dockerd --cgroup-parent=/{group.name} --exec-opt native.cgroupdriver=cgroupfs {words}", "docker version"
        if foreign.ROOT:
            foreign.move_in(machine)
            if foreign.IS_PODMAN:
                command, ready = f"podman system service --time=0 unix://{foreign.SOCKET}", f"[ -S {foreign.SOCKET} ]"
            command = foreign.inside(command)
        machine.unit("docker", command, ready=ready)
        machine("systemctl", "start", "docker")
        self._keep("bridge")

    def __call__(self, *command, **options):
        """The engine's client, on the machine."""
        return self.machine("docker", *command, **options)

    def configure(self, settings):
        """Writes daemon.json; the engine reads it when it is started the next time."""
        self.machine.write("/etc/docker/daemon.json", json.dumps(settings, indent=2) + "\n")

    def merge(self, settings):
        """Adds members to daemon.json, keeps what is there, and restarts, as an administrator does."""
        path = "/etc/docker/daemon.json"
        existing = json.loads(self.machine.read(path)) if self.machine("test", "-e", path, check=False).returncode == 0 else {}
        self.configure({**existing, **settings})
        self.restart()

    def network(self, name="azure-iot-edge", subnet=None, gateway=None, **options):
        """A bridge network; further options are the driver's, `mtu=1400` or `com.docker.network.bridge.name`."""
        command = ["network", "create", "--driver", "bridge"]
        if subnet:
            command += ["--subnet", subnet]
        if gateway:
            command += ["--gateway", gateway]
        if any(address and ip_address(address.split("/")[0]).version == 6 for address in (subnet, gateway)):
            command += ["--ipv6"]
        for option, value in options.items():
            command += ["--opt", f"{DRIVER.get(option, option)}={value}"]
        made = self(*command, name).stdout.strip()
        self._keep(name)
        return made

    def _keep(self, network):
        """Podman makes a network's bridge with its first container, and removes it with the last."""
        if foreign.IS_PODMAN:
            self.run(f"keeper-of-{network}", network)

    def image(self):
        """The one image: busybox under each of its names, as `docker import` takes it from a tar."""
        if not self("images", "--quiet", IMAGE).stdout:
            with tempfile.NamedTemporaryFile(suffix=".tar") as archive:
                pack(archive)
                self("import", archive.name, IMAGE)
        return IMAGE

    def run(self, name, network="azure-iot-edge", *command, options=()):
        """A module that runs until it is stopped, and again after the engine was restarted."""
        self("run", "--detach", "--name", name, "--hostname", name, "--network", network, "--restart", "unless-stopped",
             "--stop-signal", "KILL", *options, self.image(), *(command or ("sleep", "2147483647")))
        return Module(self, name)

    def restart(self):
        self.machine("systemctl", "restart", "docker")

    def stop(self):
        """Ends the engine and its modules in good order, which takes a second; removing the machine needs none.

        Its bridges and rules stay in the machine, as they do in the field.
        """
        self.machine("systemctl", "stop", "docker")


class Module:
    """A container that runs."""

    def __init__(self, engine, name):
        self.engine, self.name = engine, name

    def __call__(self, *command, **options):
        return self.engine("exec", self.name, *command, **options)

    @property
    def pid(self):
        return int(self.engine("inspect", "--format", "{{.State.Pid}}", self.name).stdout)

    @property
    def address(self):
        return self.engine("inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                           self.name).stdout.strip()

    def remove(self):
        self.engine("rm", "--force", "--volumes", self.name)


DRIVER = {"mtu": "com.docker.network.driver.mtu", "bridge": "com.docker.network.bridge.name",
          "masquerade": "com.docker.network.bridge.enable_ip_masquerade"}


def pack(file):
    """A root file system of one program with many names."""
    with tarfile.open(fileobj=file, mode="w") as tar:
        tar.add("/bin/busybox", "bin/busybox")
        for name in ("sh", "cat", "httpd", "id", "ip", "ls", "nc", "nslookup", "ping", "sleep", "true", "wget"):
            entry = tarfile.TarInfo(f"bin/{name}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(entry)
        for name in ("dev", "etc", "proc", "sys", "tmp"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            tar.addfile(entry)
    file.flush()
