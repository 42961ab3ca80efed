#!/bin/sh
# Two builds of one commit give the same bytes: deb, rpm, both tarballs, and the OCI image.
#
# Usage: Packaging/reproducible.sh [--build]
#
# Packages the release build twice, in two folders, at two times and under another umask, and compares what came out. With
# --build, each time is a whole build in a clone of its own, at another place: that takes two release builds. The image takes
# root, because its folders belong to others. Environment: ROOTS, where what the portable tarball is linked against is kept.
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$packaging")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ROOTS="${ROOTS:-$repository/.build/dist/roots}"
export NFPM="${NFPM:-$repository/.build/dist-venv/bin/nfpm}"
[ "$(id -u)" = 0 ] || echo "skipped: the image, because its files belong to others, which takes root"

# What is told goes to a log, and is shown where something failed.
one() {
    source=$repository
    out=$work/$2/out
    {
        if [ "${1:-}" = --build ]; then
            source=$work/$2/edgeprobe
            git clone --quiet --no-local "$repository" "$source" && make -C "$source" release
        fi &&
            "$source/Packaging/dist.sh" "$source/.build/release/edgeprobe" "$out" &&
            "$source/Packaging/portable.sh" "$source/.build/release" "$out" &&
            { [ "$(id -u)" != 0 ] || "$source/Packaging/image.sh" "$out"; }
    } >"$work/$2.log" 2>&1 || {
        tail -20 "$work/$2.log" >&2
        exit 1
    }
}
(umask 022 && one "${1:-}" first)
(umask 077 && TZ=Asia/Seoul LC_ALL=C one "${1:-}" second-place)
if (cd "$work/first/out" && sha256sum edgeprobe*) >"$work/sums" && (cd "$work/second-place/out" && sha256sum --check --quiet "$work/sums"); then
    echo "Reproducible: the same bytes twice."
    cat "$work/sums"
else
    echo "Not reproducible." >&2
    for file in "$work"/first/out/edgeprobe*; do
        other=$work/second-place/out/${file##*/}
        cmp -s "$file" "$other" || ! command -v diffoscope >/dev/null 2>&1 || diffoscope "$file" "$other" | head -n 60 >&2
    done
    exit 1
fi
