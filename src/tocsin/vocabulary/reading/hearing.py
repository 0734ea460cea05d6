"""Hearing: what one piece of a text says by itself, whatever stands around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.denials import fate
from tocsin.vocabulary.reading.grammar import (
    DENIAL,
    NAME,
    NUMBER,
    UNKNOWN,
    WORD,
    Item,
    items,
    names_for,
    shared_beginning,
    shared_end,
)
from tocsin.vocabulary.reading.pieces import Piece, pieces
from tocsin.vocabulary.reading.small_words import BEGINNING, KIN, PLACES
from tocsin.vocabulary.rows import told_by_rows

SILENT = ("between", "sample", "denial")  # kinds of words that are not worth telling as left over


@dataclass(frozen=True, slots=True)
class Heard:
    """What a piece says: the names that hold, the unknown ones, the words that no name covers, and if it has any.

    `whole`: the unknown name is all there is. `denial`: it denies something.
    """

    piece: Piece
    items: tuple[Item, ...]
    names: tuple[Item, ...] = ()
    unknown: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    words: bool = False
    whole: bool = False
    denial: bool = False

    def ends_unknown(self) -> bool:
        """Whether its last word is unknown, or a number."""
        return bool(self.items) and self.items[-1].kind in (UNKNOWN, NUMBER)

    def is_place(self, known: frozenset[str] = PLACES) -> bool:
        """Whether it is nothing but places of a name that goes on behind it: the 2 and the 3 of 2/3/4-MMC."""
        words = self.piece.words
        return not self.names and all(word.isdigit() or word in known for word in words)

    def is_beginning(self) -> bool:
        """Whether its last word is the beginning of a name that goes on elsewhere: the des of des/etonitazene."""
        return not self.names and BEGINNING.fullmatch(self.piece.words[-1]) is not None

    def is_kin(self) -> bool:
        """Whether it only says that what stands before is like something: an unspecified analogue."""
        rest = [self.piece.words[item.first] for item in self.items if item.kind != WORD]
        return not self.names and bool(rest) and all(word in KIN for word in rest)

    def doubted(self, at: int = 0) -> Heard:
        """The same piece, its first name (or its last, `at` -1) made unknown: what stands beside it belongs to it."""
        if not self.names or (at == 0 and self.names[0].first > 0):
            return self
        name = self.names[at]
        said = self.piece.said(name.first, name.last)
        names = tuple(one for one in self.names if one is not name)
        return replace(self, names=names, unknown=(said, *self.unknown), left=(said, *self.left))


@told_by_rows
@lru_cache(maxsize=16_384)
def heard(chunk: str, source: str, terse: bool) -> tuple[Heard, ...]:
    """What each piece of a chunk says, in order."""
    return tuple(_heard(piece, items(piece, source, terse), terse) for piece in pieces(chunk))


def _heard(piece: Piece, found: tuple[Item, ...], terse: bool) -> Heard:
    term = lexicon.terms().get(piece.said(0, len(piece.words)).replace("-", " ")) if terse else None
    if term and not any(item.kind == NAME for item in found):
        return Heard(piece, found, (Item(NAME, 0, len(piece.words), term[0]),))
    denial = any(item.kind == DENIAL for item in found)
    told = fate(piece, found)
    names = tuple(item for item in found if item.kind == NAME and item not in told.denied and item not in told.doubted)
    left = [item for item in found if (item.kind == NAME and item not in names) or _is_told(item)]
    unknown = (*_unknown(piece, found), *(piece.said(item.first, item.last) for item in told.doubted))
    return Heard(
        piece,
        found,
        names,
        unknown,
        tuple(piece.said(item.first, item.last) for item in left),
        words=bool(told.denied) or any(item.kind not in (UNKNOWN, NAME) for item in found),
        denial=denial,
        whole=bool(unknown) and all(item.kind in (UNKNOWN, NUMBER) for item in found),
    )


def _is_told(item: Item) -> bool:
    return item.kind != NAME and item.form not in SILENT


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


def with_shared_beginning(left: Heard, right: Heard, source: str, terse: bool) -> Heard:
    """The piece behind a stroke, doubted where its one word may end a name that begins before: 3-MeO-PCP/PCE."""
    if len(right.piece.words) != 1 or not left.names or left.names[-1].last != len(left.piece.words):
        return right
    if not right.names:
        return right
    first, last = left.names[-1], right.piece.row
    if left.piece.row[left.piece.starts[first.first] : left.piece.ends[first.last - 1]].endswith(last):
        return right  # acetyl fentanyl/fentanyl are two
    owner = shared_beginning(left.piece, first, last, names_for(source, terse))
    return right.doubted() if owner not in (None, right.names[0].id) else right


def turned_round(left: Heard, right: Heard, source: str, terse: bool) -> tuple[Heard, Heard] | None:
    """A name as an index writes it, its beginning behind it: fentanyl, para-fluoro is para-fluorofentanyl."""
    if not right.whole or not left.names or left.names[-1].last != len(left.piece.words):
        return None
    name = left.names[-1]
    end = left.piece.row[left.piece.starts[name.first] : left.piece.ends[name.last - 1]]
    owner = names_for(source, terse).owner(right.piece.row + end)
    if not owner or owner == name.id:
        return None
    silent = replace(right, unknown=(), left=(), whole=False)
    return replace(left, names=(*left.names[:-1], replace(name, id=owner))), silent
