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
from tocsin.vocabulary.reading.small_words import BEFORE_KIN, GENITIVES, JOINING, KIN, LOOKED_AT, OR, PLACES, UNSURE

MOST_WORDS = 14  # of one name
SHORT = 4  # letters of a name that must not be put together over a space
SHORT_WORD = 3  # letters
STEM = "stem"
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

    def owner(self, key: str) -> str | None:
        """The substance of a squeezed name; a phrase has none."""
        found = self.owners.get(key)
        return None if found in lexicon.NO_NAMES else found


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
        form = known.get(word, "")
        if name and name.last == at + 1 and form and (len(piece.words) > 1 or form == STEM):
            name = None  # a word that is also a short name counts as that name only by itself: BE, to be determined
        if name:
            found.append(name)
        elif form == STEM or (word.isdigit() and not int(word)):
            found.append(_word(UNKNOWN, at))  # bromo is bromine in Spanish, and the beginning of many names
        elif form:
            found.append(_word(DENIAL if form == "denial" else WORD, at, form))
        elif word.isdigit():
            found.append(_word(NUMBER, at))
        elif lexicon.NEVER.fullmatch(word):
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
            return _met(at, last, found)
    return _short(piece, at, begin, names)


def _met(at: int, last: int, found: str) -> Item:
    if found == lexicon.PHRASE:
        return Item(WORD, at, last, form="condition")
    return Item(UNKNOWN, at, last) if found == lexicon.OF_THE_SUPPLY else Item(NAME, at, last, found)


def _short(piece: Piece, at: int, begin: int, names: Names) -> Item | None:
    """A name of few letters that begins here: one word, or a few tied by hyphens."""
    for last in range(at + 1, min(len(piece.words), at + SHORT) + 1):
        end = piece.ends[last - 1]
        if end - begin > SHORT or (last > at + 1 and " " in piece.before[last - 1]):
            break
        if found := names.owner(piece.row[begin:end]):
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
        if bare != word and len(bare) >= LEAST_GLUED and (owner := names.owner(bare)):
            return Item(NAME, at, at + 1, owner)
    return None


def _standing(piece: Piece, found: Sequence[Item]) -> list[Item]:
    """The items, with every name that touches an unknown word or a number made unknown together with it."""
    kept = [_grown(piece, at, found) for at in range(len(found))]
    if all(item.kind in (NAME, WORD, DENIAL) and piece.words[item.first] not in LOOKED_AT for item in kept):
        return kept
    shaky = [
        item.kind == UNKNOWN or (item.kind == NUMBER and not _aside(piece, at, kept)) for at, item in enumerate(kept)
    ]
    for places in (range(len(kept)), reversed(range(len(kept)))):  # doubt goes on along a row of names, both ways
        for at in places:
            if kept[at].kind == NAME and _doubted(piece, kept, shaky, at):
                kept[at] = replace(kept[at], kind=UNKNOWN, id="")
                shaky[at] = True
    return kept


def _doubted(piece: Piece, found: Sequence[Item], shaky: Sequence[bool], at: int) -> bool:
    """Whether a name touches an unknown word, or belongs to one: the methyl ester of benzoylecgonine."""
    words = piece.words
    before, after = at - 1, at + 1
    if before >= 0 and words[found[before].first] in UNSURE:
        return not lexicon.is_class(found[at].id)
    while before >= 0 and found[before].kind == WORD and words[found[before].first] in GENITIVES:
        before -= 1
    while after < len(found) and found[after].kind == WORD and found[after].form == "form":
        after += 1
    if (before >= 0 and shaky[before]) or (after < len(found) and shaky[after]):
        return True
    return _one_of_several(found, words, at) or _or_its_kin(found, words, at)


def _one_of_several(found: Sequence[Item], words: Sequence[str], at: int) -> bool:
    """Whether a place alone stands before an "or" and the name: 3- or 4-methylmethcathinone."""
    choice = at > 1 and found[at - 1].kind == WORD and words[found[at - 1].first] in OR
    return choice and (found[at - 2].kind == NUMBER or words[found[at - 2].first] in PLACES)


def _or_its_kin(found: Sequence[Item], words: Sequence[str], at: int) -> bool:
    """Whether the text goes on with what is like it: fentanyl or analogues."""
    rest = (words[item.first] for item in found[at + 1 :] if item.kind in (WORD, UNKNOWN))
    return next((word for word in rest if word not in BEFORE_KIN), "") in KIN


def _grown(piece: Piece, at: int, found: Sequence[Item]) -> Item:
    """A word that a hyphen ties to a code or a name is part of it: AM-2201 is no morning, pseudo-heroin no heroin.

    So are one letter at the end of a piece behind a name (THC O) and "non" before one.
    """
    item, word = found[at], piece.words[found[at].first]
    if item.kind not in (WORD, DENIAL) or word in JOINING or item.form == "form":
        return item
    before = found[at - 1] if at > 0 and " " not in piece.before[item.first] else None
    after = found[at + 1] if at + 1 < len(found) and " " not in piece.before[item.last] else None
    short = len(word) <= SHORT_WORD
    tied = short and any(one and one.kind in (NUMBER, UNKNOWN, NAME) for one in (before, after))
    prefix = after is not None and after.kind == NAME and (item.form != "between" or word == "non")
    alone = len(word) == 1 and at > 0 and found[at - 1].kind == NAME and item.last == len(piece.words)
    return replace(item, kind=UNKNOWN, form="") if tied or prefix or alone else item


def _aside(piece: Piece, at: int, found: Sequence[Item]) -> bool:
    """Whether a number belongs to no name: none follows it, and a space parts it from the one before."""
    number = found[at]
    if at + 1 < len(found) and found[at + 1].kind in (NAME, UNKNOWN, NUMBER):
        return False
    return number.first == 0 or " " in piece.before[number.first]


def shared_beginning(left: Piece, name: Item, right: str, names: Names) -> str | None:
    """The substance whose name begins as the name before the stroke and ends with the word behind: 3-MeO-PCP/PCE."""
    begun = [left.row[left.starts[name.first] : left.ends[at - 1]] for at in range(name.first + 1, name.last)]
    return next((found for start in reversed(begun) if (found := names.owner(start + right))), None)


def shared_end(left: str, right: Piece, name: Item, names: Names) -> str | None:
    """The substance whose name `left` begins and the name after the stroke ends: cyclopropyl/crotonyl fentanyl."""
    ends = [right.row[right.starts[at] : right.ends[name.last - 1]] for at in range(name.first + 1, name.last)]
    whole = right.row[right.starts[name.first] : right.ends[name.last - 1]]
    ends += [end for end in SHARED_ENDS if whole.endswith(end) and whole != end]
    return next((found for end in ends if (found := names.owner(left + end))), None)
