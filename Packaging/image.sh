#!/bin/sh
# Makes an OCI image of the deb: Debian's own files of what it depends on, and of what reads firewall rules, without a shell.
#
# Usage: Packaging/image.sh [FOLDER]
#
# FOLDER is .build/dist, where `make dist` has put the deb; the image is FOLDER/edgeprobe-VERSION-oci-ARCH.tar, an OCI layout that
# `docker load`, `podman load` and `skopeo copy oci-archive:` take, made by umoci: no daemon. The same commit and the same packages of Debian give the
# same bytes. Environment: MIRROR, SUITE.
set -eu
umask 022
packaging=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$packaging")
folder=$(cd "${1:-$repository/.build/dist}" && pwd)
work=$folder/work-image
mirror=${MIRROR:-http://deb.debian.org/debian}
suite=${SUITE:-bookworm}
arch=$(dpkg --print-architecture)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$packaging/commit.sh" moment)}
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
for deb in "$folder"/edgeprobe_*_"$arch".deb; do :; done
version=$(dpkg-deb -f "$deb" Version | sed 's/-[^-]*$//')
# A tag has no tilde.
tag=$(echo "$version" | tr "~" -)

rm -rf "$work"
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
{
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
    # What was fixed since the release.
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror-security $suite-security main"
} >"$work/apt/sources"
apt() {
    apt-get -o Dir::Etc::SourceList="$work/apt/sources" -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/apt/lists" \
        -o Dir::State::Status="$work/apt/status" -o Dir::Cache="$work/apt/cache" -o APT::Architecture="$arch" \
        -o APT::Architectures="$arch" -o APT::Sandbox::User=root -o APT::Install-Recommends=false -qq -y "$@"
}
apt update
apt --download-only install "$deb" nftables iptables ca-certificates base-files netbase >/dev/null
# Programs that install others are not needed in an image that nobody installs into.
for package in "$deb" "$work"/apt/cache/archives/*.deb; do
    case ${package##*/} in
    debconf_* | perl* | dpkg_* | tar_* | bash_* | dash_* | debianutils_* | openssl_* | gcc-*-base_* | mawk_* | libcrypt1_* | libpcap*) continue ;;
    esac
    dpkg -x "$package" "$work/root"
    dpkg-deb -f "$package" Package Version >>"$work/packages"
done
# Of Debian's documents the licences stay.
find "$work/root/usr/share/doc" -mindepth 2 ! -name copyright ! -path '*/edgeprobe/*' \( -type f -o -type l \) -delete
rm -rf "$work/root/usr/share/man" "$work/root/usr/share/locale" "$work/root/usr/share/lintian" "$work/root/usr/lib/systemd" \
    "$work/root/usr/share/bash-completion" "$work/root/usr/share/fish" "$work/root/usr/share/zsh" "$work/root/usr/share/bug"
# As ca-certificates makes it when it is installed.
mkdir -p "$work/root/etc/ssl/certs" "$work/root/var/lib/edgeprobe"
find "$work/root/usr/share/ca-certificates" -name '*.crt' | LC_ALL=C sort | xargs cat >"$work/root/etc/ssl/certs/ca-certificates.crt"
rm -rf "$work/root/usr/share/ca-certificates"
printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nedgeprobe:x:65532:65532::/var/lib/edgeprobe:/usr/sbin/nologin\n' >"$work/root/etc/passwd"
printf 'root:x:0:\nedgeprobe:x:65532:\n' >"$work/root/etc/group"
printf 'hosts: files dns\n' >"$work/root/etc/nsswitch.conf"
find "$work/root" -type d -empty ! -path '*/var/lib/edgeprobe' ! -name tmp ! -name proc ! -name sys ! -name dev ! -name run -delete
mkdir -p "$work/root/tmp" "$work/root/proc" "$work/root/sys" "$work/root/dev" "$work/root/run"
chmod 1777 "$work/root/tmp"
# Which user writes where is for whoever mounts a volume there.
chown 65532:65532 "$work/root/var/lib/edgeprobe"
tar --sort=name --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --clamp-mtime --format=gnu -C "$work/root" -cf "$work/layer.tar" .

layout=$work/layout
umoci init --layout "$layout"
umoci new --image "$layout:$tag"
umoci raw add-layer --image "$layout:$tag" --history.created "$created" --history.created_by "Packaging/image.sh" "$work/layer.tar"
umoci config --image "$layout:$tag" --created "$created" --architecture "$arch" --os linux \
    --history.created "$created" --history.created_by "Packaging/image.sh" \
    --config.user 65532:65532 --config.workingdir /var/lib/edgeprobe --config.entrypoint /usr/bin/edgeprobe \
    --config.env PATH=/usr/sbin:/usr/bin:/sbin:/bin --config.env LC_ALL=C.UTF-8 \
    --config.label org.opencontainers.image.title=edgeprobe \
    --config.label "org.opencontainers.image.description=What stands between an Azure IoT Edge gateway and its hub" \
    --config.label "org.opencontainers.image.version=$version" \
    --config.label "org.opencontainers.image.created=$created" \
    --config.label "org.opencontainers.image.revision=$("$packaging/commit.sh" hash)" \
    --config.label org.opencontainers.image.licenses=Apache-2.0 \
    --config.label "org.opencontainers.image.base.name=debian:$suite"
umoci gc --layout "$layout"
# Docker before 25 reads a list of its own, and no OCI layout; the files are the same.
python3 - "$layout" "edgeprobe:$tag" <<'END'
import json, pathlib, sys

layout = pathlib.Path(sys.argv[1])
place = lambda digest: "blobs/" + digest.replace(":", "/")
read = lambda path: json.loads((layout / path).read_text())
manifest = read(place(read("index.json")["manifests"][0]["digest"]))
(layout / "manifest.json").write_text(json.dumps([{
    "Config": place(manifest["config"]["digest"]), "RepoTags": [sys.argv[2]],
    "Layers": [place(layer["digest"]) for layer in manifest["layers"]]}]) + "\n")
END
image=$folder/edgeprobe-$tag-oci-$arch.tar
rm -f "$folder"/edgeprobe-*-oci-"$arch".tar
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -C "$layout" -cf "$image" .
(cd "$folder" && sha256sum edgeprobe* >SHA256SUMS)
echo "Image: ${image##*/}, $(($(stat -c %s "$image") / 1000)) kB, $(($(wc -l <"$work/packages") / 2)) packages."
