#!/bin/sh
# Unpacks packages of a Debian release into a folder, for any architecture, without installing them: headers and libraries to link with.
#
# Usage: Packaging/unpack-root.sh FOLDER ARCH SUITE PACKAGE ...
#
# FOLDER/versions has a line for each: package and version; FOLDER/debian/PACKAGE has each one's control files, which say which
# package provides a library. Dependencies are not followed. What is there stays. Environment: MIRROR.
set -eu
umask 022
folder=$1
arch=$2
suite=$3
shift 3
mirror=${MIRROR:-http://deb.debian.org/debian}
[ ! -e "$folder/versions" ] || exit 0

part=$folder.part
rm -rf "$part"
mkdir -p "$part/apt/lists/partial" "$part/apt/cache/archives/partial" "$part/debs" "$part/root/debian"
: >"$part/apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$part/apt/sources"
options="-o Dir::Etc::SourceList=$part/apt/sources -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$part/apt/lists
    -o Dir::State::Status=$part/apt/status -o Dir::Cache=$part/apt/cache -o APT::Architecture=$arch
    -o APT::Architectures=$arch -o APT::Sandbox::User=root"
# shellcheck disable=SC2086 # Several words.
apt-get $options update -qq
# shellcheck disable=SC2086
(cd "$part/debs" && apt-get $options download -qq "$@")
for deb in "$part"/debs/*.deb; do
    case ${deb##*/} in
    # Of a compiler, what another one needs for this architecture; the rest of it is a gigabyte.
    swiftlang_*) dpkg-deb --fsys-tarfile "$deb" | tar -C "$part/root" -x \
        ./usr/libexec/swift/lib/swift ./usr/libexec/swift/lib/swift_static ./usr/libexec/swift/lib/clang ;;
    *) dpkg -x "$deb" "$part/root" ;;
    esac
    package=$(dpkg-deb -f "$deb" Package)
    mkdir "$part/root/debian/$package"
    dpkg-deb -e "$deb" "$part/root/debian/$package/DEBIAN"
    echo "$package $(dpkg-deb -f "$deb" Version)" >>"$part/versions"
done
# Links that begin at the root would lead out of this one.
(cd "$part/root" && find . -type l -lname '/*' | while read -r link; do
    ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" ".$(readlink "$link")")" "$link"
done)
mv "$part/versions" "$part/root/versions"
rm -rf "$folder"
mv "$part/root" "$folder"
rm -rf "$part"
