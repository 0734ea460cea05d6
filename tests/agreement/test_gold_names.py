"""Real strings read as a person read them: `gold_names.csv` was judged by hand, and no answer may be wrong.

A row is a published string, the source it stands in, how often, what kind of thing it names, and the names that it
stands for. What the vocabulary does not know may stay unknown; what it answers is right.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from tocsin.vocabulary.reading import answer

HERE = Path(__file__).parent
LANGUAGES = Path(__file__).parents[1] / "spec"
FIELDS = {
    "unc_lab_substance": (0.995, 0.97),
    "ct_cause_segment": (0.99, 0.85),
    "ct_other_field": (0.90, 0.80),
    "cbp_drug_type": (1.0, 1.0),
    "statcan_wastewater": (1.0, 1.0),
    "euda_wastewater": (1.0, 1.0),
    "ct_flag_column": (1.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A string judged by hand."""

    raw: str
    source: str
    count: int
    kind: str
    names: tuple[str, ...]
    ids: frozenset[str]

    def answered(self) -> bool:
        """Whether the vocabulary says anything of it."""
        return answer(self.raw, self.source).kind != "unknown"

    def right(self) -> bool:
        """Whether what it says is what a person said."""
        said = answer(self.raw, self.source)
        of_ids = self.kind in ("not_a_substance", "unknown", "supply_term") or frozenset(said.ids) == self.ids
        return said.kind == self.kind and of_ids


def judged(path: Path) -> list[Judged]:
    """The rows of a file judged by hand: what each string names, in words and in ids."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Judged(
            row["raw"],
            row.get("source", ""),
            int(row.get("count") or 1),
            row["kind"],
            tuple(name for name in row["expected"].split(";") if name),
            frozenset(one for one in row["ids"].split(";") if one),
        )
        for row in rows
    ]


@pytest.fixture(scope="module")
def gold() -> list[Judged]:
    """The strings of published files."""
    return judged(HERE / "gold_names.csv")


def test_at_least_600_distinct_strings_were_judged(gold: list[Judged]) -> None:
    assert len({one.raw for one in gold}) >= 600


@pytest.mark.parametrize("file", ["agreement/gold_names.csv", "spec/names_es.csv", "spec/names_fr.csv"])
def test_the_names_a_person_gave_are_names_of_the_ids_beside_them(file: str) -> None:
    for one in judged(HERE.parent / file):
        named = frozenset(identity for name in one.names for identity in answer(name).ids)
        assert one.kind == "supply_term" or named == one.ids, one


def test_no_answer_is_wrong(gold: list[Judged]) -> None:
    wrong = [(one, answer(one.raw, one.source)) for one in gold if one.answered() and not one.right()]
    assert wrong == []


def test_97_in_100_are_answered(gold: list[Judged]) -> None:
    told = [one for one in gold if one.kind != "unknown"]
    silent = [one for one in told if not one.answered()]
    assert len(silent) / len(told) <= 0.03, [(one.raw, one.source) for one in silent]


@pytest.mark.parametrize("language", ["es", "fr"])
def test_names_of_bulletins_in_spanish_and_french_are_read(language: str) -> None:
    names = judged(LANGUAGES / f"names_{language}.csv")
    assert len(names) >= 100
    assert [(one, answer(one.raw)) for one in names if one.answered() and not one.right()] == []
    assert sum(one.right() for one in names) / len(names) >= 0.97, [one.raw for one in names if not one.right()]


@pytest.mark.parametrize("field", FIELDS)
def test_the_strings_of_a_field_are_read_to_what_is_promised(field: str, gold: list[Judged], shared: Path) -> None:
    """Shares of rows and of distinct strings that are read, and rightly."""
    by_string = {(one.raw, one.source): one for one in gold}
    rows: dict[bool, int] = defaultdict(int)
    distinct: dict[bool, int] = defaultdict(int)
    with (shared / "reference/vocabulary/raw_strings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["source"] == field:
                right = by_string[row["raw_string"], row["catalogue"]].right()
                rows[right] += int(row["count"])
                distinct[right] += 1
    promised_rows, promised_strings = FIELDS[field]
    assert rows[True] / sum(rows.values()) >= promised_rows
    assert distinct[True] / sum(distinct.values()) >= promised_strings
