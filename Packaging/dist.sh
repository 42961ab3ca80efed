#!/bin/sh
# Builds the deb, the rpm and the tarball of one binary, from one description.
#
# Usage: Packaging/dist.sh BINARY [FOLDER]
#
# FOLDER is .build/dist unless it is given. The same commit and toolchain give the same bytes: every date is that of the
# commit, or SOURCE_DATE_EPOCH. Environment: NFPM, which nfpm; MAINTAINER, whom a package names; PORTABLE and STATIC, which
# portable.sh sets: then there is the tarball alone. For another architecture than this machine's, arm64.sh sets ARCH, LIBRARIES (a root
# of what was linked with), SWIFTC, OBJCOPY, and SPEAKING (what runs here and says what BINARY would).
set -eu
umask 022
packaging=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$packaging")
binary=$1
folder=${2:-$repository/.build/dist}
portable=${PORTABLE:-}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
build=$folder/work${portable:+-packed}
stage=$build/stage
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$("$packaging/commit.sh" moment)}
export SOURCE_DATE_EPOCH
export LC_ALL=C.UTF-8 TZ=UTC
arch=${ARCH:-$(dpkg --print-architecture)}
nfpm=${NFPM:-$repository/.build/dist-venv/bin/nfpm}
# Whose packages these are is for whoever hands them out.
maintainer=${MAINTAINER:-$("$packaging/commit.sh" author)}

rm -rf "$build"
mkdir -p "$build"
version=$(${SPEAKING:-"$binary"} --version | awk '{ sub("~.*", "", $1); print $1; exit }')
# What is no release sorts before it, and says which commit it is.
full=$("$packaging/commit.sh" version "$version")
prerelease=${full#"$version"}
prerelease=${prerelease#"~"}

# Not where a build works, which would be waited for.
swift package --package-path "$repository" --scratch-path "$repository/.build/dist-graph" show-dependencies --format json \
    >"$build/graph.json" 2>"$build/graph.log" || {
    cat "$build/graph.log" >&2
    exit 1
}

# The same tree under /usr for packages and under /usr/local for the tarball.
tarball=edgeprobe-$full-${portable}linux-$arch
[ -n "$portable" ] && prefixes=/usr/local || prefixes="/usr /usr/local"
for prefix in $prefixes; do
    root=$([ $prefix = /usr ] && echo "$stage" || echo "$build/tar/$tarball")
    "$packaging/stage.sh" "$binary" "$root" $prefix
    documents=$root$prefix/share/doc/edgeprobe
    python3 "$packaging/bill.py" "$root$prefix/bin/edgeprobe" "$build/graph.json" "$documents" "$arch" ${STATIC:+"$STATIC"}
    gzip -9nf "$documents/THIRD-PARTY-NOTICES"
done
find "$build/tar" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# Those of other commits go.
for old in "$folder"/edgeprobe-*-"${portable}linux-$arch".tar.gz; do
    case $old in
    *-portable-linux-*) [ -z "$portable" ] || rm -f "$old" ;;
    *) rm -f "$old" ;;
    esac
done
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu \
    --transform="s|^$tarball/usr/local|$tarball|" -C "$build/tar" -cf - "$tarball/usr/local" | gzip -9n >"$folder/$tarball.tar.gz"
(cd "$folder" && sha256sum edgeprobe* >SHA256SUMS)
[ -z "$portable" ] || exit 0

# The licence is a file of its own only where no package system has a place for it.
rm "$stage/usr/share/doc/edgeprobe/LICENSE"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# What it takes to start, computed from what it links to.
mkdir -p "$build/deb/debian" "$build/deb/DEBIAN"
printf 'Source: edgeprobe\n\nPackage: edgeprobe\nArchitecture: any\n' >"$build/deb/debian/control"
# What Packaging/unpack-root.sh has put there stands for packages that are built here.
[ -z "${LIBRARIES:-}" ] || cp -r "$LIBRARIES"/debian/* "$build/deb/debian/"
# shellcheck disable=SC2046 # One option each.
(cd "$build/deb" && DEB_HOST_ARCH=$arch dpkg-shlibdeps --ignore-missing-info -O -e"$stage/usr/bin/edgeprobe" \
    ${LIBRARIES:+$(printf -- ' -l%s' "$LIBRARIES"/usr/lib/*-linux-gnu "$LIBRARIES"/lib/*-linux-gnu "$LIBRARIES/lib")} 2>shlibdeps.log) |
    sed -n 's/^shlibs:Depends=//p' | tr ',' '\n' | sed "s/^ *\(.*\)$/      - '\1'/" >"$build/deb-depends"
/usr/lib/rpm/elfdeps --requires "$stage/usr/bin/edgeprobe" | LC_ALL=C sort -u | sed "s/.*/      - '&'/" >"$build/rpm-requires"
(cd "$stage" && find usr/share/man usr/share/doc -type f | LC_ALL=C sort) | while read -r file; do
    printf '  - src: %s\n    dst: %s\n    type: doc\n    packager: rpm\n' "$stage/$file" "/$file"
done >"$build/rpm-documents"
for list in deb-depends rpm-requires rpm-documents; do
    [ -s "$build/$list" ] || {
        echo "Nothing was found for the packages ($list)." >&2
        exit 1
    }
done

cat >"$build/changelog.yaml" <<END
- semver: $version${prerelease:+~$prerelease}-1
  date: $(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
  packager: $maintainer
  deb:
    urgency: medium
    distributions:
      - unstable
  changes:
    - note: "New upstream version; see changelog.gz."
END
sed -e "/^@DEB_DEPENDS@$/{r $build/deb-depends
d}" -e "/^@RPM_REQUIRES@$/{r $build/rpm-requires
d}" -e "/^@RPM_DOCUMENTS@$/{r $build/rpm-documents
d}" -e "s|@ARCH@|$arch|; s|@VERSION@|$version|; s|@PRERELEASE@|$prerelease|; s|@MAINTAINER@|$maintainer|" \
    -e "s|@MTIME@|$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)|" \
    -e "s|@BUILD@|$build|; s|@STAGE@|$stage|; s|@PACKAGING@|$packaging|" "$packaging/nfpm.yaml" >"$build/nfpm.yaml"

rm -f "$folder"/edgeprobe*.deb "$folder"/edgeprobe*.rpm
for packager in deb rpm; do
    "$nfpm" package --config "$build/nfpm.yaml" --packager $packager --target "$folder" >"$build/nfpm.log" 2>&1 || {
        cat "$build/nfpm.log" >&2
        exit 1
    }
done
(cd "$folder" && sha256sum edgeprobe* >SHA256SUMS && cat SHA256SUMS)
