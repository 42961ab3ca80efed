#!/bin/sh
# Two builds of one commit give the same bytes.
#
# Usage: Packaging/reproducible.sh [--build]
#
# Packages the release binary twice, in two folders, at two times and under another umask, and compares what came out. With
# --build, each time is a whole build in a clone of its own, at another place: that takes two release builds.
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$packaging")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

one() {
    if [ "${1:-}" = --build ]; then
        git clone --quiet --no-local "$repository" "$work/$2/edgeprobe"
        make -C "$work/$2/edgeprobe" release >"$work/$2.log" 2>&1 || { tail -20 "$work/$2.log" >&2; exit 1; }
        NFPM="${NFPM:-$repository/.build/dist-venv/bin/nfpm}" "$work/$2/edgeprobe/Packaging/dist.sh" "$work/$2/edgeprobe/.build/release/edgeprobe" "$work/$2/out" >/dev/null
    else
        "$packaging/dist.sh" "${BINARY:-$repository/.build/release/edgeprobe}" "$work/$2/out" >/dev/null
    fi
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
