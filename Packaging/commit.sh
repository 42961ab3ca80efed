#!/bin/sh
# Says what this was made of: the commit of the work tree, or of the tarball of the repository that this came with.
#
# Usage: Packaging/commit.sh hash|moment|author|tag|version RELEASE
#
# moment is in seconds since 1970; tag is empty where the commit has none of a release. The version is RELEASE where that is what is
# tagged; without a tag it sorts before RELEASE, and says which commit it is, with the day of SOURCE_DATE_EPOCH where that is set.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd -P)
if [ "$1" = version ]; then
    tag=$("$0" tag)
    if [ -z "$tag" ]; then
        hash=$("$0" hash)
        moment=${SOURCE_DATE_EPOCH:-$("$0" moment)}
        echo "$2~$(date -u -d "@$moment" +%Y%m%d).$(echo "$hash" | cut -c1-8)"
    elif [ "$tag" = "v$2" ]; then
        echo "$2"
    else
        echo "The commit is tagged $tag, and the program says $2." >&2
        exit 1
    fi
    exit 0
fi
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
