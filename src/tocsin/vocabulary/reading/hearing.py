"""Hearing: what one piece of a text says by itself, whatever stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.grammar import DENIAL, NAME, NUMBER, UNKNOWN, Item, items, names_for, shared_end
from tocsin.vocabulary.reading.pieces import Piece, pieces
from tocsin.vocabulary.rows import told_by_rows

AFTER = ("neg", "negative", "negatif", "negativo", "negativa")  # said of what stands before
AFTER_AND_FOR = ("for", "para", "pour", "a")  # negative for: said of what follows
ONLY_BESIDE = ("non",)  # denies the very next word, or nothing
FOUND = ("detect", "found", "present", "trouve", "encontra", "hallad")
SILENT = ("between", "sample", "denial")  # kinds of words that are not worth telling as left over


@dataclass(frozen=True, slots=True)
class Heard:
    """What a piece says: the names that hold, the unknown ones, the words that no name covers, and if it has any.

    `whole`: the unknown name is all there is. `denies`: it says no more than that something is not there.
    """

    piece: Piece
    items: tuple[Item, ...]
    names: tuple[Item, ...] = ()
    unknown: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    words: bool = False
    whole: bool = False
    denies: bool = False

    def ends_unknown(self) -> bool:
        """Whether its last word is unknown, or a number."""
        return bool(self.items) and self.items[-1].kind in (UNKNOWN, NUMBER)

    def doubted(self) -> Heard:
        """The same piece, its first name made unknown: what stood in brackets before it was part of the name."""
        if not self.names or self.names[0].first > 0:
            return self
        first, *names = self.names
        said = self.piece.said(first.first, first.last)
        return replace(self, names=tuple(names), unknown=(said, *self.unknown), left=(said, *self.left))


@told_by_rows
@lru_cache(maxsize=16_384)
def heard(chunk: str, source: str, terse: bool) -> tuple[Heard, ...]:
    """What each piece of a chunk says, in order."""
    return tuple(_heard(piece, items(piece, source, terse), terse) for piece in pieces(chunk))


def _heard(piece: Piece, found: tuple[Item, ...], terse: bool) -> Heard:
    term = lexicon.terms().get(piece.said(0, len(piece.words)).replace("-", " ")) if terse else None
    if term and not any(item.kind == NAME for item in found):
        return Heard(piece, found, (Item(NAME, 0, len(piece.words), term[0]),))
    denied = _denied(piece, found)
    names = tuple(item for item in found if item.kind == NAME and item not in denied)
    left = [item for item in found if item not in names and item.form not in SILENT]
    unknown = _unknown(piece, found)
    return Heard(
        piece,
        found,
        names,
        unknown,
        tuple(piece.said(item.first, item.last) for item in left),
        words=bool(denied) or any(item.kind not in (UNKNOWN, NAME) for item in found),
        denies=_denies(piece, found),
        whole=bool(unknown) and all(item.kind in (UNKNOWN, NUMBER) for item in found),
    )


def _unknown(piece: Piece, found: tuple[Item, ...]) -> tuple[str, ...]:
    """Unknown words side by side are one name, with the numbers between them."""
    if all(item.kind != UNKNOWN for item in found):
        return ()
    names: list[str] = []
    run: list[Item] = []
    for item in [*found, Item("end", len(piece.words), len(piece.words))]:
        if item.kind in (UNKNOWN, NUMBER):
            run.append(item)
            continue
        if any(one.kind == UNKNOWN for one in run):
            names.append(piece.said(run[0].first, run[-1].last))
        run = []
    return tuple(names)


def _denies(piece: Piece, found: tuple[Item, ...]) -> bool:
    denials = [item.kind == DENIAL for item in found]
    others = [item for item in found if item.kind != DENIAL]
    return any(denials) and all(piece.words[item.first].startswith(FOUND) for item in others)


def _denied(piece: Piece, found: tuple[Item, ...]) -> tuple[Item, ...]:
    """The names of a piece that it says are not there."""
    at = next((at for at, item in enumerate(found) if item.kind == DENIAL), None)
    if at is None:
        return ()
    word = piece.words[found[at].first]
    follows = found[at + 1 :]
    if at > 0 and _said_of_what_stands_before(piece, word, follows):
        said_of = found[:at]
    elif word in ONLY_BESIDE:
        said_of = follows[:1]
    else:
        said_of = follows
    return tuple(item for item in said_of if item.kind == NAME)


def _said_of_what_stands_before(piece: Piece, word: str, follows: tuple[Item, ...]) -> bool:
    """Whether a denial is of what it follows: fentanyl neg, fentanyl not detected, but negative for fentanyl."""
    after = piece.words[follows[0].first] if follows else ""
    return (word in AFTER and after not in AFTER_AND_FOR) or not after or after.startswith(FOUND)


def with_shared_end(left: Heard, right: Heard, source: str, terse: bool) -> Heard:
    """The piece before a stroke, where an unknown word at its end takes the end of the name behind the stroke."""
    if not left.items or left.items[-1].kind != UNKNOWN or not right.items or right.items[0].kind != NAME:
        return left
    first = next(at for at in range(len(left.items)) if all(item.kind == UNKNOWN for item in left.items[at:]))
    begun = left.piece.row[left.piece.starts[left.items[first].first] :]
    owner = shared_end(begun, right.piece, right.items[0], names_for(source, terse))
    if not owner:
        return left
    name = Item(NAME, left.items[first].first, left.items[-1].last, owner)
    return _heard(left.piece, (*left.items[:first], name), terse)
