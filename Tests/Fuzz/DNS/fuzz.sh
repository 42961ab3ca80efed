#!/bin/sh
# Builds the fuzzer of the DNS parsers beside SwiftPM's products and runs it for the given seconds (60).
# Not part of the package: libFuzzer brings its own main, and its instrumentation belongs in no other build.
set -eu
cd "$(dirname "$0")/../../.."
out=.build-fuzz/dns
mkdir -p "$out/corpus"
flags="-avoid-emit-module-source-info -O -g -wmo -swift-version 6 -enable-upcoming-feature InternalImportsByDefault -parse-as-library -package-name edgeprobe -sanitize=fuzzer,address"
# The values that the parsers give.
for module in ProbeCore ProbeEvidence; do
    swiftc $flags -module-name $module -I "$out" -emit-module -emit-module-path "$out/$module.swiftmodule" \
        -c -o "$out/$module.o" $(find Sources/$module -name '*.swift')
done
# The parsers alone: the client needs sockets.
parsers=$(find Sources/ProbeTransport/Bytes Sources/ProbeTransport/DNS -name '*.swift' ! -name 'DNSClient*' ! -name DNSRace.swift ! -name DNSReply.swift)
swiftc $flags -module-name FuzzDNS -I "$out" -o "$out/fuzz-dns" $parsers Tests/Fuzz/DNS/FuzzDNS.swift \
    "$out/ProbeCore.o" "$out/ProbeEvidence.o"
# Swift's own backtracer would hang in a sanitized process.
SWIFT_BACKTRACE=enable=no exec "$out/fuzz-dns" -max_total_time="${1:-60}" -max_len=4096 -timeout=5 -print_final_stats=1 \
    -artifact_prefix="$out/" "$out/corpus" Tests/Fuzz/DNS/Seeds
