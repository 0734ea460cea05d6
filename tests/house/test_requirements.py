"""What is installed is locked, whole, and the same for everybody."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import tocsin

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "base.txt": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["build"]],
    "dev.txt": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]],
}


def name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def entries(lock: str) -> list[str]:
    """One text for each locked package, its hashes included."""
    text = (ROOT / "requirements" / lock).read_text()
    return re.split(r"\n(?=[A-Za-z0-9])", "\n".join(x for x in text.splitlines() if not x.lstrip().startswith("#")))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked(lock: str) -> None:
    assert {name(wanted) for wanted in LOCKS[lock]} <= {name(entry) for entry in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_version_and_hashes(lock: str) -> None:
    assert not [entry for entry in entries(lock) if "==" not in entry or "--hash=sha256:" not in entry]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_says_nothing_about_where_it_was_made(lock: str) -> None:
    assert not re.search(r"index-url|find-links|file://|https?://", (ROOT / "requirements" / lock).read_text())


def test_what_is_tested_is_what_is_shipped() -> None:
    """The development lock agrees with the plain one wherever both name a package."""
    pinned = [
        {name(e): re.search(r"==([^ ;\\]+)", e).group(1) for e in entries(lock) if "==" in e}  # pyright: ignore
        for lock in LOCKS
    ]
    assert not {n for n in pinned[0].keys() & pinned[1].keys() if pinned[0][n] != pinned[1][n]}


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["version"] == tocsin.__version__
    assert f"## {tocsin.__version__}" in (ROOT / "CHANGELOG.md").read_text()
