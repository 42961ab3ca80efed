#!/bin/sh
# Says what this was made of: the commit of the work tree, or of the tarball of the repository that this came with.
#
# Usage: Packaging/commit.sh hash|moment|author|tag
#
# moment is in seconds since 1970; tag is empty where the commit has none of a release.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd -P)
# Not that of another repository, which this was unpacked in.
if [ "$(git -C "$repository" rev-parse --show-toplevel 2>/dev/null)" = "$repository" ]; then
    case $1 in
    hash) git -C "$repository" rev-parse HEAD ;;
    moment) git -C "$repository" log -1 --format=%ct ;;
    author) git -C "$repository" log -1 --format='%aN <%aE>' ;;
    tag) git -C "$repository" describe --exact-match --tags --match 'v[0-9]*' 2>/dev/null || true ;;
    esac
else
    value=$(sed -n "s/^$1: //p" "$repository/.ci/commit")
    case $value in
    *'$Format:'*)
        echo "There is neither git nor what it puts into a tarball: the commit is not known." >&2
        exit 1
        ;;
    # As git describes what comes after a tag.
    *-g[0-9a-f]*) [ "$1" = tag ] || echo "$value" ;;
    *) echo "$value" ;;
    esac
fi
