#!/bin/sh
# Looks at the packages in every way that needs no installing: lintian, rpmlint, mandoc, the SPDX tools, three shells.
#
# Usage: Packaging/check.sh [FOLDER]
set -eu
packaging=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$packaging/../.build/dist}
tools=${TOOLS:-$packaging/../.build/dist-venv/bin}
stage=$folder/work/stage
export LC_ALL=C.UTF-8
failed=0

# What is looked for in the output of a tool that is not there is not found either.
for tool in lintian rpmlint mandoc groff man col rpm dpkg-deb shellcheck bash zsh fish; do
    command -v "$tool" >/dev/null || {
        echo "FAILED  $tool is not installed"
        failed=1
    }
done

# Says what was found only where something was.
quiet() {
    what=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $what"
    else
        printf '%s\n' "$output"
        echo "FAILED  $what"
        failed=1
    fi
}

none_of() { ! grep -E "$1"; }
lint_deb() { lintian --no-cfg --pedantic --display-info --allow-root --fail-on error,warning,info,pedantic "$folder"/edgeprobe_*.deb; }
lint_rpm() { rpmlint --config "$packaging/rpmlint.toml" "$folder"/edgeprobe-*.rpm | none_of ': [EW]: '; }
lint_manual() { find "$stage/usr/share/man" -name '*.gz' -exec sh -c 'gzip -dc "$1" | mandoc -Tlint -Wwarning' - {} \; | none_of .; }
# groff, which man-db uses, finds other things than mandoc.
format_manual() {
    find "$stage/usr/share/man" -name '*.gz' -exec sh -c \
        'gzip -dc "$1" | groff -mandoc -Tutf8 -rLL=78n -ww 2>&1 >/dev/null' - {} \; | none_of .
}
narrow_manual() {
    find "$stage/usr/share/man" -name '*.gz' -exec sh -c 'MANWIDTH=80 man -l "$1" | col -bx' - {} \; | none_of '^.{81}'
}
valid_bill() { "$tools/python" -m spdx_tools.spdx.clitools.pyspdxtools -i "$stage/usr/share/doc/edgeprobe/edgeprobe.spdx.json"; }
# What is computed from the binary is what the packages say.
rpm_requires() {
    rpm -qp --requires "$folder"/edgeprobe-*.rpm | grep -v '^rpmlib(' | grep -v '^/bin/sh$' | LC_ALL=C sort >"$folder/work/said"
    /usr/lib/rpm/elfdeps --requires "$stage/usr/bin/edgeprobe" | LC_ALL=C sort -u | diff - "$folder/work/said"
}
same_files() {
    dpkg-deb --fsys-tarfile "$folder"/edgeprobe_*.deb | tar -t | sed 's|^\./|/|' | grep -v '/$' |
        grep -vE '^/usr/share/(lintian|zsh)/|/(copyright|changelog.Debian.gz)$' | LC_ALL=C sort >"$folder/work/deb-files"
    rpm -qpl "$folder"/edgeprobe-*.rpm | grep -vE '^/usr/share/(licenses|zsh)/|^/usr/(lib|share/doc)/edgeprobe$' |
        LC_ALL=C sort | diff "$folder/work/deb-files" -
}

quiet "lintian, pedantic" lint_deb
quiet "rpmlint" lint_rpm
quiet "the rpm requires what the program links to" rpm_requires
quiet "deb and rpm have the same files" same_files
quiet "mandoc" lint_manual
quiet "groff" format_manual
quiet "80 columns" narrow_manual
quiet "SPDX" valid_bill
quiet "shellcheck" shellcheck --severity=warning "$packaging"/*.sh "$packaging"/scripts/* "$packaging/service/watch"
quiet "actionlint" "$tools/actionlint" "$packaging"/../.github/workflows/*.yml
quiet "completions of bash" bash -n "$stage/usr/share/bash-completion/completions/edgeprobe"
quiet "completions of zsh" zsh -n "$stage/usr/share/zsh/site-functions/_edgeprobe"
quiet "completions of fish" fish --no-execute "$stage/usr/share/fish/vendor_completions.d/edgeprobe.fish"
quiet "checksums" sh -c 'cd "$1" && sha256sum --check --quiet SHA256SUMS' - "$folder"
exit $failed
