"""The bill of materials and the notices, for a graph that has what the real one has."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import bill
import pytest


def package(folder, name, *needed, version="1.0.0", text="Apache License\n"):
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "LICENSE.txt").write_text(text)
    return {"identity": name, "name": name, "url": f"https://github.com/someone/{name}.git", "version": version,
            "path": str(place), "dependencies": list(needed)}


@pytest.fixture
def made(tmp_path, program):
    if not shutil.which("swift"):
        pytest.skip("swift is not installed")
    system = package(tmp_path, "swift-system", text="Apache License\nRuntime Library Exception\n")
    graph = {"identity": "edgeprobe", "dependencies": [package(tmp_path, "swift-nio", system), system]}
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    (tmp_path / "static").write_text(f"openssl\t3.0.17\tApache-2.0\topenssl\t{tmp_path}/swift-nio/LICENSE.txt\n")
    script = pathlib.Path(bill.__file__)

    def make():
        subprocess.run([sys.executable, script, program, tmp_path / "graph.json", tmp_path / "out", "amd64", tmp_path / "static"],
                       check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
        return (tmp_path / "out/edgeprobe.spdx.json").read_text(), (tmp_path / "out/THIRD-PARTY-NOTICES").read_text()

    return make


def test_the_bill_names_each_component_once_and_how_it_is_linked(made):
    document = json.loads(made()[0])
    names = [entry["name"] for entry in document["packages"]]
    assert len(names) == len(set(names))
    assert {"edgeprobe", "swift-nio", "swift-system", "swift-runtime", "mozilla-public-roots", "openssl", "libc.so.6"} <= set(names)
    kinds = {(edge["spdxElementId"], edge["relatedSpdxElement"]): edge["relationshipType"] for edge in document["relationships"]}
    assert kinds["SPDXRef-edgeprobe", "SPDXRef-openssl"] == "STATIC_LINK"
    assert kinds["SPDXRef-edgeprobe", "SPDXRef-libc.so.6"] == "DYNAMIC_LINK"
    assert kinds["SPDXRef-swift-nio", "SPDXRef-swift-system"] == "DEPENDS_ON"
    known = {entry["SPDXID"] for entry in document["packages"]} | {"SPDXRef-DOCUMENT"}
    assert all({edge["spdxElementId"], edge["relatedSpdxElement"]} <= known for edge in document["relationships"])
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", name) for name in known)
    assert document["creationInfo"]["created"] == "2023-11-14T22:13:20Z"


def test_the_bill_is_the_same_each_time(made):
    assert made() == made()


def test_each_text_stands_once_under_all_that_it_is_for(made):
    notices = made()[1]
    assert notices.count("\nApache License\n") == 2
    assert "swift-nio 1.0.0 (Apache-2.0)\nopenssl 3.0.17 (Apache-2.0)\n" in notices


def test_another_licence_is_not_passed_over(tmp_path):
    node = package(tmp_path, "other", text="Some Other License\n")
    with pytest.raises(SystemExit):
        bill.licence(pathlib.Path(node["path"]))


def test_debians_copyright_names_every_package_of_the_manifest(packaging):
    manifest = (packaging.parent / "Package.swift").read_text()
    named = (packaging / "copyright").read_text()
    for name in re.findall(r'url: "https://github.com/[^/]+/([^"]+)"', manifest):
        assert re.search(rf"^Files: .*\b{name}\b", named, re.M), name
