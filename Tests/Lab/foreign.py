"""An engine of another release in the machine's place: unpacked into a folder, root of its own, the machine's files and network."""

import os

#: Where the engine was unpacked to (Tests/Engines); nothing for the machine's own.
ROOT = os.environ.get("EDGEPROBE_LAB_ENGINE")
IS_PODMAN = ROOT is not None and os.path.exists(f"{ROOT}/usr/bin/podman")
PLACE = "/run/lab/engine"
SOCKET = "/run/podman/podman.sock"

# What the engine sees of the machine is what an engine that is installed sees; its programs and libraries are its own. Its
# root is a mount, so that its runtime can leave it (pivot_root(2)).
MOVE_IN = """
mkdir -p "$2" /run/lab/upper/engine /run/lab/work/engine /run/lab/bin /run/podman /var/lib/containers
mount -t overlay overlay -o "lowerdir=$1,upperdir=/run/lab/upper/engine,workdir=/run/lab/work/engine" "$2"
[ ! -e "$1/etc/containers" ] || cp -R "$1/etc/containers" /etc/
mount -t tmpfs -o mode=710 tmpfs /var/lib/containers
for place in proc sys dev etc tmp run var/tmp var/lib/docker var/lib/containers mnt; do
    mkdir -p "$2/$place"
    mount --rbind "/$place" "$2/$place"
done
# crun takes the control groups of either version, and no machine that has both.
[ ! -e "$2/usr/bin/crun" ] || [ ! -d "$2/sys/fs/cgroup/unified" ] || umount "$2/sys/fs/cgroup/unified"
"""
# No groups of its own among the machine's, which would outlive the lab.
SETTINGS = {
    "containers.conf": '[containers]\ncgroups = "disabled"\ncgroupns = "host"\n[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "none"\n',
    "storage.conf": '[storage]\ndriver = "vfs"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n',
    "policy.json": '{"default": [{"type": "insecureAcceptAnything"}]}\n',
}


def move_in(machine):
    """Puts the engine where the machine's is looked for; its client takes the name `docker`."""
    machine("sh", "-ec", MOVE_IN, "sh", ROOT, PLACE)
    client = "podman" if IS_PODMAN else "docker"
    machine.write("/run/lab/bin/docker", f"#!/bin/sh\nexec {inside(f'/usr/bin/{client}')} \"$@\"\n", mode="755")
    if IS_PODMAN:
        for name, text in SETTINGS.items():
            machine.write(f"/etc/containers/{name}", text)


def inside(command):
    """A command line that runs in the engine's root, with the programs there."""
    return f"chroot {PLACE} /busybox env PATH=/usr/sbin:/usr/bin:/sbin:/bin {command}"
