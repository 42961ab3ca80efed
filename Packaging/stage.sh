#!/bin/sh
# Puts everything that is installed where it belongs: the program, its manual, completions, units and documents.
#
# Usage: Packaging/stage.sh BINARY DESTDIR PREFIX
#
# PREFIX is /usr in packages. Everything lies below it but the services' options, which are PREFIX's sibling /etc there and a
# sample among the documents elsewhere. Below a DESTDIR the dates of files are those of SOURCE_DATE_EPOCH, where it is set.
set -eu
umask 022
here=$(dirname "$0")
binary=$1
destination=$2
prefix=$3
root=$destination$prefix
documents=$root/share/doc/edgeprobe

install -d "$root/bin" "$root/lib/edgeprobe" "$root/lib/systemd/system" "$root/lib/sysusers.d" "$documents"
# Not install -s: the tools of another architecture have other names.
install -m 755 "$binary" "$root/bin/edgeprobe"
"$here/stamp.sh" "$root/bin/edgeprobe" --strip-all --remove-section=.comment
# What runs here and says what the pages and completions are made of: another one where BINARY is for another machine.
speaking=${SPEAKING:-$root/bin/edgeprobe}

for file in "$here"/service/*.service "$here"/service/*.timer; do
    sed "s|/usr/lib/edgeprobe/|$prefix/lib/edgeprobe/|" "$file" >"$root/lib/systemd/system/${file##*/}"
done
sed "s|/usr/bin/edgeprobe|$prefix/bin/edgeprobe|" "$here/service/watch" >"$root/lib/edgeprobe/watch"
chmod 755 "$root/lib/edgeprobe/watch"
install -m 644 "$here/service/edgeprobe.sysusers" "$root/lib/sysusers.d/edgeprobe.conf"
if [ "$prefix" = /usr ]; then
    # Somebody's options stay.
    [ -e "$destination/etc/default/edgeprobe" ] ||
        install -D -m 644 "$here/service/edgeprobe.default" "$destination/etc/default/edgeprobe"
else
    install -m 644 "$here/service/edgeprobe.default" "$documents/edgeprobe.default"
fi

completion() {
    install -d "$root/share/$2"
    # Read by the shell, not run: without the line that says what would run it.
    "$speaking" --generate-completion-script "$1" | sed '1{/^#!/d;}' >"$root/share/$2/$3"
}
# Puts a line behind the one that it belongs to. The scripts know no default command: options without one are those of run.
with_default() {
    [ "$(grep -c "$2" "$1")" = 1 ] || { echo "$1: where its words begin has changed" >&2; exit 1; }
    sed -i "/$2/a\\    $3" "$1"
}
completion bash bash-completion/completions edgeprobe
# shellcheck disable=SC2016 # The shell that completes expands it.
with_default "$root/share/bash-completion/completions/edgeprobe" '^    local -a unparsed_words=("${COMP_WORDS' \
    'case "${unparsed_words[0]}" in -*) unparsed_words=(run "${unparsed_words[@]}") ;; esac'
completion fish fish/vendor_completions.d edgeprobe.fish
completion zsh zsh/site-functions _edgeprobe
# shellcheck disable=SC2016
with_default "$root/share/zsh/site-functions/_edgeprobe" '^    local -ir current_word_index=' \
    '[[ "${words[2]}" == -* ]] \&\& words=("${words[1]}" run "${(@)words[2,-1]}") \&\& (( CURRENT++ ))'

# Made elsewhere: without a DESTDIR the folder of the manual has everybody's pages.
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
python3 "$here/manual.py" "$speaking" "$pages"
find "$pages" -type f -exec gzip -9n {} +
(cd "$pages" && find . -type f) | while read -r page; do install -D -m 644 "$pages/$page" "$root/share/man/$page"; done

install -m 644 "$here/../Reports/Schema/report-1.schema.json" "$documents"
install -m 644 "$here/../LICENSE" "$documents/LICENSE"
gzip -9nc "$here/../README.md" >"$documents/README.md.gz"
gzip -9nc "$here/../README.ko.md" >"$documents/README.ko.md.gz"
gzip -9nc "$here/../CHANGELOG.md" >"$documents/changelog.gz"

if [ -n "${SOURCE_DATE_EPOCH:-}" ] && [ -n "$destination" ]; then
    find "$destination" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
fi
