"""The grammar: the longest names of a piece, and whether what stands beside them lets them stand.

A name counts only where its neighbours are other names or words known to name nothing. Beside a word that is not known
it stands for nothing: an unknown analogue of fentanyl is not fentanyl.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from tocsin.vocabulary.reading import lexicon
from tocsin.vocabulary.reading.pieces import Piece

MOST_WORDS = 14  # of one name
SHORT = 4  # letters of a name that must not be put together over a space
SHORT_WORD = 3  # letters
TERSE = 4  # words of a text in which truncations and supply terms count
NAME, WORD, DENIAL, NUMBER, UNKNOWN = "name", "word", "denial", "number", "unknown"
GLUED_BEFORE = ("including", "combined", "effectsof", "effects", "acute", "with", "and", "of")
GLUED_AFTER = ("and",)
SHARED_ENDS = (
    "fentanyl",
    "fentanilo",
    "nitazene",
    "nitaceno",
    "nitazène",
    "methcathinone",
    "amphetamine",
    "methorphan",
)
LEAST_GLUED = 4
GENITIVES = frozenset(("of", "de", "du", "des", "del", "la", "el", "los", "las", "le", "les", "l", "d", "que"))


@dataclass(frozen=True, slots=True)
class Item:
    """A run of words of one kind, from `first` to before `last`; a name has an `id`. `form` is the kind of a word."""

    kind: str
    first: int
    last: int
    id: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The squeezed names that may be met, and how long one may be that begins with given letters."""

    owners: dict[str, str]
    heads: dict[str, int]


def names_for(source: str, terse: bool) -> Names:
    """The names to be met in the texts of one source. `terse`: in a text of few words, where truncations count."""
    return Names(lexicon.squeezed_names(source, terse), lexicon.heads(source, terse))


def items(piece: Piece, source: str, terse: bool) -> tuple[Item, ...]:
    """The piece in runs, in order, every word in one of them."""
    names, known = names_for(source, terse), lexicon.words()
    found: list[Item] = []
    at = 0
    while at < len(piece.words):
        word = piece.words[at]
        name = _longest(piece, at, names)
        if name and name.last == at + 1 and word in known and len(piece.words) > 1:
            name = None  # a word that is also a short name counts as that name only by itself: BE, to be determined
        if name:
            found.append(name)
        elif word in known:
            form = known[word]
            found.append(_word(DENIAL if form == "denial" else WORD, at, form))
        elif word.isdigit():
            found.append(_word(NUMBER, at))
        elif lexicon.NEVER.match(word):
            found.append(_word(WORD, at, "circumstance"))
        else:
            found.append(_parted(piece, at, names) or Item(UNKNOWN, at, at + 1))
        at = found[-1].last
    return tuple(_standing(piece, found))


@cache
def _word(kind: str, at: int, form: str = "") -> Item:
    """One word that is no name: the same few are met again and again."""
    return Item(kind, at, at + 1, form=form)


def _longest(piece: Piece, at: int, names: Names, skipped: int = 0) -> Item | None:
    """The longest name that begins with this word, or `skipped` letters into it."""
    begin = piece.starts[at] + skipped
    most = names.heads.get(piece.row[begin : begin + lexicon.HEADS], 0)
    for last in range(min(len(piece.words), at + MOST_WORDS) if most else at, at, -1):
        end = piece.ends[last - 1]
        found = names.owners.get(piece.row[begin:end]) if SHORT < end - begin <= most else None
        if found:
            return Item(NAME, at, last, found)
    return _short(piece, at, begin, names)


def _short(piece: Piece, at: int, begin: int, names: Names) -> Item | None:
    """A name of few letters that begins here: one word, or a few tied by hyphens."""
    for last in range(at + 1, min(len(piece.words), at + SHORT) + 1):
        end = piece.ends[last - 1]
        if end - begin > SHORT or (last > at + 1 and " " in piece.before[last - 1]):
            break
        if found := names.owners.get(piece.row[begin:end]):
            return Item(NAME, at, last, found)
    return None


def _parted(piece: Piece, at: int, names: Names) -> Item | None:
    """A name that has grown together with a word before or after it: offentanyl, BUPRENORPHINEAND."""
    word = piece.words[at]
    for glue in GLUED_BEFORE:
        if word.startswith(glue):
            found = _longest(piece, at, names, len(glue))
            if found and piece.ends[found.last - 1] - piece.starts[at] - len(glue) >= LEAST_GLUED:
                return found
            if word[len(glue) :] in lexicon.words():
                return Item(WORD, at, at + 1, form="between")
    for glue in GLUED_AFTER:
        bare = word.removesuffix(glue)
        if bare != word and len(bare) >= LEAST_GLUED and (owner := names.owners.get(bare)):
            return Item(NAME, at, at + 1, owner)
    return None


def _standing(piece: Piece, found: Sequence[Item]) -> list[Item]:
    """The items, with every name that touches an unknown word or a number made unknown together with it."""
    if all(item.kind not in (UNKNOWN, NUMBER) for item in found):
        return list(found)
    found = [_grown(piece, item, found) for item in found]
    shaky = [item.kind == UNKNOWN or (item.kind == NUMBER and not _aside(piece, item, found)) for item in found]
    return [
        replace(item, kind=UNKNOWN, id="") if item.kind == NAME and _doubted(piece, found, shaky, at) else item
        for at, item in enumerate(found)
    ]


def _doubted(piece: Piece, found: Sequence[Item], shaky: Sequence[bool], at: int) -> bool:
    """Whether a name touches an unknown word, or is what an unknown word is of: the methyl ester of benzoylecgonine."""
    before = at - 1
    while before >= 0 and found[before].kind == WORD and piece.words[found[before].first] in GENITIVES:
        before -= 1
    return (before >= 0 and shaky[before]) or (at + 1 < len(found) and shaky[at + 1])


def _grown(piece: Piece, item: Item, found: Sequence[Item]) -> Item:
    """A short word that a hyphen ties to a number or an unknown word is part of a code: AM-2201 is no morning."""
    if item.kind != WORD or len(piece.words[item.first]) > SHORT_WORD:
        return item
    tied = [
        one
        for one in found
        if one.kind in (NUMBER, UNKNOWN)
        and (
            (one.first == item.last and " " not in piece.before[one.first])
            or (one.last == item.first and " " not in piece.before[item.first])
        )
    ]
    return replace(item, kind=UNKNOWN, form="") if tied else item


def _aside(piece: Piece, number: Item, found: Sequence[Item]) -> bool:
    """Whether a number belongs to no name: none follows it, and a space parts it from the one before."""
    follows = [item for item in found if item.first == number.last]
    if follows and follows[0].kind in (NAME, UNKNOWN, NUMBER):
        return False
    return number.first == 0 or " " in piece.before[number.first]


def shared_end(left: str, right: Piece, name: Item, names: Names) -> str | None:
    """The substance whose name `left` begins and the name after the stroke ends: cyclopropyl/crotonyl fentanyl."""
    ends = [right.row[right.starts[at] : right.ends[name.last - 1]] for at in range(name.first + 1, name.last)]
    whole = right.row[right.starts[name.first] : right.ends[name.last - 1]]
    ends += [end for end in SHARED_ENDS if whole.endswith(end) and whole != end]
    return next((found for end in ends if (found := names.owners.get(left + end))), None)
