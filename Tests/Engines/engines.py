#!/usr/bin/env python3
"""Runs scenarios of the lab against container engines of other Debian releases than this machine's.

    engines.py --fetch          downloads the engines; nothing of them is installed
    engines.py [ENGINE ...]     runs each one's scenarios
    engines.py --record         keeps what each answers, and this machine's own, for the unit tests (answers.py)

Engines come as Debian packages with everything that they need down to their C library, through apt with a state, a cache and
a list of sources of its own below .build/engines, and are unpacked into a folder each, which the lab puts in the place of the
machine's engine (Tests/Lab/engine.py). They run on this machine's kernel, with the lab's own files and network.
"""

import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STORE = os.path.join(ROOT, ".build", "engines")
ANSWERS = os.path.join(ROOT, "Tests", "ProbeEngineTests", "Answers")
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
#: The release that each comes from, and its packages: what they name as dependencies comes along, recommendations do not.
ENGINES = {
    "docker-26": ("trixie", ["docker.io", "docker-cli", "iptables"]),
    "docker-28": ("sid", ["docker.io", "docker-cli", "iptables"]),
    "podman-4": ("bookworm", ["podman", "netavark", "aardvark-dns", "iptables"]),
    "podman-5": ("trixie", ["podman", "netavark", "aardvark-dns", "nftables"]),
}
#: What differs between engines: where a vantage comes from, whose resolvers it gets, which rules are the engine's, and what
#: its own bridges, addresses and ports are.
EVERY = ["containers", "containers-running", "forwarding-disabled", "forwarding-disabled-on-uplink", "port-443-taken-by-container",
         "edge-hub-running", "resolved-and-engine"]
DOCKER = ["nat-flushed", "forward-dropped-forward-rule", "forward-dropped-docker-user", "dns-container-fallback", "dns-container-blocked",
          "network-internal", "bridge-has-the-sites-range", "engine-with-own-dns", "engine-writes-no-rules", "network-routed",
          "network-macvlan-with-a-range", "userland-proxy-off", "resolver-stale-module", "firewalld-and-engine"]
#: Its bridges have other names, its rules are nftables' own, and a network that nobody is on has none.
PODMAN = ["site-drops-amqp-for-all", "forward-dropped-below", "everything-dropped-containers", "accelerator-and-engine",
          "openvpn-and-engine", "wireguard-and-engine"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engines", nargs="*", help=", ".join(ENGINES))
    parser.add_argument("--fetch", action="store_true", help="download the engines, and run nothing")
    parser.add_argument("--record", action="store_true", help="record what the engines answer, and run no scenario")
    parser.add_argument("--jobs", default="2", help="scenarios at a time")
    parser.add_argument("--scenario", action="append", help="instead of all that an engine has")
    options = parser.parse_args()
    chosen = options.engines or list(ENGINES)
    if unknown := set(chosen) - ENGINES.keys():
        parser.error(f"no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}")
    folders = {name: fetch(name) for name in chosen}
    if options.fetch:
        return 0
    if options.record:
        return 0 if all([record(name, folder) for name, folder in {**folders, "machine": None}.items()]) else 1
    outcomes = [run(name, folder, options) for name, folder in folders.items()]
    return 0 if all(outcomes) else 1


def fetch(name):
    """The folder of an engine, unpacked."""
    folder = os.path.join(STORE, name)
    if os.path.exists(os.path.join(folder, "complete")):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    root, state = os.path.join(folder, "root"), os.path.join(folder, "apt")
    release, packages = ENGINES[name]
    # The whole of /usr is merged, which packages of bookworm do not know yet.
    for place in ("bin", "sbin", "lib", "lib64"):
        os.makedirs(os.path.join(root, "usr", place))
        os.symlink(f"usr/{place}", os.path.join(root, place))
    for place in ("dev", "etc", "proc", "run", "sys", "tmp", "var/lib"):
        os.makedirs(os.path.join(root, place))
    os.symlink("../run", os.path.join(root, "var", "run"))
    for package in download(state, release, packages):
        tar = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
        subprocess.run(["tar", "--extract", "--keep-directory-symlink", "--directory", root], stdin=tar.stdout, check=True)
        if tar.wait() != 0:
            raise SystemExit(f"{package} could not be unpacked")
    shutil.rmtree(state)
    shutil.copy("/bin/busybox", os.path.join(root, "busybox"))
    # What maintainers' scripts would have made.
    os.makedirs(os.path.join(root, "etc", "alternatives"), exist_ok=True)
    for tool in ("iptables", "ip6tables"):
        path = os.path.join(root, "usr", "sbin", tool)
        if not os.path.lexists(path) and os.path.lexists(f"{path}-nft"):
            os.symlink(f"{tool}-nft", path)
    open(os.path.join(folder, "complete"), "w").close()
    return folder


def download(state, release, packages):
    """The packages with all that they need, as files: apt believes that nothing is installed."""
    for place in ("lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(state, place))
    open(os.path.join(state, "status"), "w").close()
    with open(os.path.join(state, "sources.list"), "w") as file:
        file.write(f"deb [signed-by={KEYS}] {MIRROR} {release} main\n")
    settings = {"State": state, "State::lists": f"{state}/lists", "State::status": f"{state}/status", "Cache": f"{state}/cache",
                "Etc::SourceList": f"{state}/sources.list", "Etc::SourceParts": "/dev/null"}
    apt = ["apt-get", "-qq", "-o", "APT::Install-Recommends=false", "-o", "APT::Sandbox::User=root",
           *(word for key, value in settings.items() for word in ("-o", f"Dir::{key}={value}"))]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "--download-only", "--yes", *packages], check=True, stdout=subprocess.DEVNULL)
    return sorted(glob.glob(f"{state}/cache/archives/*.deb"))


