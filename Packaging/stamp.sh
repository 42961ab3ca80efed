#!/bin/sh
# Writes into a program which version it is: that of the commit's tag, or one that sorts before it and names the commit.
#
# Usage: Packaging/stamp.sh BINARY [OPTION of objcopy ...]
#
# What the changelog begins with stays where the commit is not known. Environment: SPEAKING, OBJCOPY and SOURCE_DATE_EPOCH, as in dist.sh.
set -eu
here=$(dirname "$0")
binary=$1
shift
version=$(${SPEAKING:-"$binary"} --version | awk '{ sub("~.*", "", $1); print $1; exit }')
version=$("$here/commit.sh" version "$version") || version=
text=$(mktemp)
trap 'rm -f "$text"' EXIT
# Its place has 64 bytes, and a text ends with one of zero.
printf '%.63s' "$version" | dd bs=64 conv=sync iflag=fullblock status=none >"$text"
[ -s "$text" ] || head -c 64 /dev/zero >"$text"
"${OBJCOPY:-objcopy}" --update-section "edgeprobe_version=$text" "$@" "$binary"
