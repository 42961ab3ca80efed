#!/bin/bash
# Boots systemd in a root that has it, runs a script there as its only job, and ends; what it said is in ROOT/output.
#
# Usage: Packaging/boot.sh ROOT SCRIPT
#
# Everything is in namespaces of its own, with a network that is loopback alone; what a booting system would change of the kernel is
# read-only, and its own jobs (sysctl, modules, devices) are taken out of the root first. prove.sh calls it with a copy.
set -euo pipefail
if [ "${1:-}" != --inside ]; then
    # Control groups are this machine's: of cgroup v1, everything is in groups that are removed again.
    groups=()
    trap '[ ${#groups[@]} = 0 ] || find "${groups[@]}" -depth -type d -exec rmdir {} +' EXIT
    for hierarchy in /sys/fs/cgroup/{systemd,devices}; do
        [ -e "$hierarchy/cgroup.procs" ] || continue
        groups+=("$hierarchy/edgeprobe-boot-$$")
        mkdir "${groups[-1]}"
    done
    (
        for group in "${groups[@]}"; do echo "$BASHPID" >"$group/cgroup.procs"; done
        exec timeout --kill-after=5 120 unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child \
            --propagation private "$0" --inside "$@" </dev/null
    )
    exit
fi
root=$2
units=$root/usr/lib/systemd/system
rm -rf "$root"/etc/systemd/system/*.wants "$units"/{sysinit,local-fs,multi-user,basic,sockets,timers}.target.wants
mkdir -p "$units/sysinit.target.wants"
install -m 755 "$3" "$root/job"
: >"$root/output"
printf '[Unit]\nWants=job.service systemd-journald.service\n' >"$units/job.target"
printf '%s\n' '[Unit]' DefaultDependencies=no After=systemd-journald.socket '[Service]' Type=oneshot ExecStart=/job \
    StandardOutput=append:/output StandardError=append:/output 'ExecStopPost=systemctl --no-block exit' >"$units/job.service"

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
for part in kernel vm fs dev debug user; do
    [ -d "$root/proc/sys/$part" ] || continue
    mount --bind "$root/proc/sys/$part" "$root/proc/sys/$part"
    mount -o remount,bind,ro "$root/proc/sys/$part"
done
[ ! -e "$root/proc/sysrq-trigger" ] || mount --bind /dev/null "$root/proc/sysrq-trigger"
for place in run dev tmp; do mount -t tmpfs tmpfs "$root/$place"; done
mkdir -p "$root"/dev/{pts,shm,mqueue}
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t sysfs -o ro sysfs "$root/sys"
if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
    mount -t cgroup2 cgroup "$root/sys/fs/cgroup"
else
    mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
    mkdir "$root/sys/fs/cgroup/systemd"
    mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
    # Docker takes it; and so does what a unit says of devices.
    if [ -e /sys/fs/cgroup/devices/cgroup.procs ]; then
        mkdir "$root/sys/fs/cgroup/devices"
        mount -t cgroup -o devices cgroup "$root/sys/fs/cgroup/devices"
    fi
fi
# Not chroot: no user namespace can be made in one.
mkdir -p "$root/old"
cd "$root"
pivot_root . old
exec /usr/bin/env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c \
    'umount -l /old && exec /lib/systemd/systemd --unit=job.target --show-status=no'
