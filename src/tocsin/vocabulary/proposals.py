"""Proposals: names that an unknown string may be a spelling of, for a person to judge.

Likeness never decides. Of names of laboratories that were alike to 88 in 100, 22 of 26 were another substance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.spelling import squeezed
from tocsin.vocabulary.rows import told_by_rows

LEAST = 70.0
FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A known name that looks like an unknown one: the name, its substance, and how alike they are, 0 to 100."""

    name: str
    substance: str
    alike: float


@told_by_rows
@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Squeezed names with their owners, and how each is written."""
    everyone = lexicon.names_in("")
    written = {squeezed(name): name for name in reversed(everyone.exact)}
    return everyone.tight, written


def proposals(names: Sequence[str], most: int = 3) -> list[tuple[Proposal, ...]]:
    """For each unknown name up to `most` known ones, the most alike first, one for each substance."""
    from rapidfuzz import fuzz, process

    owners, written = _known()
    found: list[tuple[Proposal, ...]] = []
    for name in names:
        key = squeezed(name)
        near = (
            process.extract(key, owners.keys(), scorer=fuzz.ratio, limit=4 * most, score_cutoff=LEAST)
            if len(key) >= FEWEST_LETTERS
            else []
        )
        best: dict[str, Proposal] = {}
        for spelled, alike, _ in near:
            best.setdefault(owners[spelled], Proposal(written.get(spelled, spelled), owners[spelled], round(alike, 1)))
        found.append(tuple(best.values())[:most])
    return found
