#!/usr/bin/env python3
"""Says what is inside the program: a bill of materials (SPDX 2.3, JSON) and the notices that its licences ask for.

    Packaging/bill.py BINARY GRAPH FOLDER ARCHITECTURE [STATIC]

The environment says what speaks in the place of a BINARY of another machine (SPEAKING), and which compiler made it (SWIFTC). GRAPH is what `swift package show-dependencies --format json` prints, with the checkouts where it says; STATIC has a line for each
library of the system that is linked in: name, version, licence, source package, file of its notices.
"""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNTIME_EXCEPTION = "Apache-2.0 WITH Swift-exception"
RULE = "=" * 78


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def packages(node):
    """Every package of the graph once, by its name, with the names of those it needs."""
    found = {}

    def visit(node):
        for needed in node["dependencies"]:
            found.setdefault(needed["identity"], (needed, [inner["identity"] for inner in needed["dependencies"]]))
            visit(needed)

    visit(node)
    return dict(sorted(found.items()))


def licence(folder):
    text = next(folder.glob("LICENSE*")).read_text(encoding="utf-8")
    if "Apache License" not in text:
        sys.exit(f"{folder}: the licence is not the Apache License; say here which one it is")
    return RUNTIME_EXCEPTION if "Runtime Library Exception" in text else "Apache-2.0"


def component(name, version, licence, source=None, reference=None, comment=None):
    entry = {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name), "name": name, "versionInfo": version,
        "downloadLocation": source or "NOASSERTION", "filesAnalyzed": False, "licenseConcluded": licence,
        "licenseDeclared": licence, "copyrightText": "NOASSERTION", "supplier": "NOASSERTION",
    }
    if reference:
        entry["externalRefs"] = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": reference}]
    if comment:
        entry["comment"] = comment
    return entry


def needed_libraries(binary):
    """The shared objects it asks for, but those of the C library itself, which is one component."""
    names = re.findall(r"NEEDED\s+(\S+)", run("objdump", "-p", binary))
    own = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"}
    rest = [name for name in names if name not in own and not name.startswith("ld-linux")]
    return (["libc.so.6"] if own & set(names) else []) + rest


def main():
    binary, graph, folder, architecture = sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text()), pathlib.Path(sys.argv[3]), sys.argv[4]
    static = [line.split("\t") for line in pathlib.Path(sys.argv[5]).read_text().splitlines()] if len(sys.argv) > 5 else []
    speaking = os.environ.get("SPEAKING", binary)
    version = run(speaking, "--version").split()[0]
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))

    with open(binary, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()
    whole = component("edgeprobe", version, "Apache-2.0")
    whole["primaryPackagePurpose"] = "APPLICATION"
    whole["checksums"] = [{"algorithm": "SHA256", "checksumValue": digest}]
    entries, relations, notices = [whole], [("SPDXRef-DOCUMENT", "DESCRIBES", whole["SPDXID"])], []

    def add(entry, relation, texts=()):
        entries.append(entry)
        relations.append((whole["SPDXID"], relation, entry["SPDXID"]))
        for text in texts:
            notices.append((f"{entry['name']} {entry['versionInfo']} ({entry['licenseDeclared']})", text))

    found = packages(graph)
    for name, (package, _) in found.items():
        place = pathlib.Path(package["path"])
        url = package["url"].removesuffix(".git")
        texts = [file.read_text(encoding="utf-8") for pattern in ("NOTICE*", "LICENSE*") for file in sorted(place.glob(pattern))]
        add(component(name, package["version"], licence(place), f"git+{url}@{package['version']}",
                      f"pkg:swift/{url.removeprefix('https://')}@{package['version']}"), "STATIC_LINK", texts)
    for name, (_, inner) in found.items():
        for other in inner:
            relations.append((f"SPDXRef-{name}", "DEPENDS_ON", f"SPDXRef-{other}"))

    compiler = re.search(r"Swift version (\S+)", run(*os.environ.get("SWIFTC", "swiftc").split(), "--version"))[1]
    add(component("swift-runtime", compiler, RUNTIME_EXCEPTION, "git+https://github.com/swiftlang/swift",
                  f"pkg:swift/github.com/swiftlang/swift@{compiler}",
                  "The standard library, Dispatch, and FoundationEssentials of the toolchain."), "STATIC_LINK")
    roots = re.search(r'version = "(.*)"', (ROOT / "Sources/ProbeTLS/PublicRoots.generated.swift").read_text())[1]
    add(component("mozilla-public-roots", roots, "MPL-2.0", reference=f"pkg:deb/debian/ca-certificates@{roots}",
                  comment="Mozilla's set of public roots as Debian's ca-certificates carries it."), "CONTAINS",
        ["The roots are data of Mozilla's certificate store, under the Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/;\n"
         "their source is https://hg.mozilla.org/projects/nss, file lib/ckfw/builtins/certdata.txt.\n"])
    for name, number, terms, source, text in static:
        add(component(name, number, terms, reference=f"pkg:deb/debian/{source}@{number}"), "STATIC_LINK",
            [pathlib.Path(text).read_text(encoding="utf-8")])
    for name in needed_libraries(binary):
        add(component(name, "NOASSERTION", "NOASSERTION", comment="Shared; the device's own is used."), "DYNAMIC_LINK")

    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"edgeprobe-{version}-{architecture}",
        "documentNamespace": "urn:uuid:" + str(uuid.uuid5(uuid.NAMESPACE_OID, f"edgeprobe {version} {architecture} {digest}")),
        "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)), "creators": ["Tool: edgeprobe-bill"]},
        "packages": entries,
        "relationships": [{"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other} for one, kind, other in relations],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "edgeprobe.spdx.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

    # One copy of each text: most of these have the very same licence.
    texts = {}
    for title, text in notices:
        texts.setdefault("\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n", []).append(title)
    lines = [f"What edgeprobe {version} is made of besides its own sources, and the notices of each.\n",
             f"The Swift runtime ({RUNTIME_EXCEPTION}) asks for none.\n"]
    for text, titles in texts.items():
        lines.append(RULE + "\n" + "\n".join(titles) + "\n" + RULE + "\n\n" + text)
    (folder / "THIRD-PARTY-NOTICES").write_text("\n".join(lines), encoding="utf-8")
    print(f"Bill: {len(entries)} components, notices of {len(texts)} texts.")


if __name__ == "__main__":
    main()
