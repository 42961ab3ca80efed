#!/bin/sh
# Links the release build once more, for devices with another OpenSSL or an older glibc, and packs it.
#
# Usage: Packaging/portable.sh [BUILD] [FOLDER]
#
# BUILD is where the release build's objects are, .build/release. OpenSSL, libcap, libstdc++ and libgcc are linked in; against
# the C library of Debian 11 (2.31), whose files are fetched from Debian's mirror and unpacked, not installed. The objects are those
# of the release: nothing is compiled anew but what says which versions are inside. Environment: MIRROR, ROOTS.
set -eu
umask 022
packaging=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$packaging")
build=$(cd "${1:-$repository/.build/release}" && pwd -P)
folder=${2:-$repository/.build/dist}
work=$folder/work-portable
arch=${ARCH:-$(dpkg --print-architecture)}
suite=bullseye
newest=2.31
sysroot=${ROOTS:-$folder/roots}/libc-$suite-$arch
"$packaging/unpack-root.sh" "$sysroot" "$arch" $suite \
    libc6 libc6-dev linux-libc-dev libcrypt1 libcrypt-dev libgcc-10-dev libgcc-s1 gcc-10-base

# Where a static library is, which version a package has, and where its notices are: of this machine, or of the root that ARCH is linked in.
libraries=${LIBRARIES:-}
if [ -n "$libraries" ]; then
    triple=$(basename "$libraries"/usr/lib/gcc/*)
    compiler=$(basename "$libraries/usr/lib/gcc/$triple"/*)
    place() { find "$libraries/usr/lib/$triple" "$libraries/usr/lib/gcc/$triple/$compiler" -maxdepth 1 -name "$1"; }
    version() { awk -v package="$1" '$1 == package { print $2 }' "$libraries/versions"; }
else
    compiler=$(cc -dumpversion)
    place() { cc -print-file-name="$1" | grep / || true; }
    version() { dpkg-query -W -f '${Version}' "$1"; }
fi

rm -rf "$work"
mkdir -p "$work/static"
upstream() { echo "$1" | sed 's/^[0-9]*://; s/[-+~].*//'; }
: >"$work/linked"
# library, its name, the package that carries it, its source package, its licence
while read -r file name package source licence; do
    found=$(place "$file")
    [ -n "$found" ] || {
        echo "$file is missing; it comes with $package." >&2
        exit 1
    }
    ln -sf "$(readlink -f "$found")" "$work/static/$file"
    [ "$name" != - ] || continue
    printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$(version "$package")" "$(echo "$licence" | tr _ ' ')" "$source" \
        "$libraries/usr/share/doc/$package/copyright" >>"$work/linked"
done <<END
libssl.a openssl libssl-dev openssl Apache-2.0
libcrypto.a - libssl-dev - -
libcap.a libcap libcap-dev libcap2 BSD-3-Clause_OR_GPL-2.0-only
libstdc++.a libstdc++ libstdc++-$compiler-dev gcc-$compiler GPL-3.0-or-later_WITH_GCC-exception-3.1
END
printf 'libgcc\t%s\tGPL-3.0-or-later WITH GCC-exception-3.1\tgcc-10\t%s\n' \
    "$(awk '$1 == "libgcc-10-dev" { print $2 }' "$sysroot/versions")" "$sysroot/usr/share/doc/gcc-10-base/copyright" >>"$work/linked"
described=$(while IFS="$(printf '\t')" read -r name version rest; do
    printf '%s %s, ' "$name" "$(upstream "$version")"
done <"$work/linked" | sed 's/, $//; s/^openssl/OpenSSL/')

clang=${CLANG:-clang}
swiftc=${SWIFTC:-swiftc}
# shellcheck disable=SC2086 # Several words, both.
$clang --sysroot="$sysroot" -c -O2 -I "$repository/Sources/CLinux/include" "-DEDGEPROBE_LINKED=\"$described\"" "$repository/Sources/CLinux/Linked.c" -o "$work/Linked.o"
# shellcheck disable=SC2086
for missing in portable isoc23; do $clang --sysroot="$sysroot" -c -O2 "$packaging/$missing.c" -o "$work/$missing.o"; done
grep -v '/CLinux\.build/Linked\.c\.o$' "$build/edgeprobe.product/Objects.LinkFileList" >"$work/objects"
# As the release is linked, but for where the libraries come from.
# shellcheck disable=SC2086
$swiftc -emit-executable -static-stdlib -use-ld=lld -module-name edgeprobe @"$work/objects" "$work/Linked.o" "$work/portable.o" "$work/isoc23.o" \
    -o "$work/edgeprobe" -L "$work/static" -Xclang-linker "--sysroot=$sysroot" -Xclang-linker -static-libgcc \
    -Xlinker --defsym=main=edgeprobe_main -Xlinker --no-export-dynamic -Xlinker --icf=safe -Xlinker --gc-sections \
    -Xlinker --no-eh-frame-hdr -Xlinker "--script=$repository/.ci/release.ld" -Xlinker -znow -Xlinker --build-id=none -lssl -lcrypto -lcap

# What it asks of a device: a C library, and none younger than it said.
needed=$(objdump -p "$work/edgeprobe" | awk '/NEEDED/ { print $2 }')
if echo "$needed" | grep -vE '^(lib(c|m|pthread|dl|util|rt)\.so\.[0-9]+|ld-linux[-a-z0-9_]*\.so\.[0-9]+)$'; then
    echo "The portable program needs a library besides the C library's." >&2
    exit 1
fi
highest=$(objdump -T "$work/edgeprobe" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -n 1 | sed 's/GLIBC_//')
echo "Portable: $described; the newest symbol is of glibc $highest."
if [ "$(printf '%s\n%s\n' "$highest" "$newest" | sort -V | tail -n 1)" != "$newest" ]; then
    echo "That is newer than $newest:" >&2
    objdump -T "$work/edgeprobe" | grep "GLIBC_$highest" >&2
    exit 1
fi
STATIC=$work/linked PORTABLE=portable- "$packaging/dist.sh" "$work/edgeprobe" "$folder"
