"""A command answers at once: nothing heavy is loaded before it is needed. What is loaded is counted, never timed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "altair",
    "deltalake",
    "django",
    "duckdb",
    "ibis",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "vl_convert",
)
ROOT = Path(__file__).resolve().parents[2]


def loaded(code: str) -> list[str]:
    """The heavy modules that a fresh interpreter holds after running `code`."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys; print(*[m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)",
        ],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    return told.stderr.decode().splitlines()[-1].split()


def test_the_library_and_the_command_line() -> None:
    assert loaded("import tocsin, tocsin.cli, tocsin.cli.application") == []


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["signals", "--help"], ["export", "--help"]], ids=" ".join
)
def test_help(words: list[str]) -> None:
    assert loaded(f"from tocsin.cli.application import run; run({words!r})") == []
