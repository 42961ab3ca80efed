#!/bin/sh
# Runs a program of arm64, and what it starts, by qemu-user, as nobody in particular.
#
# Usage: Packaging/arm64-run.sh ROOT PROGRAM [ARGUMENT ...]
#
# ROOT has the C library that it is to find. The kernel is told of qemu in a user namespace of its own (since Linux 6.7), because
# a program starts itself again, and only in there: nothing is left of it on this machine.
set -eu
if [ "$1" = --register ]; then
    shift
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    printf '%s' ':arm64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:'"$(command -v qemu-aarch64-static)"':FP' \
        >/proc/sys/fs/binfmt_misc/register
    export QEMU_LD_PREFIX="$1"
    [ ! -e "$1/usr/lib/qemu.so" ] || export QEMU_SET_ENV=LD_PRELOAD=/usr/lib/qemu.so
    shift
    # As root it would become other users, of whom there are none in here.
    exec unshare --user --map-user=1000 --map-group=1000 "$@"
fi
exec unshare --user --map-root-user --mount "$0" --register "$@"
