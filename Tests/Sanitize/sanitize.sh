#!/bin/sh
# Runs the unit tests under the sanitizers, each in a build of its own: sanitize.sh [address|thread ...]
#
# Any report fails; those that are no fault of the program are named, with the reason, in the files beside this one.
# SANITIZE_FILTER chooses tests by a regular expression.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
# Swift's own backtracer hangs in a sanitized process.
export SWIFT_BACKTRACE=enable=no
status=0
for sanitizer in ${*:-address thread}; do
    swift build --build-tests --sanitize "$sanitizer" --scratch-path ".build-sanitize-$sanitizer"
    reports=".build-sanitize-$sanitizer/reports"
    rm -rf "$reports"
    mkdir -p "$reports"
    # Into files, because tests read what processes that they start say; every one of these is sanitized as well.
    common="log_path=$PWD/$reports/report:exitcode=66"
    export ASAN_OPTIONS="$common:detect_leaks=1:detect_stack_use_after_return=1"
    export LSAN_OPTIONS="suppressions=$here/leaks:print_suppressions=0"
    export TSAN_OPTIONS="$common:suppressions=$here/races:history_size=4"
    # What only measures time or memory of a program that is not sanitized is left out (not-sanitized says why).
    skipped=$(sed -n 's/^\([^ #]*\) .*/--skip \1/p' "$here/not-sanitized")
    # Serial, because many measure waits; without random places in memory, which the thread sanitizer has no map for.
    # shellcheck disable=SC2086
    setarch --addr-no-randomize ".build-sanitize-$sanitizer/debug/edgeprobePackageTests.xctest" --testing-library swift-testing \
        --no-parallel ${SANITIZE_FILTER:+--filter "$SANITIZE_FILTER"} $skipped || status=1
    if [ -n "$(ls -A "$reports")" ]; then
        cat "$reports"/*
        status=1
    fi
done
exit $status
