"""Everything listed is documented: commands, sources, methods, measures, rules, annotations, columns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.cli.application import COMMANDS
from tocsin.methods.catalogue import DETECTORS, METHODS
from tocsin.sources.catalogue import SOURCES
from tocsin.vocabulary.annotations import annotations
from tocsin.vocabulary.measures import all_measures
from tocsin.wording.catalogue import english

ROOT = Path(__file__).resolve().parents[2]
RULES = [code.removeprefix("rule.") for code in english() if code.startswith("rule.")]
LISTED = {
    "cli": [f"## tocsin {name}\n" for name in COMMANDS],
    "sources": [f"## {source.name}\n" for source in SOURCES],
    "methods": [f"## {method.__name__}\n" for method in METHODS],
    "detectors": [f"`{name}`" for name in DETECTORS],
    "measures": [f"| `{measure.id}` |" for measure in all_measures()],
    "checks": [f"| `{rule}` |" for rule in RULES],
    "annotations": [note.text_en for note in annotations()],
}


def page(name: str) -> str:
    return (ROOT / "docs/reference" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LISTED)
def test_everything_listed_stands_in_its_page(name: str) -> None:
    assert LISTED[name] and not [wanted for wanted in LISTED[name] if wanted not in page(name)]


def test_the_pages_say_what_the_code_says() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "scripts/make_reference.py", "--check"], capture_output=True, check=False
    )
    assert told.returncode == 0, told.stdout.decode()


def test_every_option_has_a_meaning() -> None:
    rows = [line.split(" | ") for line in page("cli").splitlines() if line.startswith("| `")]
    assert rows and not [row[0] for row in rows if not row[1].strip()]


def test_every_method_states_its_false_alarms_and_its_source() -> None:
    silent = [
        m.__name__ for m in METHODS if "alse alarm" not in (m.__doc__ or "") and "alarms" not in (m.__doc__ or "")
    ]
    assert not silent


def test_every_source_says_what_it_cannot_say() -> None:
    assert not [source.name for source in SOURCES if not source.limits or not source.history or not source.licence]
