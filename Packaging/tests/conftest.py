"""What the quick tests of the packages have in common."""

import os
import pathlib
import sys

import pytest

PACKAGING = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACKAGING))


@pytest.fixture(scope="session")
def packaging():
    return PACKAGING


@pytest.fixture(scope="session")
def program():
    """The program as it was built for the other tests, or EDGEPROBE_BINARY."""
    built = pathlib.Path(os.environ.get("EDGEPROBE_BINARY", PACKAGING.parent / ".build/debug/edgeprobe"))
    if not built.exists():
        pytest.skip(f"{built} is not there: make test builds it")
    return built
