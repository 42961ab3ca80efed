"""Blocks for pasting: how they are found in a text report, and programs that check what is pasted before they do it."""

import os
import re
import shlex
import subprocess
import textwrap
from dataclasses import dataclass, field

#: What the line in front of a block says of it.
KINDS = [(r"by (nftables|iptables|ufw|firewalld):$", None), (r"as root( \(sudo -s\))?:$", "shell"), (r"PowerShell:$", "powershell"),
         (r"Azure CLI is signed in[^:]*:$", "az-nsg"), (r":$|\.$", "request")]
#: What the reader fills in.
FILLED = {"GATEWAY": "10.77.0.1", "RESOURCE_GROUP": "group", "NSG": "name", "FIREWALL": "firewall", "SOURCES": "10.77.0.10", "NAME": "gateway-1", "IMAGE": "image", "ROOT": "/etc/hostname",
          "PROXY": "http://proxy.example:3128", "PROXY_USER": "user", "PROXY_PASSWORD": "p%40ss"}


def blocks(text):
    """The blocks of a report, each with its kind: lines flush left between empty ones, behind an indented line."""
    lines = text.split("\n")
    for start in range(2, len(lines)):
        before, line = lines[start - 2], lines[start]
        if lines[start - 1] or not line or line[0] == " " or not before.startswith("            ") and not re.match(r"    (Fix|Or) ", before):
            continue
        end = next(index for index in range(start, len(lines)) if not lines[index])
        block = "\n".join(lines[start:end])
        # The heading may take two lines.
        heading = " ".join(part.strip() for part in lines[max(0, start - 4):start - 1] if part.startswith("    "))
        if re.match(r"\[\d+\] |Not asked|Unexplained|Note|\d+ observations?|Ready means|Fixes are|[A-Z]+  ", line):
            continue
        kind = next((name or match.group(1) for pattern, name in KINDS if (match := re.search(pattern, heading))), None)
        if kind:
            yield ("json" if block.startswith("{") else kind), block + "\n"


@dataclass
class Ran:
    refused: list = field(default_factory=list)
    checked: list = field(default_factory=list)
    output: str = ""


CHECKERS = {
    # What changes something is checked first; lists are what the block asks for itself.
    "nft": r"""
        case "$1" in
            list|--*) exec /usr/sbin/nft "$@" ;;
        esac
        if said=$(/usr/sbin/nft -c "$@" 2>&1 </dev/stdin); then echo "nft $*" >>"$CHECKED"
        # A rule to be deleted has a number that only the device knew.
        elif [ "$1" != delete ] || echo "$said" | grep -q "syntax error"; then echo "nft $*: $said" >>"$REFUSED"
        else echo "nft $*" >>"$CHECKED"
        fi
        exec /usr/sbin/nft "$@"
        """,
    "iptables": r"""
        name=$(basename "$0"); name=${name%-legacy}
        table=filter line= mutates=
        for word; do
            case "$previous" in -t) table=$word; previous=; line=${line% -t}; continue ;; esac
            case "$word" in -I|-A|-N) mutates=yes ;; -n|-L|-S|-D) mutates=no ;; esac
            line="$line $word"; previous=$word
        done
        if [ "$mutates" = yes ]; then
            if said=$(printf '*%s\n%s\nCOMMIT\n' "$table" "$line" | "/usr/sbin/$name-restore" --test --noflush 2>&1); then
                echo "$name$line" >>"$CHECKED"
            else
                echo "$name$line: $said" >>"$REFUSED"
            fi
        fi
        exec "/usr/sbin/$name" "$@"
        """,
    "ufw": r"""
        if said=$(/usr/sbin/ufw --dry-run "$@" 2>&1); then echo "ufw $*" >>"$CHECKED"; else echo "ufw $*: $said" >>"$REFUSED"; fi
        """,
    "getent": 'echo "203.0.113.20 STREAM name"',
    **{name: "exit 0" for name in ("docker", "systemctl", "snap", "iotedge", "sysctl", "ip")},
}
PROGRAMS = {
    "az": '''
        import os, sys
        words, group = sys.argv[1:], {"resource-group"}
        of_firewall = group | {"firewall-name", "collection-name"}
        # Of each command what it has to be told, and what else it takes.
        commands = {
            "network nsg rule create": (
                group | {"name", "nsg-name", "priority"},
                {"direction", "access", "protocol", "source-address-prefixes", "source-port-ranges",
                 "destination-address-prefixes", "destination-port-ranges", "description"}),
            "network firewall network-rule create": (
                of_firewall | {"name", "protocols", "destination-ports"},
                {"source-addresses", "destination-addresses", "destination-fqdns", "priority", "action"}),
            "network firewall application-rule create": (
                of_firewall | {"name", "protocols"}, {"source-addresses", "target-fqdns", "priority", "action"}),
            "network firewall network-rule collection delete": (of_firewall, set()),
            "network firewall application-rule collection delete": (of_firewall, set()),
            "network firewall network-rule collection list": (group | {"firewall-name"}, {"query", "output"}),
            "network firewall application-rule collection list": (group | {"firewall-name"}, {"query", "output"}),
        }
        length = next((index for index, word in enumerate(words) if word.startswith("--")), len(words))
        needed, others = commands.get(" ".join(words[:length]), ({"an-option-that-nothing-has"}, set()))
        options = {}
        for word in words[length:]:
            if word.startswith("--"):
                name = word[2:]
                options[name] = []
            else:
                options[name].append(word)
        ports = options.get("destination-port-ranges", []) + options.get("destination-ports", [])
        good = (needed <= set(options) <= needed | others and all(options.values()) and all(port.isdigit() for port in ports)
                and 100 <= int(options.get("priority", ["100"])[0]) <= (65000 if "firewall" in words else 4096)
                and options.get("direction", ["Inbound"])[0] in ("Inbound", "Outbound")
                and {"Allow"} >= set(options.get("access", []) + options.get("action", []))
                and {"Tcp", "Udp"} >= set(options.get("protocol", [])) and len(options.get("protocol", "1")) == 1)
        print(" ".join(words), file=open(os.environ["CHECKED" if good else "REFUSED"], "a"))
        ''',
    "firewall-cmd": '''
        import os, sys
        words = sys.argv[1:]
        if any(word.startswith("--query") or word == "--info-policy" for word in words):
            sys.exit(1)
        for index, word in enumerate(words):
            if word == "--add-rich-rule":
                from firewall.core.rich import Rich_Rule
                try:
                    Rich_Rule(rule_str=words[index + 1]).check()
                    print(words[index + 1], file=open(os.environ["CHECKED"], "a"))
                except Exception as error:
                    print(words[index + 1], error, file=open(os.environ["REFUSED"], "a"))
        ''',
}