def lab(folder, *command, **environment):
    """Runs one of the lab's programs with an engine in the place of the machine's."""
    chosen = {"EDGEPROBE_LAB_ENGINE": os.path.join(folder, "root")} if folder else {}
    return subprocess.run(
        [os.path.join(ROOT, "Tests", "Lab", "enter"), os.path.join(ROOT, ".build", "lab-venv", "bin", "python"), *command],
        env={**os.environ, **chosen, **environment}).returncode == 0


def record(name, folder):
    """Keeps what an engine answers under the version that it has."""
    recorded = os.path.join(STORE, f"{name}.json")
    if not lab(folder, os.path.join(HERE, "answers.py"), recorded):
        return False
    with open(recorded) as file:
        version = json.load(file)["/version"]["Version"].split("+")[0]
    kind = name.split("-")[0].replace("machine", "docker")
    os.makedirs(ANSWERS, exist_ok=True)
    shutil.move(recorded, os.path.join(ANSWERS, f"{kind}-{version}.json"))
    return True


def run(name, folder, options):
    """Runs an engine's scenarios, keeps their results, and says what became of them."""
    scenarios = options.scenario or (EVERY + (DOCKER if name.startswith("docker") else PODMAN))
    results = os.path.join(STORE, f"{name}-results")
    shutil.rmtree(results, ignore_errors=True)
    print(f"== {name}", flush=True)
    started = time.monotonic()
    passed = lab(folder, os.path.join(ROOT, "Tests", "Lab", "runner.py"), "--jobs", options.jobs, *scenarios,
                 EDGEPROBE_LAB_FLAKY=os.path.join(STORE, f"{name}-flaky.json"))
    # Those of earlier runs lie there as well.
    for scenario in scenarios:
        shutil.copytree(os.path.join(ROOT, ".build", "lab", "results", scenario), os.path.join(results, scenario))
    versions = said(results)
    print(f"{name}: {', '.join(versions) or 'no engine answered'}; {time.monotonic() - started:.0f} s", flush=True)
    # A pass against another engine than the one that was meant would be none.
    meant = name.replace("-", " ") + "."
    return passed and bool(versions) and all(version.startswith(meant) for version in versions)


def said(results):
    """What the engines call themselves in the reports."""
    versions = set()
    for path in glob.glob(f"{results}/*/before.json"):
        with open(path) as file:
            versions.add(json.load(file)["device"]["engine"])
    return sorted(version for version in versions if version)


if __name__ == "__main__":
    sys.exit(main())
