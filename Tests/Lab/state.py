"""What a change on a host could have changed, as lines of text: rules, routes, settings, files, services, the engine's networks."""

import re
from collections import Counter

#: Name and commands; what fails on a host is no part of its state.
QUESTIONS = {
    "nftables": "nft --stateless list ruleset",
    "iptables-legacy": "iptables-legacy-save; ip6tables-legacy-save",
    "rules": "ip rule; ip -6 rule",
    "routes": "ip route show table all; ip -6 route show table all",
    "addresses": "ip -o address",
    "sizes": "ip -o link",
    "settings": "sysctl -a --pattern '^net[.]'",
    # With their modes and where links lead; of /usr and /var what the machine wrote there itself.
    "files": "cd /run/lab/upper && find /etc usr var -path /etc/mtab -o -path 'var/log/*' -o "
             "\\( -type f -printf '%p %m ' -exec sh -c 'sha256sum < \"$1\"' sh {} \\; \\) -o -printf '%p %m %y %l\\n' | sort",
    "services": "cd /run/lab/units && for unit in *; do echo \"$unit $(systemctl is-active --quiet \"$unit\" && cat \"$unit/pid\")\"; done",
    "networks": "docker network inspect --format '{{.Name}} {{.Id}} {{.Internal}} {{.IPAM.Config}} {{.Options}}' $(docker network ls --quiet)",
    "containers": "docker ps --all --format '{{.ID}} {{.Names}} {{.Networks}} {{.Ports}} {{.State}}' | sort",
}
#: Where the order of lines decides what they do.
IN_ORDER = ("nftables", "iptables-legacy", "rules")
#: A file of this machine's, not of the host's own.
OF_MACHINES = ("files", "services")
#: Counters, lifetimes and numbers of interfaces; ports of containers and link-local addresses, which are new at each start.
IN_MOTION = re.compile(r"^\d+: |.*\bfe80:.*|.*\bveth.*|^#.*|\\.*|valid_lft.*|expires \d+sec|\[\d+:\d+\]|"
                       r"\blinkdown\b|.*\bff00::/8.*|NO-CARRIER,|,LOWER_UP|state (UP|DOWN)|qlen \d+|"
                       r"^net[.]netfilter[.]nf_conntrack_(count|buckets).*|.*tcp_fastopen_key.*")


def state(host, files=True):
    """The lines of a host, each with the name of its question."""
    lines = []
    for name, command in QUESTIONS.items():
        if name in OF_MACHINES and not files:
            continue
        for line in host("sh", "-c", command, check=False).stdout.splitlines():
            # The numbers of policy rules are what they are asked in the order of.
            if text := " ".join((line if name == "rules" else IN_MOTION.sub("", line)).split()):
                lines.append(f"{name}: {text}")
    return lines


def differences(before, after):
    """Lines that only one of two states has, marked with - and +, and questions whose answers came to stand in another order."""
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    found = [f"- {line}" for line in gone] + [f"+ {line}{'' if line not in before else ' (once more)'}" for line in come]
    return found or [f"~ {name}: in another order" for name in IN_ORDER if of(before, name) != of(after, name)]


def of(lines, name):
    return [line for line in lines if line.startswith(f"{name}: ")]