def checkers(folder):
    """A folder of the programs that check."""
    place = os.path.join(folder, "bin")
    if not os.path.isdir(place):
        os.makedirs(place)
        scripts = {name: "#!/bin/sh\n" + textwrap.dedent(body) for name, body in CHECKERS.items()}
        scripts |= {name: "#!/usr/bin/python3" + textwrap.dedent(body) for name, body in PROGRAMS.items()}
        scripts |= {name: scripts["iptables"] for name in ("ip6tables", "iptables-legacy", "ip6tables-legacy", "iptables-nft", "ip6tables-nft")}
        for name, body in scripts.items():
            with open(os.path.join(place, name), "w") as file:
                file.write(body)
            os.chmod(file.name, 0o755)
    return place


def preparation(block):
    """The tables and chains that the block's device had."""
    yield from ("nft add table inet site", *(f"nft add chain inet site {hook} '{{ type filter hook {hook} priority 0; }}'"
                                             for hook in ("input", "output", "forward")))
    for family, table, chain in sorted(set(re.findall(r"\b(inet|ip6?|bridge|netdev) ([\w.-]+) ([\w.-]+)", block))):
        if chain not in ("INPUT", "OUTPUT", "FORWARD", "daddr", "saddr") and table not in ("daddr", "saddr", "route"):
            yield f"nft add table {family} {table}; nft add chain {family} {table} {chain}"
    for table, chain in sorted(set(re.findall(r"(?:-t (\w+) )?(?:-n )?-[IDL] ([\w-]+)", block))):
        if chain not in ("INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING"):
            yield f"for tool in iptables ip6tables; do $tool -t {table or 'filter'} -N {chain}; done"


def run(block, folder):
    """Pastes a block into a shell of a network of its own, in which the programs check what they are told."""
    place = checkers(folder)
    environment = {**FILLED, "CHECKED": os.path.join(folder, "checked"), "REFUSED": os.path.join(folder, "refused"), "LC_ALL": "C"}
    for name in ("CHECKED", "REFUSED"):
        open(environment[name], "w").close()
    prepared = "\n".join(f"{{ {line}; }} 2>/dev/null" for line in preparation(block))
    command = f"PATH=/usr/sbin:/usr/bin:/sbin:/bin\n{prepared}\nexport PATH={shlex.quote(place)}:$PATH\nexec bash -s"
    done = subprocess.run(["unshare", "--net", "bash", "-c", command], input=block, capture_output=True, text=True,
                          env=environment, timeout=60, check=False)
    return Ran(*([line for line in open(environment[name]).read().splitlines() if line] for name in ("REFUSED", "CHECKED")),
               done.stdout + done.stderr)


CMDLETS = {"Resolve-DnsName": {"ErrorAction", "Type", "Name"}, "Restart-Service": {"Force"},
           "Remove-NetFirewallRule": {"ErrorAction", "DisplayName"}, "Write-Error": set(),
           "New-NetFirewallRule": {"Direction", "Action", "DisplayName", "Protocol", "RemoteAddress", "RemotePort",
                                   "LocalPort"}}


def check_powershell(text):
    """What of PowerShell's grammar the texts use: comments, lines that go on behind a backtick, single quotes, cmdlets."""
    lines = text.split("\n")
    for line, following in zip(lines, lines[1:] + [""]):
        assert not line.endswith(("` ", "`\t")), f"a blank behind the backtick: {line!r}"
        assert not line.endswith("`") or following.strip(), f"nothing follows: {line!r}"
    joined = re.sub(r"`\n", " ", text)
    for statement in (line for line in joined.split("\n") if line.strip() and not line.lstrip().startswith("#")):
        bare = re.sub(r"'(?:[^']|'')*'", "''", statement)
        assert bare.replace("''", "").count("'") == 0, f"an open quotation mark: {statement!r}"
        assert bare.count("(") == bare.count(")"), f"an open parenthesis: {statement!r}"
        for call in re.finditer(r"\b([A-Z][a-z]+-[A-Za-z]+)\b([^()]*)", bare):
            name, rest = call.groups()
            assert name in CMDLETS, f"{name} is no cmdlet that is known here"
            wrong = {word for word in re.findall(r"(?<=\s)-([A-Za-z]+)", rest)} - CMDLETS[name]
            assert not wrong, f"{name} has no {wrong}"
