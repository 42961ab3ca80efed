#!/bin/sh
# Builds the deb, the rpm and both tarballs for arm64 on another machine.
#
# Usage: Packaging/arm64.sh [--tests] [BUILD-OPTION ...]
#
# BUILD-OPTIONs are those of the release's `swift build`; `make dist-arm64` gives them. The compiler is that of Debian unstable
# (.ci/debian-swift), whose package for arm64 has Swift's runtime; headers and libraries are those of Debian 12, of which the packages are.
# Everything is below .build/arm64: `program` is the release, `dist` has the packages. With --tests, the tests are built instead;
# arm64-run.sh runs both. Needs root. Environment: MIRROR; MAINTAINER, as in dist.sh.
#
# There is no Swift for armhf, in Debian or from swift.org: nothing is built for it.
set -eu
umask 022
packaging=$(cd "$(dirname "$0")" && pwd -P)
repository=$(dirname "$packaging")
folder=$repository/.build/arm64
runtime=$folder/roots/swift
# What is linked with, and what the packages depend on.
libraries=$folder/roots/libc-bookworm-arm64
inside="$repository/.ci/debian-swift"
swift=$runtime/usr/libexec/swift/lib
mkdir -p "$folder"
cd "$repository"

tests=
[ "${1:-}" != --tests ] || { tests=yes && shift; }

# Both of one version, or the compiler does not read the modules. The tests are linked with Swift's shared libraries, and those with
# the C library of their own release.
compiler=$("$inside" dpkg-query -W -f '${Version}' swiftlang)
gcc=$("$inside" g++ -dumpversion)
"$packaging/unpack-root.sh" "$runtime" arm64 sid "swiftlang=$compiler" "libswiftlang=$compiler" libc6 libc6-dev linux-libc-dev libcrypt1 \
    libcrypt-dev "libgcc-$gcc-dev" libgcc-s1 "libstdc++-$gcc-dev" libstdc++6 libssl-dev libssl3t64 libcap-dev libcap2 zlib1g libzstd1
"$packaging/unpack-root.sh" "$libraries" arm64 bookworm libc6 libc6-dev linux-libc-dev libcrypt1 libcrypt-dev libgcc-12-dev libgcc-s1 \
    gcc-12-base libstdc++-12-dev libstdc++6 libssl-dev libssl3 libcap-dev libcap2 zlib1g
[ "$(awk '$1 == "swiftlang" { print $2 }' "$runtime/versions")" = "$compiler" ] || {
    echo "Swift's runtime for arm64 is not of version $compiler, as the compiler is; remove $runtime." >&2
    exit 1
}
# Where the compiler looks for its runtime beside the C library.
for name in swift swift_static; do
    ln -sfn "../../../swift/usr/libexec/swift/lib/$name" "$libraries/usr/lib/$name"
    ln -sfn "../libexec/swift/lib/$name" "$runtime/usr/lib/$name"
done
[ -e "$runtime/lib" ] || ln -s usr/lib "$runtime/lib"

# A Swift SDK: its name, and the root that is linked with.
describe() {
    bundle=$folder/sdks/$1.artifactbundle
    mkdir -p "$bundle/arm64"
    cat >"$bundle/info.json" <<END
{ "schemaVersion": "1.0", "artifacts": { "$1": { "type": "swiftSDK", "version": "1", "variants": [
  { "path": "arm64", "supportedTriples": ["x86_64-pc-linux-gnu", "x86_64-unknown-linux-gnu"] } ] } } }
END
    cat >"$bundle/arm64/swift-sdk.json" <<END
{ "schemaVersion": "4.0", "targetTriples": { "aarch64-unknown-linux-gnu": {
  "sdkRootPath": "$2", "swiftResourcesPath": "$swift/swift", "swiftStaticResourcesPath": "$swift/swift_static",
  "toolsetPaths": ["toolset.json"] } } }
END
    cat >"$bundle/arm64/toolset.json" <<END
{ "schemaVersion": "1.0", "swiftCompiler": { "extraCLIOptions": ["-use-ld=lld", "-Xclang-linker", "--sysroot=$2"] } }
END
}
describe release "$libraries"
describe tests "$runtime"

swift package --scratch-path "$folder/build" resolve >"$folder/resolve.log" 2>&1 || {
    cat "$folder/resolve.log" >&2
    exit 1
}
# With a Swift SDK, its root, and what else `swift build` is to be told.
build() {
    sdk=$1
    root=$2
    shift 2
    # SwiftPM reads the files itself, and of these two folders knows the first alone.
    files=$root/usr/lib/aarch64-linux-gnu/pkgconfig
    "$inside" env PKG_CONFIG_PATH="$files" PKG_CONFIG_LIBDIR="$files" PKG_CONFIG_SYSROOT_DIR="$root" \
        swift build --scratch-path "$folder/build" --disable-automatic-resolution --swift-sdks-path "$folder/sdks" --swift-sdk "$sdk" "$@"
}

if [ -n "$tests" ]; then
    build tests "$runtime" --build-tests -Xlinker -rpath="$swift/swift/linux" "$@"
    exit 0
fi
clang="$inside /usr/libexec/swift/bin/clang --target=aarch64-linux-gnu"
$clang --sysroot="$libraries" -c -O2 "$packaging/isoc23.c" -o "$folder/isoc23.o"
# Of each object of the static runtime lld says that it folds nothing in it, because it was stripped.
quiet="-Xlinker --no-warnings"
# shellcheck disable=SC2086 # Two words.
build release "$libraries" -Xlinker "$folder/isoc23.o" $quiet "$@"
release=$folder/build/aarch64-unknown-linux-gnu/release
cp "$release/edgeprobe" "$folder/program"
# What a program is told of qemu's own thread, in a root that it runs with.
preload() {
    $clang --sysroot="$libraries" -shared -nostdlib -fuse-ld=lld -fPIC -O2 "$packaging/qemu.c" -o "$1/usr/lib/qemu.so"
}
preload "$libraries"
# What the manual and the completions are made of.
printf '#!/bin/sh\nexec "%s" "%s" "%s" "$@"\n' "$packaging/arm64-run.sh" "$libraries" "$folder/program" >"$folder/speak"
chmod 755 "$folder/speak"

export ARCH=arm64 LIBRARIES="$libraries" OBJCOPY=aarch64-linux-gnu-objcopy SPEAKING="$folder/speak" CLANG="$clang" ROOTS="$folder/roots"
export SWIFTC="$inside swiftc -target aarch64-unknown-linux-gnu -sdk $libraries -resource-dir $swift/swift_static $quiet"
# What it speaks says the same version as what is packed.
"$packaging/stamp.sh" "$folder/program"
"$packaging/dist.sh" "$folder/program" "$folder/dist"
"$packaging/portable.sh" "$release" "$folder/dist"
preload "$folder/roots/libc-bullseye-arm64"
