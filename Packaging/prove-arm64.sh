#!/bin/bash
# Builds the packages of arm64 and runs what is in them by qemu-user, beside this machine's own program.
#
# Usage: Packaging/prove-arm64.sh BINARY [BUILD-OPTION ...]
#
# BINARY is this machine's release, of the same commit; BUILD-OPTIONs are those of arm64.sh. The last lines say what was not run, and why.
# Needs root. Environment: QUICK=1 builds nothing and runs what is there; EVERY=10 judges each tenth recording.
set -euo pipefail
packaging=$(cd "$(dirname "$0")" && pwd -P)
repository=$(dirname "$packaging")
folder=$repository/.build/arm64
[ "$(id -u)" = 0 ] || {
    echo "0 passed, 0 failed, 1 skipped: the packages of arm64, because a root of another release takes root." && exit 0
}
own=$(realpath "$1")
shift
if [ -z "${QUICK:-}" ]; then
    "$packaging/arm64.sh" "$@"
fi
work=$folder/prove
rm -rf "$work"
mkdir -p "$work"
passed=0
failed=0
# What a check says although it passes.
exec 3>&1

check() {
    local what=$1
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok      $what"
    else
        failed=$((failed + 1))
        printf '%s\n' "$output" | tail -30
        echo "FAILED  $what"
    fi
}

# What was packed, and not what was built: each with the libraries that it was made for, and this machine's program in the same way.
wrap() {
    printf '#!/bin/sh\nexec "%s" "%s" "%s" "$@"\n' "$packaging/arm64-run.sh" "$3" "$2" >"$work/$1"
    chmod 755 "$work/$1"
}
wrap own "$own" /
dpkg-deb --fsys-tarfile "$folder"/dist/edgeprobe_*_arm64.deb | tar -C "$work" -x ./usr/bin/edgeprobe
wrap deb "$work/usr/bin/edgeprobe" "$folder/roots/libc-bookworm-arm64"
mkdir "$work/portable-files"
tar -C "$work/portable-files" --strip-components=1 -xzf "$folder"/dist/edgeprobe-*-portable-linux-arm64.tar.gz
wrap portable "$work/portable-files/bin/edgeprobe" "$folder/roots/libc-bullseye-arm64"

is_of_arm64() {
    file -b "$1" | grep -q 'ARM aarch64' && file -b "$1" | grep -q ', stripped$'
}
describes_arm64() {
    [ "$(dpkg-deb -f "$folder"/dist/edgeprobe_*.deb Architecture)" = arm64 ] &&
        [ "$(rpm -qp --queryformat '%{ARCH}' "$folder"/dist/edgeprobe-*.rpm)" = aarch64 ] &&
        dpkg-deb -f "$folder"/dist/edgeprobe_*.deb Depends | grep -q 'libssl3 (>= 3' &&
        rpm -qp --requires "$folder"/dist/edgeprobe-*.rpm | grep -q '^libssl.so.3()(64bit)'
}
says_its_version() {
    "$work/$1" --version | head -n 1 | diff - <(dpkg-deb -f "$folder"/dist/edgeprobe_*.deb Version | sed 's/-[^-]*$//')
}
# Which causes a demo names, and how it ends.
demo() {
    local code=0
    "$1" demo ${2:+--fault "$2"} --format json >"$work/demo.json" 2>"$work/demo.errors" || code=$?
    python3 - "$work/demo.json" "$code" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
print("ends with", sys.argv[2], report["verdict"])
print(*sorted({finding["cause"] for finding in report["findings"]}), sep="\n")
END
}
# An attempt has five seconds, of which hub and probes by qemu-user took four beside other work, and more beside a build: three tries.
same_demo() {
    local try
    demo "$work/own" "${2:-}" >"$work/here" || return 1
    for try in 1 2 3; do
        if demo "$work/$1" "${2:-}" >"$work/there" && diff "$work/here" "$work/there"; then
            [ $try = 1 ] || echo "        at try $try" >&3
            return 0
        fi
    done
    return 1
}
# The JSON report and the text of a recording, judged again, and how it ends.
judge() {
    local code=0
    "$1" diagnose "$2" --format json --report "text=$3.txt" >"$3.json" 2>"$3.errors" || code=$?
    echo "$code" >"$3.code"
}
same_judgements() {
    local recording name part number=0 different=0 count=0
    for recording in "$repository"/Tests/RecordingsTests/Recordings/*.json; do
        number=$((number + 1))
        [ $((number % ${EVERY:-1})) = 0 ] || continue
        name=$(basename "$recording" .json)
        judge "$work/own" "$recording" "$work/here"
        judge "$work/$1" "$recording" "$work/there"
        for part in json txt errors code; do
            diff "$work/here.$part" "$work/there.$part" >"$work/difference" && continue
            echo "$name: $part"
            head -5 "$work/difference"
            different=$((different + 1))
        done
        count=$((count + 1))
    done
    echo "$count" >"$work/judged"
    [ "$different" = 0 ] && [ "$count" -gt 0 ]
}

for which in deb portable; do
    name=$([ $which = deb ] && echo "deb, Debian 12" || echo "portable, Debian 11")
    check "$name: a stripped program of arm64" is_of_arm64 "$([ $which = deb ] && echo "$work/usr/bin/edgeprobe" || echo "$work/portable-files/bin/edgeprobe")"
    check "$name: --version" says_its_version $which
    check "$name: demo" same_demo $which
    # Once is enough for what both are linked of; the rest is the libraries', which TLS is.
    faults=$("$own" demo --list-faults | awk '{ print $1 }')
    [ $which = deb ] || faults=$(echo "$faults" | grep '^tls-')
    for fault in $faults; do check "$name: demo --fault $fault" same_demo $which "$fault"; done
done
check "deb and rpm say arm64, and what it needs" describes_arm64
check "portable: what is inside is said" sh -c '"$1" --version | grep -Eq "^linked with OpenSSL [0-9.]+, libcap"' - "$work/portable"
check "deb: every recording is judged as on this machine" same_judgements deb
echo "        $(cat "$work/judged") of $(find "$repository/Tests/RecordingsTests/Recordings" -name '*.json' | wc -l) recordings"

# One line each: what takes a part of the kernel that qemu-user does not have, or a machine.
while read -r what; do echo "skipped $what"; done <<'END'
network namespaces, and what is asked from containers: qemu-user has no netlink of its own kind, and nobody else's namespace is entered here
the error queue (who rejected a packet): qemu-user translates a part of what the kernel queues
firewall rules, capabilities, landlock, seccomp: the run is nobody's in particular, and filters would be qemu's
the services under systemd, installing and removing: a root of arm64 is not booted
unit tests: `arm64.sh --tests` builds them, and nobody has run them
END
echo "$passed passed, $failed failed, 5 kinds skipped"
[ "$failed" = 0 ]
