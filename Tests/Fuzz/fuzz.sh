#!/bin/sh
# Fuzzes decoders of foreign input, each for the given seconds (60): fuzz.sh [SECONDS [DECODER ...]], all of them where none
# is named. What was found before lies in .build-fuzz/corpus and is where the next run begins.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
# A build of its own: libFuzzer's instrumentation belongs in no other.
EDGEPROBE_FUZZ=1 swift build --configuration release --scratch-path .build-fuzz --product fuzz \
    --sanitize fuzzer --sanitize address -Xswiftc -enable-testing
fuzz=.build-fuzz/release/fuzz
mkdir -p .build-fuzz/files .build-fuzz/found
# Swift's own backtracer would hang in a sanitized process.
export SWIFT_BACKTRACE=enable=no TMPDIR="$PWD/.build-fuzz/files" FOUND=.build-fuzz/found
trap 'rm -rf .build-fuzz/files' EXIT
for decoder in ${*:-$("$fuzz")}; do
    echo "fuzzing $decoder for $seconds s" >&2
    mkdir -p ".build-fuzz/corpus/$decoder"
    DECODER="$decoder" "$fuzz" -max_total_time="$seconds" -max_len=32768 -timeout=300 -report_slow_units=300 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix=".build-fuzz/found/$decoder-" ".build-fuzz/corpus/$decoder" "Tests/Fuzz/Corpus/$decoder"
done
