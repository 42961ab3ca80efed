#!/bin/bash
# Installs, runs and removes the packages in roots of Debian's releases, which are made by debootstrap and thrown away.
#
# Usage: Packaging/prove.sh [SUITE ...]
#
# The suites are bookworm, trixie and bullseye unless they are given; Debian 11 has no OpenSSL 3 and gets the portable tarball, where
# there is one; so does Ubuntu 20.04 (focal), with a MIRROR that has it. Needs root. Everything happens in mount, process and (but for apt's downloads) network namespaces of its own,
# and nothing is installed on this machine. Environment: DIST, where the packages are; ROOTS, where bare roots are kept between
# runs; MIRROR.
set -euo pipefail
packaging=$(cd "$(dirname "$0")" && pwd)
dist=$(cd "${DIST:-$packaging/../.build/dist}" && pwd)
roots=${ROOTS:-$dist/roots}
mirror=${MIRROR:-http://deb.debian.org/debian}
[ "$(id -u)" = 0 ] || {
    echo "0 passed, 0 failed, 1 skipped: the packages, because a root of another release takes root." && exit 0
}
if [ "${1:-}" != --inside ]; then
    # What is mounted here is gone with this process, however it ends.
    exec unshare --mount --pid --fork --kill-child --propagation private "$0" --inside "$@"
fi
shift
mount -t proc proc /proc
[ $# -gt 0 ] || set -- bookworm trixie bullseye
passed=0
failed=0

check() {
    local what=$1
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok      $suite: $what"
    else
        failed=$((failed + 1))
        printf '%s\n' "$output" | tail -30
        echo "FAILED  $suite: $what"
    fi
}

# A copy of a bare root, made on first use.
prepare() {
    mkdir -p "$roots"
    if [ ! -e "$roots/$suite.tar" ]; then
        echo "        $suite: debootstrap"
        debootstrap --variant=minbase --include=man-db,bash-completion "$suite" "$roots/$suite" "$mirror" >"$roots/$suite.log" 2>&1 ||
            { tail -5 "$roots/$suite.log" >&2; return 1; }
        chroot "$roots/$suite" apt-get clean
        tar -C "$roots/$suite" -cf "$roots/$suite.tar.part" . && mv "$roots/$suite.tar.part" "$roots/$suite.tar"
        rm -rf "${roots:?}/$suite"
    fi
    root=$dist/work/prove/$suite
    rm -rf "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$roots/$suite.tar"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/run"
    for device in null zero random urandom tty; do mount --bind "/dev/$device" "$root/dev/$device" 2>/dev/null || true; done
    cp /etc/resolv.conf "$root/etc/resolv.conf"
}

# A command in the root: with this machine's network for apt, else with a network that is loopback alone.
online() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
offline() {
    unshare --net sh -c 'ip link set lo up && exec chroot "$@"' - "$root" /usr/bin/env -i \
        PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 MANWIDTH=80 "$@"
}
ends_with() {
    local wanted=$1 code=0
    shift
    "$@" || code=$?
    [ "$code" = "$wanted" ] || { echo "It ended with $code, and was to end with $wanted."; return 1; }
}
says() {
    local pattern=$1
    shift
    "$@" >"$dist/work/said" 2>&1 || true
    grep -Eq -- "$pattern" "$dist/work/said" || { cat "$dist/work/said"; return 1; }
}
# What Tab makes of a command line, as bash-completion asks for it.
completes() {
    local wanted=$1
    shift
    offline bash -c '
        . /usr/share/bash-completion/bash_completion
        _completion_loader edgeprobe
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9
        $(complete -p edgeprobe | sed "s/.*-F \([^ ]*\).*/\1/") edgeprobe "${*: -1}" "${@: -2:1}"
        printf "%s\n" "${COMPREPLY[@]}"' - "$@" | sed 's/ $//' | grep -qx -- "$wanted"
}

works() {
    check "its version is the package's" says "^$version\$" offline edgeprobe --version
    check "demo" ends_with 0 offline edgeprobe demo
    check "a fault of the demo" says 'tcp.refused' offline edgeprobe demo --fault closed-5671
    check "a run where there is no network, and its report" ends_with 1 offline edgeprobe --hub myhub.azure-devices.net --no-logs --report json=/tmp/report.json
    check "the report is judged again" ends_with 1 offline edgeprobe diagnose /tmp/report.json
    check "the manual" says 'what stands between an Azure IoT Edge device' offline man edgeprobe
    check "each page of the manual" offline sh -c 'for page in run compare explain; do man "edgeprobe-$page" >/dev/null || exit 1; done
        man 5 edgeprobe-report >/dev/null && man 7 edgeprobe-causes >/dev/null && man 8 edgeprobe-watch >/dev/null'
    check "the manual is found by a word" offline sh -c "mandb -q && apropos 'IoT Edge' | grep -q '^edgeprobe (1)'"
    check "Tab: commands" completes diagnose edgeprobe dia
    check "Tab: formats" completes markdown edgeprobe run --format mark
    check "Tab: dialects" completes nftables edgeprobe rules --dialect nft
    check "Tab: probes" completes tcp.connect edgeprobe run --only tcp.c
    check "Tab: options of the default command" completes --only edgeprobe --on
    check "Tab: their values" completes tcp.connect edgeprobe --hub a.azure-devices.net --only tcp.c
    check "Tab: causes" completes tcp.dropped-port edgeprobe explain tcp.dropped-p
}

prove_deb() {
    local started=$SECONDS
    cp "$dist"/edgeprobe_*.deb "$root/tmp/"
    check "apt update" online apt-get update -qq
    check "apt install" online sh -c 'apt-get install -y -qq ./tmp/edgeprobe_*.deb'
    check "the first demo" ends_with 0 offline edgeprobe demo
    echo "        $suite: from nothing to the first demo in $((SECONDS - started)) s"
    check "in less than a minute" test $((SECONDS - started)) -lt 60
    works
    online dpkg -L edgeprobe >"$dist/work/files-$suite"
    check "nothing else is said about the package" online sh -c '[ -z "$(dpkg --audit)" ] && dpkg --verify edgeprobe'
    check "the service's script" ends_with 1 offline env STATE_DIRECTORY=/var/lib/edgeprobe /usr/lib/edgeprobe/watch --hub myhub.azure-devices.net --no-logs
    check "changed options outlive an upgrade" online sh -c 'echo "EDGEPROBE_KEEP=5" >>/etc/default/edgeprobe
        dpkg --force-confdef --force-confold -i /tmp/edgeprobe_*.deb && grep -qx EDGEPROBE_KEEP=5 /etc/default/edgeprobe'
    check "apt remove" online apt-get remove -y -qq edgeprobe
    check "what is left are options and reports" online sh -c \
        'find / -xdev \( -path /proc -o -path /tmp -o -path /var/cache/man \) -prune -o -name "*edgeprobe*" -print | grep -vxE "/etc/default/edgeprobe|/var/lib/edgeprobe(/.*)?|/var/lib/dpkg/info/edgeprobe\.(list|postrm)" >/tmp/left; [ ! -s /tmp/left ] || { cat /tmp/left; false; }'
    check "reports are left" online test -s /var/lib/edgeprobe/latest.json
    check "apt purge" online apt-get purge -y -qq edgeprobe
    check "nothing is left" online sh -c \
        'find / -xdev \( -path /proc -o -path /tmp -o -path /var/cache/man \) -prune -o -name "*edgeprobe*" -print >/tmp/left; [ ! -s /tmp/left ] || { cat /tmp/left; false; }'
}

# The services under a real systemd; that of later releases takes cgroup v2, which not every machine has.
prove_services() {
    check "apt install systemd" online sh -c 'apt-get install -y -qq --no-install-recommends systemd iproute2 /tmp/edgeprobe_*.deb'
    # Of the runs before.
    rm -rf "$root"/var/lib/edgeprobe*
    boots boot-job
    # What a run needs to have something to find: an engine, rules, and a site that answers.
    prepare
    cp "$dist"/edgeprobe_*.deb "$root/tmp/"
    check "apt install systemd, an engine and a resolver" online sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends \
        systemd iproute2 docker.io nftables dnsmasq-base jq ca-certificates /tmp/edgeprobe_*.deb'
    boots boot-site
}

# Boots the root for a job, whose lines say what it found.
boots() {
    umount --lazy "$root"/dev/* "$root/run" "$root/proc" 2>/dev/null || true
    "$packaging/boot.sh" "$root" "$packaging/$1" >"$dist/work/$1.log" 2>&1 || true
    [ "$(tail -n 1 "$root/output")" = end ] || { cat "$dist/work/$1.log"; echo "FAILED the job ended early" >>"$root/output"; }
    while read -r verdict what; do
        case $verdict in
        ok) passed=$((passed + 1)) && echo "ok      $suite, systemd: $what" ;;
        FAILED) failed=$((failed + 1)) && echo "FAILED  $suite, systemd: $what" ;;
        end) ;;
        *) echo "        $verdict $what" ;;
        esac
    done <"$root/output"
}

prove_tarball() {
    local tarball=$1
    check "the tarball unpacks" tar -C "$root/usr/local" --strip-components=1 -xzf "$tarball"
    # Where manuals and completions of /usr/local are looked for is up to the programs.
    works
    check "what is inside is said" says '^linked with OpenSSL [0-9.]+, libcap' offline edgeprobe --version
    check "its units name its own files" sh -c "grep -rh '^ExecStart=' '$root/usr/local/lib/systemd/system' | grep -q '^ExecStart=/usr/local/lib/edgeprobe/watch'"
    check "the service's script" ends_with 1 offline env STATE_DIRECTORY=/var/lib/edgeprobe /usr/local/lib/edgeprobe/watch --hub myhub.azure-devices.net --no-logs
}

# A root certificate that this site alone has is found wherever a distribution keeps its roots: a hub's certificate under it is
# trusted by the system's store, and by no other.
prove_stores() {
    local program=$1 layout
    local key=$dist/work/site
    mkdir -p "$key"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Site Root" \
        -keyout "$key/root.key" -out "$key/root.pem" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=myhub.azure-devices.net" \
        -keyout "$key/hub.key" -out "$key/hub.csr" 2>/dev/null
    printf 'subjectAltName=DNS:myhub.azure-devices.net\nextendedKeyUsage=serverAuth\n' >"$key/extensions"
    openssl x509 -req -in "$key/hub.csr" -CA "$key/root.pem" -CAkey "$key/root.key" -CAcreateserial -days 20 \
        -extfile "$key/extensions" -out "$key/hub.pem" 2>/dev/null
    for layout in none Debian Debian-folder RHEL SUSE Yocto; do
        rm -rf "$root/etc/ssl" "$root/etc/pki" "$root/usr/lib/ssl" "$root/usr/lib/ssl-3" "$root/var/lib/ca-certificates"
        case $layout in
        none) ;;
        Debian) install -D -m 644 "$key/root.pem" "$root/etc/ssl/certs/ca-certificates.crt" ;;
        Debian-folder)
            install -D -m 644 "$key/root.pem" "$root/etc/ssl/certs/$(openssl x509 -noout -hash -in "$key/root.pem").0"
            mkdir -p "$root/usr/lib/ssl" && ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
            ;;
        RHEL)
            install -D -m 644 "$key/root.pem" "$root/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"
            mkdir -p "$root/etc/pki/tls/certs" "$root/etc/ssl"
            ln -s ../../ca-trust/extracted/pem/tls-ca-bundle.pem "$root/etc/pki/tls/certs/ca-bundle.crt"
            ln -s ../pki/tls/certs "$root/etc/ssl/certs"
            ;;
        SUSE)
            install -D -m 644 "$key/root.pem" "$root/var/lib/ca-certificates/ca-bundle.pem"
            mkdir -p "$root/etc/ssl" "$root/var/lib/ca-certificates/pem"
            ln -s /var/lib/ca-certificates/ca-bundle.pem "$root/etc/ssl/ca-bundle.pem"
            ln -s /var/lib/ca-certificates/pem "$root/etc/ssl/certs"
            ;;
        Yocto)
            install -D -m 644 "$key/root.pem" "$root/etc/ssl/certs/ca-certificates.crt"
            mkdir -p "$root/usr/lib/ssl-3" && ln -s /etc/ssl/certs "$root/usr/lib/ssl-3/certs"
            ;;
        esac
        check "roots: $layout" trusts "$program" "$([ $layout = none ] && echo false || echo true)" "$key"
    done
}

trusts() {
    unshare --net sh -c '
        ip link set lo up
        openssl s_server -quiet -accept 127.0.0.1:8443 -cert "$3/hub.pem" -key "$3/hub.key" >/dev/null 2>&1 &
        server=$!
        sleep 0.5
        chroot "$1" /usr/bin/env -i PATH=/usr/bin:/bin "$2" run --hub myhub.azure-devices.net --connect-to myhub.azure-devices.net:443:127.0.0.1:8443 \
            --vantage host --only tls --no-dps --no-registry --no-logs --budget 8 --report json=/tmp/store.json >/dev/null
        kill $server' - "$root" "$1" "$3"
    python3 - "$root/tmp/store.json" "$2" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
seen = {check["isTrusted"] for observation in report["observations"] if observation["probe"] == "tls.handshake"
        for check in observation.get("evidence", {}).get("verifications", []) if check["store"] == "system"}
sys.exit(0 if seen == {sys.argv[2] == "true"} else f"the system's store trusts: {seen}")
END
}

# The role of Fleet/ansible brings the package by SSH to a gateway that is a root of its own; what it depends on is there.
prove_role() {
    local work=$dist/work/role tools=${TOOLS:-$packaging/../.build/dist-venv/bin}
    rm -rf "$work" && mkdir -p "$work" "$root/root/.ssh" "$root/run/sshd"
    check "apt install of what a gateway is reached by" online sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends openssh-server python3-apt libssl3 libcap2 iproute2'
    ssh-keygen -q -t ed25519 -N "" -f "$work/key" && cp "$work/key.pub" "$root/root/.ssh/authorized_keys"
    cat >"$work/inventory.yml" <<END
gateways:
  vars: { ansible_user: root, ansible_port: 2222, ansible_ssh_private_key_file: $work/key, edgeprobe_become: false,
    ansible_python_interpreter: /usr/bin/python3, ansible_ssh_common_args: "-o UserKnownHostsFile=/dev/null -o ControlMaster=no",
    edgeprobe_hub: myhub.azure-devices.net, edgeprobe_package: "$(echo "$dist"/edgeprobe_*.deb)", edgeprobe_reports: $work/reports,
    edgeprobe_arguments: [--no-logs] }
  hosts:
    gateway-1: { ansible_host: 127.0.0.1, edgeprobe_site: plant-1 }
END
    play() {
        unshare --net sh -c 'ip link set lo up; chroot "$1" /usr/sbin/sshd -D -e -p 2222 2>/dev/null & server=$!; shift
            env ANSIBLE_HOST_KEY_CHECKING=False NO_COLOR=1 ANSIBLE_HOME="$1" HOME="$1" "$2/ansible-playbook" -i "$1/inventory.yml" "$3/gateways.yml" >"$1/said" 2>&1
            code=$?; kill $server; cat "$1/said"; exit $code' - "$root" "$work" "$tools" "$packaging/../Fleet/ansible"
    }
    check "the role installs the package, and fails by policy" ends_with 2 play
    check "and it asked the gateway" grep -Eq '^plant-1 +gateway-1 +blocked ' "$work/reports/table.txt"
    check "the package is there, whole" online sh -c 'dpkg --verify edgeprobe && [ -z "$(dpkg --audit)" ] && [ -x /usr/bin/edgeprobe ]'
    play >/dev/null 2>&1 || true
    check "a second time it is there already" sh -c "grep -A 1 'Install the package with apt' '$work/said' | grep -q '^ok: '"
    sed -i "s|edgeprobe_package: [^,]*,|edgeprobe_package: $work/broken.deb,|" "$work/inventory.yml" && echo broken >"$work/broken.deb"
    check "a package that is none fails" ends_with 2 play
    check "and the table says at which step" grep -Eq '^plant-1 +gateway-1 +no-report +Install the package with apt' "$work/reports/table.txt"
}

# There is no root of another distribution here: an empty one shows what rpm makes of the package.
prove_rpm() {
    suite=rpm
    local empty=$dist/work/prove/rpm
    rm -rf "$empty"
    mkdir -p "$empty"
    check "install" rpm --root "$empty" --install --nodeps --noscripts --ignorearch "$dist"/edgeprobe-*.rpm
    check "verify" rpm --root "$empty" --verify --nodeps edgeprobe
    check "the program runs" says "^$version\$" "$empty/usr/bin/edgeprobe" --version
    check "changed options are kept" sh -c "echo '#' >>'$empty/etc/default/edgeprobe' && rpm --root '$empty' --erase --nodeps --noscripts edgeprobe 2>/dev/null && test -e '$empty/etc/default/edgeprobe.rpmsave'"
    check "nothing else is left" sh -c "cd '$empty' && find . -name '*edgeprobe*' | tee /dev/stderr | grep -qx ./etc/default/edgeprobe.rpmsave && [ \"\$(find . -name '*edgeprobe*' | wc -l)\" = 1 ]"
}

version=$(dpkg-deb -f "$dist"/edgeprobe_*.deb Version | sed 's/-[^-]*$//; s/\./\\./g')
portable=$(ls "$dist"/edgeprobe-*-portable-*.tar.gz 2>/dev/null | tail -1 || true)
for suite; do
    if ! prepare; then
        failed=$((failed + 1))
        echo "FAILED  $suite: no root could be made"
        continue
    fi
    if [ "$suite" = bullseye ] || [ "$suite" = focal ]; then
        if [ -n "$portable" ]; then
            prove_tarball "$portable"
            prove_stores /usr/local/bin/edgeprobe
        else
            echo "skipped $suite: there is no portable tarball (Packaging/portable.sh)"
        fi
    else
        prove_deb
        [ -z "$portable" ] || prove_tarball "$portable"
        if [ "$suite" = bookworm ]; then
            prove_services
            umount --lazy "$root"/dev/* "$root/run" "$root/proc" 2>/dev/null || true
            prepare
            prove_role
        fi
    fi
    umount --lazy "$root"/dev/* "$root/run" "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$root"
done
prove_rpm
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
