"""Denials: what a text says is not there.

Each denial of a piece has its own reach: to the names before it (fentanyl neg, fentanyl not detected) or after it (no
fentanyl, negative for fentanyl), as far as the next denial or the next word that affirms. Where other words stand
between, the reach is in doubt, and the names are neither there nor denied: they are unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.vocabulary.reading.grammar import DENIAL, NAME, Item
from tocsin.vocabulary.reading.pieces import Piece
from tocsin.vocabulary.reading.small_words import (
    AFFIRMED,
    AFTER,
    COMPARED,
    FOR,
    FOUND,
    NO_DENIAL,
    ONLY_BESIDE,
    OPEN,
    OR,
    PASSED,
    UNSETTLED,
)

BACK = (":", "?", "(", "=", "<", ")")
BESIDE = (",", ".", "/")
ON = (":", "(", ".", "=", ")")


@dataclass(frozen=True, slots=True)
class Fate:
    """The names of a piece that a denial reaches for sure, and those of which it is not sure."""

    denied: frozenset[Item]
    doubted: frozenset[Item]


NOTHING = Fate(frozenset(), frozenset())


def fate(piece: Piece, items: Sequence[Item]) -> Fate:
    """What the denials of one piece do to its names."""
    marks = [at for at in range(len(items)) if _affirms(piece, items, at) or _denies_at(piece, items, at)]
    if all(items[at].kind != DENIAL for at in marks) and not _is_open(piece, items):
        return NOTHING
    denied: set[Item] = set()
    doubted: set[Item] = set()
    if _is_open(piece, items):
        return Fate(frozenset(), frozenset(item for item in items if item.kind == NAME))
    for number, at in enumerate(marks):
        if items[at].kind != DENIAL:
            continue
        start = marks[number - 1] + 1 if number else 0
        end = marks[number + 1] if number + 1 < len(marks) else len(items)
        before = [item for item in items[start:at] if item.kind == NAME]
        if before and _reaches_back(piece, items, at, marks[0]):
            denied |= set(before)
        else:
            _reach_on(piece, items[at + 1 : end], denied, doubted, once=piece.words[items[at].first] in ONLY_BESIDE)
    return Fate(frozenset(denied), frozenset(doubted))


def _is_open(piece: Piece, items: Sequence[Item]) -> bool:
    """Whether a piece says that there is no result: pending, not confirmed."""
    denied = (_word(piece, items, at + 1) for at, item in enumerate(items) if item.kind == DENIAL)
    return any(piece.words[item.first] in OPEN for item in items) or any(word in UNSETTLED for word in denied)


def _affirms(piece: Piece, items: Sequence[Item], at: int) -> bool:
    word = piece.words[items[at].first]
    found = word.startswith(FOUND[:3]) and not (at and items[at - 1].kind == DENIAL)
    return items[at].kind not in (NAME, DENIAL) and (word in AFFIRMED or found)


def _denies_at(piece: Piece, items: Sequence[Item], at: int) -> bool:
    if items[at].kind != DENIAL or _word(piece, items, at + 1) in NO_DENIAL:
        return False
    return piece.words[items[at].first] != "than" or _word(piece, items, at - 1) in COMPARED


def _word(piece: Piece, items: Sequence[Item], at: int) -> str:
    return piece.words[items[at].first] if 0 <= at < len(items) else ""


def _reaches_back(piece: Piece, items: Sequence[Item], at: int, first_mark: int) -> bool:
    word, after = piece.words[items[at].first], _word(piece, items, at + 1)
    short = word in AFTER and after not in FOR and first_mark > 0  # POS fentanyl NEG cocaine reads forward
    return short or not after or after.startswith(FOUND)


def _reach_on(piece: Piece, items: Sequence[Item], denied: set[Item], doubted: set[Item], *, once: bool) -> None:
    sure = True
    for item in items:
        word = piece.words[item.first]
        if item.kind == NAME:
            (denied if sure else doubted).add(item)
            sure = sure and not once
        elif word not in PASSED and word not in FOR and not word.startswith(FOUND):
            sure = False


def denies(piece: Piece, items: Sequence[Item]) -> bool:
    """Whether a piece says no more than that something is not there: (not detected)."""
    others = [item for item in items if item.kind != DENIAL]
    return len(others) < len(items) and all(piece.words[item.first].startswith(FOUND) for item in others)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece among the others: what links it to the one before, and its items."""

    link: str
    piece: Piece
    items: tuple[Item, ...]

    def names_alone(self, first: int = 0) -> bool:
        """Whether it is nothing but names, and words that join them, from an item on."""
        rest = self.items[first:]
        return any(item.kind == NAME for item in rest) and all(
            item.kind == NAME or self.piece.words[item.first] in PASSED for item in rest
        )


def silenced(parts: Sequence[Part]) -> set[int]:
    """The pieces that a denial in another piece reaches: negative for cocaine, heroin and fentanyl; PCP: negative.

    Over a comma it reaches only where the list says so: by its head (negative for), or by the "or" that ends it.
    """
    reached: set[int] = set()
    for at, part in enumerate(parts):
        if not any(item.kind == DENIAL for item in part.items):
            continue
        listed = _run(parts, at + 1)
        if denies(part.piece, part.items):
            back = at > 0 and (part.link in BACK or (part.link in BESIDE and parts[at - 1].names_alone()))
            if back and _named(parts[at - 1]):
                reached.add(at - 1)
            elif at + 1 < len(parts) and parts[at + 1].link in ON:
                reached |= {at + 1, *_run(parts, at + 2)}
        elif part.items[-1].kind == DENIAL and at + 1 < len(parts) and parts[at + 1].link == ":" and not _named(part):
            reached |= {at + 1, *_run(parts, at + 2)}
        elif part.items[0].kind == DENIAL and listed and (_is_for(part) or _ends_in_or(part, parts[listed[-1]])):
            reached |= set(listed)
        elif part.items[-1].kind == DENIAL or part.piece.words[part.items[-1].first].startswith(FOUND):
            reached |= _run_before(part, parts, at)
    return reached


def _named(part: Part) -> bool:
    return any(item.kind == NAME for item in part.items)


def _run(parts: Sequence[Part], first: int) -> list[int]:
    """The pieces of a list that goes on at `first`: parted by commas, as far as a word that affirms."""
    last = first
    while last < len(parts) and parts[last].link == "," and not AFFIRMED & set(parts[last].piece.words):
        last += 1
    return list(range(first, last))


def _is_for(part: Part) -> bool:
    words = part.piece.words
    return len(words) > 1 and words[0] in AFTER and words[1] in FOR


def _ends_in_or(head: Part, last: Part) -> bool:
    return head.names_alone(1) and bool({*OR, "nor", "ni"} & set(last.piece.words))


def _run_before(part: Part, parts: Sequence[Part], at: int) -> set[int]:
    """The pieces before one that ends a list and denies it: cocaine, heroin and fentanyl not detected."""
    joined = bool({"and", "y", "et", *OR} & set(part.piece.words)) and bool(fate(part.piece, part.items).denied)
    if not joined or part.items[0].kind != NAME:
        return set()
    first = at
    while first > 0 and parts[first].link == "," and parts[first - 1].names_alone():
        first -= 1
    return set(range(first, at))
