"""Every command teaches: it has an example, and every example in the documents can be parsed."""

from __future__ import annotations

import importlib
import inspect
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.cli.application import COMMANDS, app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def function(name: str) -> Callable[..., int]:
    module, attribute = COMMANDS[name][0].split(":")
    return getattr(importlib.import_module(module), attribute)


def examples(name: str) -> list[str]:
    return re.findall(r"`(tocsin [^`]+)`", inspect.getdoc(function(name)) or "")


def parse(line: str) -> None:
    """Parse a command line as it would be run; raises when the words are off."""
    app.parse_args(shlex.split(line, comments=True)[1:], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_parses(name: str) -> None:
    own = [line for line in examples(name) if line.startswith(f"tocsin {name}")]
    assert own
    for line in own:
        parse(line)


def written(page: Path) -> list[str]:
    """Command lines in the blocks of a document, run or not."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
    lines = [
        line.strip().removeprefix("$ ").removeprefix(".venv/bin/") for block in blocks for line in block.splitlines()
    ]
    return [line for line in lines if re.match(r"tocsin [a-z]", line)]


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_line_of_a_document_parses(page: Path) -> None:
    for line in written(page):
        parse(line)


def test_everything_that_prints_can_print_json() -> None:
    writes_files = {"demo", "serve", "export", "vocabulary resolve", "vocabulary pack", "vocabulary export"}
    assert not [
        n for n in COMMANDS if n not in writes_files and "json" not in inspect.signature(function(n)).parameters
    ]


def test_everything_that_reads_data_can_go_back_in_time() -> None:
    reading = ("sources", "nightly", "signals", "show", "export")
    assert not [name for name in reading if "as_of" not in inspect.signature(function(name)).parameters]
