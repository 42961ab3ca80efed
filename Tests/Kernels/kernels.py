#!/usr/bin/env python3
"""Runs edgeprobe on the kernels of other Debian releases, in virtual machines that hold this machine's own files.

    kernels.py --fetch           downloads the kernels; nothing of them is installed
    kernels.py [RELEASE ...]     boots each and runs Tests/Kernels/inside there

Kernels come as Debian packages and are unpacked below .build/kernels. The processor is emulated unless KERNELS_KVM=1.
"""

import argparse
import lzma
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STORE = os.path.join(ROOT, ".build", "kernels")
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org")
#: Where the newest kernel of each release is listed, and the version that makes it interesting.
RELEASES = {
    "bullseye": ("debian-security", "bullseye-security", "5.10"),
    "bookworm": ("debian", "bookworm", "6.1"),
    "trixie": ("debian", "trixie", "6.12"),
}
#: What it takes to see this machine's files, besides what these need; some are built in on some kernels.
MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
#: What the kernel has a part in: rules, routes, and a container's namespaces. An emulated processor is too slow for an engine, and for
#: handshakes within their usual patience.
SCENARIOS = ("output-dropped", "no-route", "route-blackhole", "box")
#: KVM hangs where the machine itself is a guest of some clouds, so it is asked for: KERNELS_KVM=1.
KVM = os.environ.get("KERNELS_KVM") == "1"
#: Seconds that a machine may take: emulated, a processor is some ten times slower.
PATIENCE = 300 if KVM else 1800


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="*", help=", ".join(RELEASES))
    parser.add_argument("--fetch", action="store_true", help="download the kernels, and run nothing")
    options = parser.parse_args()
    chosen = options.releases or list(RELEASES)
    if unknown := set(chosen) - RELEASES.keys():
        parser.error(f"no kernel of {', '.join(unknown)}; there are {', '.join(RELEASES)}")
    folders = {release: fetch(release) for release in chosen}
    if options.fetch:
        return 0
    outcomes = [run(release, folder) for release, folder in folders.items()]
    return 0 if all(outcomes) else 1


def fetch(release):
    """The folder of a release's newest kernel, unpacked."""
    folder = os.path.join(STORE, release)
    if os.path.exists(os.path.join(folder, "complete")):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    archive, suite, version = RELEASES[release]
    index = urllib.request.urlopen(f"{MIRROR}/{archive}/dists/{suite}/main/binary-amd64/Packages.xz", timeout=60).read()
    newest = {}
    for stanza in lzma.decompress(index).decode().split("\n\n"):
        name = re.match(rf"Package: linux-image-({re.escape(version)}\.[0-9a-z.+-]*-amd64)\n", stanza)
        if name and not re.search(r"cloud|rt-", name[1]):
            numbers = tuple(int(n) for n in re.findall(r"\d+", re.search(r"^Version: (.*)$", stanza, re.M)[1]))
            newest[numbers] = re.search(r"^Filename: (.*)$", stanza, re.M)[1]
    if not newest:
        raise SystemExit(f"{suite} lists no kernel {version}")
    package = os.path.join(folder, "package.deb")
    with urllib.request.urlopen(f"{MIRROR}/{archive}/{newest[max(newest)]}", timeout=60) as source, open(package, "wb") as file:
        shutil.copyfileobj(source, file)
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    os.remove(package)
    tree = modules(folder)
    subprocess.run(["depmod", "-b", os.path.dirname(os.path.dirname(os.path.dirname(tree))), os.path.basename(tree)], check=True)
    open(os.path.join(folder, "complete"), "w").close()
    return folder


def modules(folder):
    for place in ("lib", "usr/lib"):
        path = os.path.join(folder, place, "modules")
        if os.path.isdir(path):
            return os.path.join(path, os.listdir(path)[0])
    raise SystemExit(f"{folder} holds no modules")


def needed(name, tree):
    """A module with all that it needs, what is needed first; nothing where it is built in."""
    with open(os.path.join(tree, "modules.dep")) as file:
        for line in file:
            path, needs = line.strip().split(":")
            if called(path) == name:
                return [(called(each), os.path.join(tree, each)) for each in [*reversed(needs.split()), path]]
    return []


def called(path):
    """The name of a module, of its file's."""
    return re.sub(r"\.ko(\.xz)?$", "", os.path.basename(path)).replace("-", "_")


def initramfs(folder, target):
    """The first files of the machine: busybox, the modules that the others come by, init, and what is run inside."""
    root = os.path.join(target, "first")
    for name in ("bin", "modules", "proc", "sys", "dev"):
        os.makedirs(os.path.join(root, name))
    shutil.copy("/bin/busybox", os.path.join(root, "bin", "busybox"))
    for name in ("init", "inside"):
        shutil.copy(os.path.join(HERE, name), root)
        os.chmod(os.path.join(root, name), 0o755)
    order = []
    for wanted in MODULES:
        for name, path in needed(wanted, modules(folder)):
            if name in order:
                continue
            with open(path, "rb") as file:
                content = file.read()
            with open(os.path.join(root, "modules", name), "wb") as file:
                file.write(lzma.decompress(content) if path.endswith(".xz") else content)
            order.append(name)
    with open(os.path.join(root, "modules", "order"), "w") as file:
        file.write("\n".join(order) + "\n")
    image = os.path.join(target, "initramfs")
    names = subprocess.run(["find", "."], cwd=root, capture_output=True, check=True).stdout
    with open(image, "wb") as file:
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], cwd=root, input=names, stdout=file, check=True)
    return image


def run(release, folder):
    """Boots the kernel and says what became of it."""
    target = os.path.join(STORE, f"{release}-run")
    shutil.rmtree(target, ignore_errors=True)
    results = os.path.join(target, "results")
    os.makedirs(results)
    kernel = os.path.join(folder, "boot", next(n for n in os.listdir(os.path.join(folder, "boot")) if n.startswith("vmlinuz")))
    share = "local,security_model=none,multidevs=remap"
    command = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-m", "4096", "-smp", "2",
               "-serial", f"file:{target}/console", "-nic", "none", "-kernel", kernel, "-initrd", initramfs(folder, target),
               "-append", f"console=ttyS0 panic=-1 edgeprobe={ROOT} scenarios={','.join(SCENARIOS)}",
               "-virtfs", f"{share},path=/,mount_tag=machine,readonly=on",
               "-virtfs", f"{share},path={modules(folder)},mount_tag=modules,readonly=on",
               "-virtfs", f"{share},path={results},mount_tag=results"]
    command += ["-enable-kvm", "-cpu", "host"] if KVM else ["-cpu", "max"]
    started = time.monotonic()
    try:
        subprocess.run(command, timeout=PATIENCE, stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired:
        pass
    status = read(os.path.join(results, "status")).strip()
    print(f"== {release}, {time.monotonic() - started:.0f} s")
    print(read(os.path.join(results, "log")) or read(os.path.join(target, "console"))[-3000:])
    if status != "0":
        print(f"{release}: {'had no end' if not status else f'ended with {status}'}")
    return status == "0"


def read(path):
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
