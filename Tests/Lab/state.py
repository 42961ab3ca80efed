"""What a change on a host could have changed, as lines of text: rules, routes, settings, files, the engine's networks."""

import re

#: Name and commands; what fails on a host is no part of its state.
QUESTIONS = {
    "nftables": "nft --stateless list ruleset",
    "iptables-legacy": "iptables-legacy-save; ip6tables-legacy-save",
    "rules": "ip rule; ip -6 rule",
    "routes": "ip route show table all; ip -6 route show table all",
    "addresses": "ip -o address",
    "sizes": "ip -o link",
    "settings": "sysctl -a --pattern 'forward|rp_filter|disable_ipv6|ip_default_ttl|mtu_probing|unprivileged_port|accept_local'",
    "files": "find /etc -type f -exec sha256sum {} + | sort -k2",
    "networks": "docker network inspect --format '{{.Name}} {{.Internal}} {{.IPAM.Config}} {{.Options}}' $(docker network ls --quiet)",
    "containers": "docker ps --all --format '{{.Names}} {{.Networks}} {{.Ports}}' | sort",
}
#: Counters, lifetimes and numbers of interfaces; ports of containers and link-local addresses, which are new at each start.
IN_MOTION = re.compile(r"^\d+: |.*\bfe80:.*|.*\bveth.*|^#.*|\\.*|valid_lft.*|expires \d+sec|\[\d+:\d+\]|"
                       r"\blinkdown\b|.*\bff00::/8.*|NO-CARRIER,|,LOWER_UP|state (UP|DOWN)|qlen \d+")


def state(host, files=True):
    """The lines of a host, each with the name of its question."""
    lines = []
    for name, command in QUESTIONS.items():
        if name == "files" and not files:
            continue
        for line in host("sh", "-c", command, check=False).stdout.splitlines():
            if text := " ".join(IN_MOTION.sub("", line).split()):
                lines.append(f"{name}: {text}")
    return lines


def differences(before, after):
    """Lines that only one of two states has, in order, marked with - and +."""
    gone, come = set(before) - set(after), set(after) - set(before)
    found = [f"- {line}" for line in before if line in gone] + [f"+ {line}" for line in after if line in come]
    # The same rule twice is one more.
    return found or [f"+ {line} (once more)" for line in sorted(set(after)) if after.count(line) > before.count(line)]
