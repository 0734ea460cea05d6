"""Examples in the documents are run as they stand, and their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMAND = re.compile(r"^\$ (tocsin .+)$", re.MULTILINE)
READING = {"explain", "feeds", "sources", "quarantine", "signals", "show", "export", "doctor"}


def commands(page: Path) -> list[list[str]]:
    """The words of each command that a page promises to work, `tocsin` left out."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(), re.DOTALL)
    return [shlex.split(line)[1:] for block in blocks for line in COMMAND.findall(block)]


def snippets(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)


def ids(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run(words: list[str], folder: Path, home: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        check=False,
        env=os.environ | {"TOCSIN_HOME": str(home), "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder: the repository's files are in it, and what they write stays out of the repository."""
    (tmp_path / "src").symlink_to(ROOT / "src")
    return tmp_path


@pytest.mark.parametrize("page", [page for page in DOCUMENTS if commands(page)], ids=ids)
def test_commands_run(page: Path, demo_home: Path, folder: Path) -> None:
    home = demo_home
    if any(words[0] not in READING for words in commands(page)):
        home = shutil.copytree(demo_home, folder / "demo-home")  # others read the shared one at the same time
    for words in commands(page):
        told = run(["-m", "tocsin.cli", *words], folder, home)
        wanted = 1 if words == ["doctor"] else 0  # three feeds of the snapshot are overdue
        assert told.returncode == wanted, f"{shlex.join(words)}\n{told.stderr.decode()[-800:]}"


@pytest.mark.parametrize("page", [page for page in DOCUMENTS if snippets(page)], ids=ids)
def test_python_runs(page: Path, demo_home: Path, folder: Path) -> None:
    for block in snippets(page):
        told = run(["-c", block], folder, demo_home)
        assert told.returncode == 0, told.stderr.decode()[-800:]


@pytest.mark.parametrize("page", DOCUMENTS, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_page_can_be_found_from_the_first() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", index.read_text())}
    assert not [ids(p) for p in (ROOT / "docs").rglob("*.md") if p != index and p.resolve() not in linked]
