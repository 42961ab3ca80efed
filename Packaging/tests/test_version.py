"""The version is said in one place, and what it was made of is known from a work tree and from a tarball of it."""

import os
import re
import shutil
import subprocess

import pytest


def said(folder, *words, **environment):
    return subprocess.run([folder / "Packaging/commit.sh", *words], check=True, env={**os.environ, **environment}, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tagged(packaging, tmp_path):
    """A repository of its own whose only commit is a release, and what tars that up."""
    place = tmp_path / "work"
    for file in (".gitattributes", ".ci/commit", "Packaging/commit.sh"):
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(packaging.parent / file, place / file)
    git = ["git", "-C", place, "-c", "user.name=A Maintainer", "-c", "user.email=maintainer@example.com"]
    subprocess.run(["git", "init", "--quiet", place], check=True)
    subprocess.run(git + ["add", "."], check=True)
    subprocess.run(git + ["commit", "--quiet", "-m", "Release"], check=True)
    subprocess.run(git + ["tag", "v1.2.3"], check=True)

    def tarball(name):
        unpacked = tmp_path / name
        unpacked.mkdir()
        archive = subprocess.run(git + ["archive", "HEAD"], check=True, capture_output=True).stdout
        subprocess.run(["tar", "-C", unpacked, "-x"], input=archive, check=True)
        return unpacked

    return place, git, tarball


def test_the_changelog_begins_with_the_version_that_the_program_says(program, packaging):
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[0]
    assert re.search(r"^## (\S+)", (packaging.parent / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1] == version


def test_a_tarball_knows_what_its_work_tree_knows(tagged):
    place, _, tarball = tagged
    unpacked = tarball("tarball")
    assert said(place, "tag") == "v1.2.3"
    assert said(place, "author") == "A Maintainer <maintainer@example.com>"
    for word in ("hash", "moment", "author", "tag"):
        assert said(unpacked, word) == said(place, word) != ""


def test_what_comes_after_a_release_is_none(tagged):
    place, git, tarball = tagged
    subprocess.run(git + ["commit", "--quiet", "--allow-empty", "-m", "Go on"], check=True)
    later = tarball("later")
    assert said(place, "tag") == said(later, "tag") == ""
    version = "1.2.4~20240229." + said(place, "hash")[:8]
    assert said(place, "version", "1.2.4", SOURCE_DATE_EPOCH="1709200000") == version
    assert said(later, "version", "1.2.4", SOURCE_DATE_EPOCH="1709200000") == version


def test_a_release_has_the_version_of_its_tag_and_no_other(tagged):
    place, _, tarball = tagged
    for folder in (place, tarball("release")):
        assert said(folder, "version", "1.2.3") == "1.2.3"
        other = subprocess.run([folder / "Packaging/commit.sh", "version", "1.3.0"], capture_output=True, text=True)
        assert other.returncode == 1 and other.stdout == "" and "tagged v1.2.3" in other.stderr


def test_without_git_and_without_a_tarball_nothing_is_made_up(tagged):
    place, _, _ = tagged
    shutil.rmtree(place / ".git")
    ended = subprocess.run([place / "Packaging/commit.sh", "hash"], capture_output=True, text=True)
    assert ended.returncode == 1 and ended.stdout == "" and "not known" in ended.stderr
