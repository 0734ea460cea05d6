"""Examples in the documents are run as they stand."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs/tutorial").glob("*.md")),
    *sorted((ROOT / "docs/how-to").glob("*.md")),
]
COMMAND = re.compile(r"^\$ (tocsin .+)$", re.M)


def commands(page: Path) -> list[str]:
    return [
        line for block in re.findall(r"```console\n(.*?)```", page.read_text(), re.S) for line in COMMAND.findall(block)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_run(page: Path, demo_home: Path, tmp_path: Path) -> None:
    for line in commands(page):
        words = shlex.split(line)[1:]
        told = subprocess.run(
            [sys.executable, "-m", "tocsin.cli", *words],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            env=os.environ | {"TOCSIN_HOME": str(demo_home)},
        )
        wanted = 1 if words[0] == "doctor" else 0  # three feeds of the snapshot are overdue
        assert told.returncode == wanted, f"{line}\n{told.stderr.decode()[-800:]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_runs(page: Path, demo_home: Path, tmp_path: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", page.read_text(), re.S):
        told = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            env=os.environ | {"TOCSIN_HOME": str(demo_home)},
        )
        assert told.returncode == 0, told.stderr.decode()[-800:]
